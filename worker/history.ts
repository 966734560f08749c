import * as v from 'valibot';
import { type Attempt, BlockReason, CallSid, E164, Identity, PersonId } from './protocol.ts';

/**
 * What is known of one conversation. Every field is a fact that some webhook stated; facts only accumulate, so the same
 * events give the same record in any order and however often they are repeated.
 */

/** Twilio's words for a leg (https://www.twilio.com/docs/voice/api/call-resource#call-status-values). */
const CallStatus = v.picklist([
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'canceled',
  'no-answer',
  'failed',
  'busy',
  'completed',
]);
export type CallStatus = v.InferOutput<typeof CallStatus>;

/** Twilio's words for how a Dial ended (https://www.twilio.com/docs/voice/twiml/dial#dialcallstatus). */
const DialStatus = v.picklist(['canceled', 'no-answer', 'failed', 'busy', 'answered', 'completed']);
export type DialStatus = v.InferOutput<typeof DialStatus>;

const REACHED = [
  v.object({ kind: v.literal('number'), number: E164 }),
  v.object({ kind: v.literal('device'), identity: Identity }),
  v.object({ kind: v.literal('person'), person: PersonId, identities: v.array(Identity) }),
] as const;
/** Somebody who can be called. */
export const Target = v.variant('kind', REACHED);
export type Target = v.InferOutput<typeof Target>;

/** Where an outgoing call was sent, or why it was not. */
const Destination = v.variant('kind', [
  ...REACHED,
  v.object({ kind: v.literal('blocked'), reason: BlockReason, dialed: v.string() }),
]);
export type Destination = v.InferOutput<typeof Destination>;

const Milliseconds = v.number();

const Leg = v.object({
  status: CallStatus,
  to: v.nullable(v.string()),
  from: v.nullable(v.string()),
  sipCode: v.nullable(v.number()),
  startedAt: v.optional(v.nullable(Milliseconds), null),
  answeredAt: v.nullable(Milliseconds),
  endedAt: v.nullable(Milliseconds),
  durationSeconds: v.nullable(v.number()),
});
export type Leg = v.InferOutput<typeof Leg>;

const Dial = v.object({
  status: DialStatus,
  endedAt: Milliseconds,
  durationSeconds: v.nullable(v.number()),
  /** Whether nobody is rung after it. */
  isLast: v.boolean(),
});

export const CallRecord = v.object({
  callSid: CallSid,
  /** The first moment anything was heard of it. */
  startedAt: Milliseconds,
  /** Our number that was called, or called from; null when only legs were heard of. */
  line: v.optional(v.nullable(E164), null),
  /** What our own answer to Twilio decided, when it was asked. */
  destination: v.nullable(Destination),
  /** Whether Twilio asked us about it as a call from outside. */
  isReceived: v.boolean(),
  /** Whether its number was blocked: nothing rang, unless Twilio was answered without us. */
  isTurnedAway: v.optional(v.boolean(), false),
  /** Whether one of us dialled and heard that it cannot be done now: Twilio was answered without us. */
  isUnplaced: v.optional(v.boolean(), false),
  /** Who was to ring, together and one group after the other: decided when the call came, and not changed after. */
  rounds: v.optional(v.array(v.array(Identity)), []),
  /** The root leg: the one whose TwiML dials. */
  root: Leg,
  /** The legs that the root dialled, by their SIDs. */
  legs: v.record(v.string(), Leg),
  /** The Dials that are over, by the round they rang. */
  dials: v.optional(v.record(v.string(), Dial), {}),
  /** Who of us turned it down, on whatever device. */
  declined: v.optional(v.array(PersonId), []),
  /** When it was given up to learn how it ended. */
  untoldAt: v.optional(v.nullable(Milliseconds), null),
  /** How often the call was redirected; an `action` of an earlier Dial is stale. */
  generation: v.number(),
  /** To whom it was passed on last, and by which redirection. */
  transferred: v.optional(v.nullable(v.object({ generation: v.number(), to: Target })), null),
  /** Legs of ours whose device said that it hangs up. */
  hungUp: v.optional(v.array(CallSid), []),
});
export type CallRecord = v.InferOutput<typeof CallRecord>;

/** Something that was told of a call. `callSid` is the root's; `at` is in milliseconds. */
export type CallEvent = { callSid: CallSid; at: number } & (
  | { type: 'dialed'; from: Identity; attempt: Attempt | null; line: E164; destination: Destination }
  | {
      type: 'received';
      from: string;
      to: string;
      line: E164;
      rounds?: Identity[][];
      isBlocked?: boolean;
    }
  /** A Dial is over; `isLast` unless another round rings after it. */
  | {
      type: 'dial-ended';
      status: DialStatus;
      durationSeconds: number | null;
      generation: number;
      round: number;
      isLast: boolean;
    }
  /** `isAsked`: Twilio did not tell, we asked. */
  | { type: 'leg'; legSid: CallSid; leg: LegFacts; isAsked?: true }
  | { type: 'root'; leg: LegFacts; isAsked?: true }
  /** It was redirected, or what is done to it is another now. */
  | { type: 'steered'; generation: number }
  /** Whom it was passed on to answered. */
  | { type: 'transferred'; generation: number; to: Target }
  /** A device says that it hangs up: the end of its leg is no loss. */
  | { type: 'hung-up'; legSid: CallSid }
  /** One of us turned it down for all of their devices. */
  | { type: 'declined'; person: PersonId }
  /** How it ended was not told, and cannot be learned. */
  | { type: 'untold' }
  /** What we decide is not what Twilio heard: that it cannot be done now. */
  | { type: 'unplaced' }
);

