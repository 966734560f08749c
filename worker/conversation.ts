import { insider, LIMITS } from './dialplan.ts';
import { stateOf } from './endings.ts';
import { type CallRecord, isFinal, type Leg } from './history.ts';
import { controlOf } from './control.ts';
import { iso } from './iso.ts';
import { addressOf, answererOf, identityOf, lineOf, partyAt, partyOf, talkersOf, targetOf } from './parties.ts';
import { heardBy, type RecordingFacts } from './recorded.ts';
import type { Steering } from './steering/steering.ts';
import type { Conversation, E164, Identity, Party, PersonId } from './protocol.ts';
import { answeredLeg, answerOf, isAnswered, isEnded, isRefused, isTurnedAway, lastDial } from './standing.ts';

/** Who looks at a conversation. */
export interface Viewer {
  person: PersonId;
  /** Of the device that asks; null before it has one. */
  identity: Identity | null;
  /** The place in history up to which this person has looked. */
  seenUpTo: number;
  /** Whose device an identity is, also after it was cut off; undefined when it was never ours. */
  whoIs(identity: Identity): Who | undefined;
  nameOf(person: PersonId): string;
  isOwner: boolean;
  /** Whether calls of this line may be recorded. */
  mayRecord(line: E164 | null): boolean;
}

/** A person and a device of theirs. */
export interface Who {
  person: PersonId;
  name: string;
  device: string;
}

/** What a conversation is besides its facts. */
interface Kept {
  place: number;
  /** Somebody called back. */
  isHandled: boolean;
  note: string;
  record: CallRecord;
  /** Null until something was done to it. */
  steering: Steering | null;
  recordings?: readonly RecordingFacts[];
}

/** How long after its end a call may still learn its true reason. */
const LATE_FACTS_MS = 3000;
/** After the longest call we allow, a call whose end was never told is over. */
export const FORGOTTEN_AFTER_MS = (LIMITS.timeLimitSeconds + 5 * 60) * 1000;

/**
 * A conversation as `viewer` reads it at `now` (milliseconds); null while it is not known which way it went, and for a call
 * between others of us to which they never came.
 */
export function conversation(kept: Kept, viewer: Viewer, now: number): Conversation | null {
  const { record } = kept;
  const caller = identityOf(record.root.from);
  const isOutbound = record.destination !== null || caller !== null;
  if (!isOutbound && !record.isReceived && record.root.from === null) return null;
  const isBetweenOthers = !concerns(record, caller, viewer);
  if (isBetweenOthers && !talkersOf(record, (identity) => viewer.whoIs(identity)?.person).has(viewer.person))
    return null;

  const isForViewer = isBetweenOthers || isTo(record, caller, viewer);
  const direction = isOutbound && !isForViewer ? 'outbound' : 'inbound';
  const isForgotten = now - record.startedAt > FORGOTTEN_AFTER_MS;
  const answered = answeredLeg(record);
  const answeredBy =
    direction === 'inbound' ? answererOf((ownLeg(record, viewer) ?? answered)?.to ?? null, viewer) : null;
  const isOver = isEnded(record) || isForgotten;
  const { state, failure } = stateOf(record, viewer, { direction, isOver, answeredBy });
  const { answeredAt, endedAt, rangUntil } = timesOf(record, answered);

  return {
    callSid: record.callSid,
    place: kept.place,
    direction,
    party: (isBetweenOthers && partyOfThird(kept, viewer)) || partyOf(record, direction, caller, viewer),
    line: lineOf(record),
    state,
    failure,
    isFinal: isForgotten || isSettled(record, endedAt, now),
    isUnread: state === 'missed' && !kept.isHandled && kept.place > viewer.seenUpTo,
    blockReason: blockReasonOf(record),
    answeredBy,
    startedAt: iso(record.startedAt),
    answeredAt: iso(answeredAt),
    endedAt: iso(endedAt),
    ringSeconds: rangUntil === null ? null : Math.max(0, Math.round((rangUntil - record.startedAt) / 1000)),
    talkSeconds: talkSecondsOf(record, answered, { answeredAt, endedAt }),
    note: kept.note,
    recordings: heardBy(viewer, kept.recordings ?? []),
    transferredTo: record.transferred && targetOf(record.transferred.to, viewer),
    control: state === 'in-progress' || state === 'answered-elsewhere' ? controlOf(kept, viewer, isOver) : null,
  };
}

/** The leg at which the viewer themselves talked: a call that was passed on was answered more than once. */
function ownLeg({ legs, generation }: CallRecord, viewer: Viewer): Leg | undefined {
  if (generation === 0) return undefined;
  return Object.values(legs).find(({ to, answeredAt }) => {
    const identity = answeredAt === null ? null : identityOf(to);
    return identity !== null && viewer.whoIs(identity)?.person === viewer.person;
  });
}

