import { LIMITS } from './dialplan.ts';
import { type CallRecord, answeredLeg, isAnswered, isEnded, isFinal } from './history.ts';
import {
  type Answerer,
  type CallState,
  type Conversation,
  E164,
  type Failure,
  Identity,
  isWithheld,
  type Party,
  type PersonId,
} from './protocol.ts';
import * as v from 'valibot';

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
}

/** How long after its end a call may still learn its true reason. */
const LATE_FACTS_MS = 3000;
/** After the longest call we allow, a call whose end was never told is over. */
export const FORGOTTEN_AFTER_MS = (LIMITS.timeLimitSeconds + 5 * 60) * 1000;

/**
 * A conversation as `viewer` reads it at `now` (milliseconds); null while it is not known which way it went, and for a call
 * between others of us.
 */
export function conversation(kept: Kept, viewer: Viewer, now: number): Conversation | null {
  const { record } = kept;
  const caller = identityOf(record.root.from);
  const isOutbound = record.destination !== null || caller !== null;
  if (!isOutbound && !record.isReceived && record.root.from === null) return null;
  if (!concerns(record, caller, viewer)) return null;

  const direction = isOutbound && !isForViewer(record, caller, viewer) ? 'outbound' : 'inbound';
  const isForgotten = !isEnded(record) && now - record.startedAt > FORGOTTEN_AFTER_MS;
  const answered = answeredLeg(record);
  const answeredBy = direction === 'inbound' ? answererOf(answered?.to ?? null, viewer) : null;
  const { state, failure } = stateOf(record, direction, isForgotten, answeredBy);
  const answeredAt = answered?.answeredAt ?? null;
  const endedAt = endOf(record);
  const isFinal = isForgotten || isSettled(record, endedAt, now);
  const rangUntil = answeredAt ?? endedAt;

  return {
    callSid: record.callSid,
    place: kept.place,
    direction,
    party: partyOf(record, direction, caller, viewer),
    line: lineOf(record),
    state,
    failure,
    isFinal,
    isUnread: state === 'missed' && !kept.isHandled && kept.place > viewer.seenUpTo,
    blockReason: record.destination?.kind === 'blocked' ? record.destination.reason : null,
    answeredBy,
    startedAt: iso(record.startedAt),
    answeredAt: answeredAt === null ? null : iso(answeredAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    ringSeconds: rangUntil === null ? null : Math.max(0, Math.round((rangUntil - record.startedAt) / 1000)),
    talkSeconds: isAnswered(record) ? (record.dial?.durationSeconds ?? answered?.durationSeconds ?? null) : null,
    note: kept.note,
  };
}

/** A call between two of us is theirs alone; every other one is everybody's. */
function concerns({ destination }: CallRecord, caller: Identity | null, viewer: Viewer): boolean {
  if (destination?.kind !== 'device' && destination?.kind !== 'person') return true;
  const callee = destination.kind === 'person' ? destination.person : viewer.whoIs(destination.identity)?.person;
  return callee === viewer.person || (caller !== null && viewer.whoIs(caller)?.person === viewer.person);
}

/** Whether a call that one of us placed came to the viewer: to them as a person, or between two devices of theirs to this one. */
function isForViewer({ destination }: CallRecord, caller: Identity | null, viewer: Viewer): boolean {
  const isMine = caller !== null && viewer.whoIs(caller)?.person === viewer.person;
  if (destination?.kind === 'person') return destination.person === viewer.person && !isMine;
  if (destination?.kind !== 'device') return false;
  if (isMine) return destination.identity === viewer.identity;
  return viewer.whoIs(destination.identity)?.person === viewer.person;
}

function answererOf(address: string | null, viewer: Viewer): Answerer | null {
  const identity = identityOf(address);
  if (identity === null) return null;
  const who = viewer.whoIs(identity);
  return {
    person: who?.person ?? viewer.person,
    name: who?.name ?? '',
    device: who?.device ?? identity,
    isMe: who?.person === viewer.person,
    isHere: identity === viewer.identity,
  };
}

interface Stand {
  state: CallState;
  failure: Failure | null;
}
const stands = (state: CallState, failure: Failure | null = null): Stand => ({ state, failure });

function stateOf(
  record: CallRecord,
  direction: 'inbound' | 'outbound',
  isForgotten: boolean,
  answeredBy: Answerer | null,
): Stand {
  if (record.destination?.kind === 'blocked') return stands('blocked');
  const isOver = isEnded(record) || isForgotten;
  if (isAnswered(record)) {
    if (answeredBy?.isMe === false) return stands('answered-elsewhere');
    return stands(isOver ? 'completed' : 'in-progress');
  }
  if (!isOver) return stands('ringing');
  return direction === 'inbound' ? stands(inboundEnd(record)) : outboundEnd(record);
}

/**
 * Unanswered and over: declined when a device of ours turned it down and none rang on to the end, else missed. A device that
 * never rang, being closed or too late, says nothing either way.
 */
function inboundEnd(record: CallRecord): CallState {
  const isDeclined = (leg: CallRecord['root']) => leg.status === 'busy' || leg.sipCode === DECLINE;
  const legs = Object.values(record.legs);
  const rangOn = legs.some((leg) => leg.hasRung && !isDeclined(leg));
  return legs.some(isDeclined) && !rangOn ? 'declined' : 'missed';
}

/** SIP responses that say there is nobody at this number (RFC 3261, 21.4.5, 21.4.8, 21.4.22 and 21.6.3). */
const NOT_IN_SERVICE = [404, 410, 484, 604];
/** The callee said no (RFC 3261, 21.6.2). */
const DECLINE = 603;

function outboundEnd(record: CallRecord): Stand {
  const leg = Object.values(record.legs)[0];
  const sipCode = leg?.sipCode ?? null;
  const isInside = record.destination?.kind === 'device' || record.destination?.kind === 'person';
  const status = record.dial?.status ?? (leg && isFinal(leg.status) ? leg.status : record.root.status);
  switch (status) {
    case 'busy':
      return stands(sipCode === DECLINE ? 'declined' : 'busy');
    case 'no-answer':
      return stands(sipCode === DECLINE ? 'declined' : 'no-answer');
    case 'failed':
      if (sipCode === DECLINE) return stands('declined');
      if (isInside) return stands('no-answer');
      return stands('failed', sipCode !== null && NOT_IN_SERVICE.includes(sipCode) ? 'not-in-service' : 'network');
    case 'queued':
    case 'initiated':
    case 'ringing':
      return stands('failed', 'untold');
    // The caller left before anybody answered: its own leg then ends like any other.
    case 'canceled':
    case 'answered':
    case 'in-progress':
    case 'completed':
      return stands('canceled');
  }
}

/** Our number: as we were asked, else as the legs tell. */
function lineOf(record: CallRecord): E164 | null {
  if (record.line !== null) return record.line;
  const isFromOutside = record.root.from !== null && identityOf(record.root.from) === null;
  const number = v.safeParse(E164, isFromOutside ? record.root.to : Object.values(record.legs)[0]?.from);
  return number.success ? number.output : null;
}

/** Whether nothing that could change the words can still arrive. */
function isSettled(record: CallRecord, endedAt: number | null, now: number): boolean {
  if (record.destination?.kind === 'blocked') return true;
  if (endedAt === null) return false;
  if (now - endedAt >= LATE_FACTS_MS) return true;
  const needsSipCode = record.dial?.status === 'busy' || record.dial?.status === 'failed';
  const hasSipCode = Object.values(record.legs).some((leg) => leg.sipCode !== null);
  return isFinal(record.root.status) && (!needsSipCode || hasSipCode);
}

function endOf(record: CallRecord): number | null {
  if (record.destination?.kind === 'blocked') return record.startedAt;
  return record.root.endedAt ?? record.dial?.endedAt ?? null;
}

function partyOf(
  record: CallRecord,
  direction: 'inbound' | 'outbound',
  caller: Identity | null,
  viewer: Viewer,
): Party {
  if (direction === 'inbound') return caller ? colleague(caller, viewer) : outsideParty(record.root.from ?? '');
  const { destination } = record;
  switch (destination?.kind) {
    case 'number':
      return { kind: 'number', number: destination.number };
    case 'device':
      return colleague(destination.identity, viewer);
    case 'person':
      return { kind: 'person', id: destination.person, name: viewer.nameOf(destination.person) };
    case 'blocked':
      return { kind: 'unknown', dialed: destination.dialed };
    // We were never asked (our storage was down): the leg that was dialled tells.
    case undefined: {
      const dialed = Object.values(record.legs)[0]?.to ?? record.root.to ?? '';
      const identity = identityOf(dialed);
      return identity ? colleague(identity, viewer) : numberOrUnknown(dialed);
    }
  }
}

/** One of us: another device of the viewer's own, or a person. */
function colleague(identity: Identity, viewer: Viewer): Party {
  const who = viewer.whoIs(identity);
  if (who && who.person !== viewer.person) return { kind: 'person', id: who.person, name: who.name };
  return { kind: 'device', identity, label: who?.device ?? identity };
}

/** The other end of a call from outside. */
function outsideParty(from: string): Party {
  if (isWithheld(from)) return { kind: 'withheld' };
  return numberOrUnknown(from);
}

function numberOrUnknown(address: string): Party {
  const number = v.safeParse(E164, address);
  return number.success
    ? { kind: 'number', number: number.output }
    : { kind: 'unknown', dialed: address.slice(0, LIMITS.dialedCharacters) };
}

function identityOf(address: string | null): Identity | null {
  if (!address?.startsWith('client:')) return null;
  const parsed = v.safeParse(Identity, address.slice('client:'.length));
  return parsed.success ? parsed.output : null;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