/** What a status callback, or Twilio when asked, says of a leg. */
export interface LegFacts {
  status: CallStatus;
  from: string | null;
  to: string | null;
  sipCode: number | null;
  durationSeconds: number | null;
  /** When it was made, where that is told. */
  startedAt?: number;
}

/** Adds what an event tells to what is known. A stale `dial-ended` changes nothing, also when nothing is known. */
export function fold(record: CallRecord, event: CallEvent): CallRecord;
export function fold(record: CallRecord | undefined, event: CallEvent): CallRecord | undefined;
export function fold(record: CallRecord | undefined, event: CallEvent): CallRecord | undefined {
  if (isStale(record, event)) return record;
  const known = record ?? unheardOf(event.callSid, event.at);
  const next = { ...known, startedAt: Math.min(known.startedAt, beginning(event)) };
  switch (event.type) {
    case 'dialed':
      return {
        ...next,
        line: event.line,
        destination: known.destination ?? event.destination,
        root: { ...known.root, from: `client:${event.from}` },
      };
    case 'received':
      return {
        ...next,
        line: event.line,
        isReceived: true,
        isTurnedAway: known.isTurnedAway || event.isBlocked === true,
        rounds: known.isReceived ? known.rounds : (event.rounds ?? []),
        root: { ...known.root, from: event.from, to: event.to },
      };
    case 'dial-ended':
      return { ...next, dials: { ...known.dials, [event.round]: joinDial(known.dials[event.round], event) } };
    case 'leg': {
      const leg = joinLeg(known.legs[event.legSid] ?? NO_LEG, event);
      return { ...next, legs: { ...known.legs, [event.legSid]: leg } };
    }
    case 'root': {
      // Whoever asked us what to do has said who calls whom; a callback only fills in what was not asked.
      const { from, to } = known.isReceived || known.destination ? known.root : NO_LEG;
      const root = joinLeg(known.root, event);
      return { ...next, root: { ...root, from: from ?? root.from, to: to ?? root.to } };
    }
    case 'steered':
      return { ...next, generation: Math.max(known.generation, event.generation) };
    case 'transferred': {
      const { generation, to } = event;
      const isLater = generation >= (known.transferred?.generation ?? 0);
      return isLater ? { ...next, transferred: { generation, to } } : next;
    }
    case 'hung-up':
      return { ...next, hungUp: [...new Set([...known.hungUp, event.legSid])].sort() };
    case 'declined':
      return { ...next, declined: [...new Set([...known.declined, event.person])].sort() };
    case 'untold':
      return { ...next, untoldAt: least(known.untoldAt, event.at) };
    case 'unplaced':
      return { ...next, isUnplaced: true };
  }
}

/** Whether an event is about a Dial that a redirection has already replaced. */
export function isStale(record: CallRecord | undefined, event: CallEvent): boolean {
  return event.type === 'dial-ended' && event.generation !== (record?.generation ?? 0);
}

const NO_LEG: Leg = {
  status: 'queued',
  to: null,
  from: null,
  sipCode: null,
  startedAt: null,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
};

function unheardOf(callSid: CallSid, at: number): CallRecord {
  return {
    callSid,
    startedAt: at,
    line: null,
    destination: null,
    isReceived: false,
    isTurnedAway: false,
    isUnplaced: false,
    rounds: [],
    root: NO_LEG,
    legs: {},
    dials: {},
    declined: [],
    untoldAt: null,
    generation: 0,
    transferred: null,
    hungUp: [],
  };
}

/** The earliest moment that an event is a witness of: who talked for a minute was there a minute before the end. */
function beginning(event: CallEvent): number {
  if (event.type !== 'leg' && event.type !== 'root') return event.at;
  const { durationSeconds, startedAt } = event.leg;
  return Math.min(event.at - (durationSeconds ?? 0) * 1000, startedAt ?? event.at);
}

/** A later word never gives way to an earlier one; between two ends the order above decides, so that arrival cannot. */
function later<T extends string>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** Every field takes the least, the greatest or the latest of what was told: so no order and no repeat makes a difference. */
function joinLeg(known: Leg, event: CallEvent & { type: 'leg' | 'root' }): Leg {
  const { at, leg: facts } = event;
  return {
    status: later(CallStatus.options, known.status, facts.status),
    to: least(known.to, facts.to),
    from: least(known.from, facts.from),
    sipCode: greatest(known.sipCode, facts.sipCode),
    startedAt: least(known.startedAt, beginning(event)),
    answeredAt: facts.status === 'in-progress' ? least(known.answeredAt, at) : known.answeredAt,
    endedAt: isFinal(facts.status) ? least(known.endedAt, at) : known.endedAt,
    durationSeconds: greatest(known.durationSeconds, facts.durationSeconds),
  };
}

type DialRecord = v.InferOutput<typeof Dial>;

function joinDial(known: DialRecord | undefined, event: CallEvent & { type: 'dial-ended' }): DialRecord {
  return {
    status: known ? later(DialStatus.options, known.status, event.status) : event.status,
    endedAt: Math.min(known?.endedAt ?? event.at, event.at),
    durationSeconds: greatest(known?.durationSeconds ?? null, event.durationSeconds),
    isLast: known?.isLast === true || event.isLast,
  };
}

function least<T extends number | string>(a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** Whether a leg with this status is over. */
export function isFinal(status: CallStatus): boolean {
  return CallStatus.options.indexOf(status) > CallStatus.options.indexOf('in-progress');
}