/** How long they talked. A call that was redirected has talked through several legs. */
function talkSecondsOf(
  record: CallRecord,
  answered: Leg | null,
  { answeredAt, endedAt }: { answeredAt: number | null; endedAt: number | null },
): number | null {
  if (!isAnswered(record)) return null;
  if (record.generation === 0) return answered?.durationSeconds ?? lastDial(record)?.durationSeconds ?? null;
  return answeredAt === null || endedAt === null ? null : Math.round((endedAt - answeredAt) / 1000);
}

/** With whom somebody talks who came to a call between two others of us: the one whom it is about, unless that is themselves. */
function partyOfThird({ record, steering }: Kept, viewer: Viewer): Party | null {
  if (steering === null) return null;
  const { far, ours } = steering;
  const isViewer = far.identity !== null && viewer.whoIs(far.identity)?.person === viewer.person;
  return partyAt(isViewer && ours ? `client:${ours.identity}` : addressOf(record, far.leg), viewer);
}

/** A call between two of us is theirs, and that of whoever came to it; every other one is everybody's. */
function concerns({ destination, isUnplaced }: CallRecord, caller: Identity | null, viewer: Viewer): boolean {
  const isMine = caller !== null && viewer.whoIs(caller)?.person === viewer.person;
  switch (destination?.kind) {
    case 'device':
      return isMine || (!isUnplaced && viewer.whoIs(destination.identity)?.person === viewer.person);
    case 'person':
      return isMine || (!isUnplaced && destination.person === viewer.person);
    // It never went out: nobody but whoever dialled has anything of it.
    case 'blocked':
      return isMine || insider(destination.dialed) === null;
    case 'number':
    case undefined:
      return true;
  }
}

/** Whether a call that one of us placed came to the viewer: to them as a person, or between two devices of theirs to this one. */
function isTo({ destination, isUnplaced }: CallRecord, caller: Identity | null, viewer: Viewer): boolean {
  if (isUnplaced) return false;
  const isMine = caller !== null && viewer.whoIs(caller)?.person === viewer.person;
  if (destination?.kind === 'person') return destination.person === viewer.person && !isMine;
  if (destination?.kind !== 'device') return false;
  if (isMine) return destination.identity === viewer.identity;
  return viewer.whoIs(destination.identity)?.person === viewer.person;
}

/** Whether nothing that could change the words can still arrive. */
function isSettled(record: CallRecord, endedAt: number | null, now: number): boolean {
  if (isRefused(record) || record.untoldAt !== null) return true;
  if (endedAt === null) return false;
  if (now - endedAt >= LATE_FACTS_MS) return true;
  const status = lastDial(record)?.status;
  const needsSipCode = status === 'busy' || status === 'failed';
  const hasSipCode = Object.values(record.legs).some((leg) => leg.sipCode !== null);
  return isFinal(record.root.status) && (!needsSipCode || hasSipCode);
}

/** Its moments, in order whatever the seconds of different clocks say. Milliseconds. */
function timesOf(record: CallRecord, answered: Leg | null) {
  const { startedAt, legs } = record;
  const notBefore = (earliest: number, at: number | null) => (at === null ? null : Math.max(earliest, at));
  const answeredAt = notBefore(startedAt, answered && answerOf(answered));
  const toldEnd = isRefused(record) ? startedAt : (lastEnd(record) ?? lastDial(record)?.endedAt ?? null);
  // Between two rounds a Dial is over, and the call is not.
  const endedAt = isEnded(record) ? notBefore(answeredAt ?? startedAt, toldEnd) : null;
  const ringEnds = Object.values(legs).flatMap((leg) => leg.endedAt ?? []);
  // What was said to a caller whom nobody answered is not ringing.
  const isSilent = endedAt !== null && ringEnds.length > 0;
  return { answeredAt, endedAt, rangUntil: answeredAt ?? (isSilent ? Math.max(...ringEnds) : endedAt) };
}

/** When it was over: with its root, or with its last leg once it was redirected. */
function lastEnd({ root, legs, generation }: CallRecord): number | null {
  if (generation === 0) return root.endedAt;
  return [root, ...Object.values(legs)].reduce<number | null>(
    (latest, { endedAt }) => (endedAt === null ? latest : Math.max(latest ?? endedAt, endedAt)),
    null,
  );
}

function blockReasonOf(record: CallRecord): Conversation['blockReason'] {
  if (record.destination?.kind === 'blocked') return record.destination.reason;
  return isTurnedAway(record) ? 'blocked-number' : null;
}
