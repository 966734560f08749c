import { rfc2822 } from '../webhooks/parameters.ts';
import type { Conference } from '../conference/conference.ts';
import type { Joining, Participant } from '../conference/participant.ts';

const pathOf = (accountSid: string, sid: string) => `/2010-04-01/Accounts/${accountSid}/Conferences/${sid}`;

/** The Conference resource as Twilio writes it (https://www.twilio.com/docs/voice/api/conference-resource). */
export function conferenceJson(accountSid: string, conference: Conference) {
  const { sid, name, status, ended, createdAtMs, updatedAtMs } = conference;
  const path = pathOf(accountSid, sid);
  return {
    sid,
    account_sid: accountSid,
    friendly_name: name,
    status,
    region: 'us1',
    api_version: '2010-04-01',
    reason_conference_ended: ended?.reason ?? null,
    call_sid_ending_conference: ended?.callSid ?? null,
    date_created: rfc2822(createdAtMs),
    date_updated: rfc2822(updatedAtMs),
    uri: `${path}.json`,
    subresource_uris: { participants: `${path}/Participants.json`, recordings: `${path}/Recordings.json` },
  };
}

/** The Participant resource: somebody who is in, or whose call is still on its way. */
export function participantJson(accountSid: string, { sid }: Conference, someone: Participant | Joining) {
  const { leg, manner } = someone;
  const isIn = 'joinedAtMs' in someone;
  return {
    account_sid: accountSid,
    call_sid: leg.call.sid,
    label: manner.label,
    call_sid_to_coach: manner.coaches,
    coaching: manner.coaches !== null,
    conference_sid: sid,
    date_created: rfc2822(isIn ? someone.joinedAtMs : leg.call.createdAtMs),
    date_updated: rfc2822(isIn ? someone.updatedAtMs : leg.call.createdAtMs),
    end_conference_on_exit: manner.endsConference,
    muted: manner.isMuted,
    hold: isIn && someone.isHeld,
    start_conference_on_enter: manner.startsConference,
    status: isIn ? 'connected' : leg.call.status === 'ringing' ? 'ringing' : 'queued',
    queue_time: '0',
    uri: `${pathOf(accountSid, sid)}/Participants/${leg.call.sid}.json`,
  };
}
