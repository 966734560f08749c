import { LIMITS } from './dialplan.ts';
import { type CallRecord, answeredLeg, isAnswered, isEnded, isFinal } from './history.ts';
import { type CallState, type Conversation, E164, Identity, isWithheld, type Party } from './protocol.ts';
import * as v from 'valibot';

/** Who looks at a conversation. */
interface Viewer {
  identity: Identity | null;
  /** The label of a device, also after it was cut off. */
  labelOf(identity: Identity): string;
}

/** How long after its end a call may still learn its true reason. */
const LATE_FACTS_MS = 3000;
/** After the longest call we allow, a call whose end was never told is over. */
export const FORGOTTEN_AFTER_MS = (LIMITS.timeLimitSeconds + 5 * 60) * 1000;

/** A conversation as `viewer` reads it at `now` (milliseconds), or null while it is not known which way it went. */
export function conversation(record: CallRecord, viewer: Viewer, now: number): Conversation | null {
  const caller = identityOf(record.root.from);
  const isOutbound = record.destination !== null || caller !== null;
  if (!isOutbound && !record.isReceived && record.root.from === null) return null;

  const callee = record.destination?.kind === 'device' ? record.destination.identity : null;
  const direction = isOutbound && (callee === null || callee !== viewer.identity) ? 'outbound' : 'inbound';
  const isForgotten = !isEnded(record) && now - record.startedAt > FORGOTTEN_AFTER_MS;
  const state = stateOf(record, direction, isForgotten);
  const answered = answeredLeg(record);
  const answeredBy = direction === 'inbound' ? identityOf(answered?.to ?? null) : null;
  const answeredAt = answered?.answeredAt ?? null;
  const endedAt = endOf(record);

  return {
    callSid: record.callSid,
    direction,
    party: partyOf(record, direction, caller, viewer),
    state,
    isFinal: isForgotten || isSettled(record, endedAt, now),
    blockReason: record.destination?.kind === 'blocked' ? record.destination.reason : null,
    answeredOn: answeredBy === null ? null : viewer.labelOf(answeredBy),
    answeredHere: answeredBy !== null && answeredBy === viewer.identity,
    startedAt: iso(record.startedAt),
    answeredAt: answeredAt === null ? null : iso(answeredAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    talkSeconds: isAnswered(record) ? (record.dial?.durationSeconds ?? answered?.durationSeconds ?? null) : null,
  };
}

function stateOf(record: CallRecord, direction: 'inbound' | 'outbound', isForgotten: boolean): CallState {
  if (record.destination?.kind === 'blocked') return 'blocked';
  const isOver = isEnded(record) || isForgotten;
  if (isAnswered(record)) return isOver ? 'completed' : 'in-progress';
  if (!isOver) return 'ringing';
  return direction === 'inbound' ? inboundEnd(record) : outboundEnd(record);
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

function outboundEnd(record: CallRecord): CallState {
  const leg = Object.values(record.legs)[0];
  const sipCode = leg?.sipCode ?? null;
  const status = record.dial?.status ?? (leg && isFinal(leg.status) ? leg.status : record.root.status);
  switch (status) {
    case 'busy':
      return sipCode === DECLINE ? 'declined' : 'busy';
    case 'no-answer':
      return sipCode === DECLINE ? 'declined' : 'no-answer';
    case 'failed':
      if (sipCode === DECLINE) return 'declined';
      if (record.destination?.kind === 'device') return 'no-answer';
      return sipCode !== null && NOT_IN_SERVICE.includes(sipCode) ? 'not-in-service' : 'failed';
    case 'queued':
    case 'initiated':
    case 'ringing':
      return 'failed';
    // The caller left before anybody answered: its own leg then ends like any other.
    case 'canceled':
    case 'answered':
    case 'in-progress':
    case 'completed':
      return 'canceled';
  }
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
  const device = (identity: Identity): Party => ({ kind: 'device', identity, label: viewer.labelOf(identity) });
  if (direction === 'inbound') return caller ? device(caller) : outsideParty(record.root.from ?? '');
  const { destination } = record;
  switch (destination?.kind) {
    case 'number':
      return { kind: 'number', number: destination.number };
    case 'device':
      return device(destination.identity);
    case 'blocked':
      return { kind: 'unknown', dialed: destination.dialed };
    // We were never asked (our storage was down): the leg that was dialled tells.
    case undefined: {
      const dialed = Object.values(record.legs)[0]?.to ?? record.root.to ?? '';
      const identity = identityOf(dialed);
      return identity ? device(identity) : numberOrUnknown(dialed);
    }
  }
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
