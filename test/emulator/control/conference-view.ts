import type { Conference } from '../conference/conference.ts';

/** How the outside world sees a conference. */
export function conferenceView(conference: Conference) {
  const { sid, name, status, ended, createdAtMs, reports } = conference;
  return {
    sid,
    friendlyName: name,
    status,
    reasonEnded: ended?.reason ?? null,
    createdAt: new Date(createdAtMs).toISOString(),
    participants: conference.participants().map(({ leg, callSid, isHeld, manner, joinedAtMs }) => ({
      callSid,
      from: leg.call.facts.from,
      to: leg.call.facts.to,
      label: manner.label,
      isMuted: manner.isMuted,
      isHeld,
      coaches: manner.coaches,
      startsConference: manner.startsConference,
      endsConference: manner.endsConference,
      joinedAfterMs: joinedAtMs - createdAtMs,
    })),
    events: reports.entries.map(({ atMs, ...entry }) => ({ atMs: atMs - createdAtMs, ...entry })),
  };
}
