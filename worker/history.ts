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

/** Where an outgoing call was sent, or why it was not. */
const Destination = v.variant('kind', [
  v.object({ kind: v.literal('number'), number: E164 }),
  v.object({ kind: v.literal('device'), identity: Identity }),
  v.object({ kind: v.literal('person'), person: PersonId, identities: v.array(Identity) }),
  v.object({ kind: v.literal('blocked'), reason: BlockReason, dialed: v.string() }),
]);
export type Destination = v.InferOutput<typeof Destination>;

const Milliseconds = v.number();

const Leg = v.object({
  status: CallStatus,
  to: v.nullable(v.string()),
  from: v.nullable(v.string()),
  sipCode: v.nullable(v.number()),
  hasRung: v.optional(v.boolean(), false),
  answeredAt: v.nullable(Milliseconds),
  endedAt: v.nullable(Milliseconds),
  durationSeconds: v.nullable(v.number()),
});
type Leg = v.InferOutput<typeof Leg>;

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
  /** The root leg: the one whose TwiML dials. */
  root: Leg,
  /** The legs that the root dialled, by their SIDs. */
  legs: v.record(v.string(), Leg),
  dial: v.nullable(v.object({ status: DialStatus, endedAt: Milliseconds, durationSeconds: v.nullable(v.number()) })),
  /** How often the call was redirected; an `action` of an earlier Dial is stale. */
  generation: v.number(),
});
export type CallRecord = v.InferOutput<typeof CallRecord>;

/** Something a webhook told. `callSid` is the root's; `at` is in milliseconds. */
export type CallEvent =
  | {
      type: 'dialed';
      callSid: CallSid;
      at: number;
      from: Identity;
      attempt: Attempt | null;
      line: E164;
      destination: Destination;
    }
  | { type: 'received'; callSid: CallSid; at: number; from: string; to: string; line: E164 }
  | {
      type: 'dial-ended';
      callSid: CallSid;
      at: number;
      status: DialStatus;
      durationSeconds: number | null;
      generation: number;
    }
  | { type: 'leg'; callSid: CallSid; at: number; legSid: CallSid; leg: LegFacts }
  | { type: 'root'; callSid: CallSid; at: number; leg: LegFacts };

/** What one status callback says of a leg. */
export interface LegFacts {
  status: CallStatus;
  from: string | null;
  to: string | null;
  sipCode: number | null;
  durationSeconds: number | null;
}

/** Adds what an event tells to what is known. A stale `dial-ended` changes nothing, also when nothing is known. */
export function fold(record: CallRecord, event: CallEvent): CallRecord;
export function fold(record: CallRecord | undefined, event: CallEvent): CallRecord | undefined;
export function fold(record: CallRecord | undefined, event: CallEvent): CallRecord | undefined {
  if (isStale(record, event)) return record;
  const known = record ?? unheardOf(event.callSid, event.at);
  const next = { ...known, startedAt: Math.min(known.startedAt, event.at) };
  switch (event.type) {
    case 'dialed':
      return {
        ...next,
        line: event.line,
        destination: known.destination ?? event.destination,
        root: { ...known.root, from: `client:${event.from}` },
      };
    case 'received':
      return { ...next, line: event.line, isReceived: true, root: { ...known.root, from: event.from, to: event.to } };
    case 'dial-ended':
      return { ...next, dial: mergeDial(known.dial, event) };
    case 'leg': {
      const leg = mergeLeg(known.legs[event.legSid] ?? NO_LEG, event.leg, event.at);
      return { ...next, legs: { ...known.legs, [event.legSid]: leg } };
    }
    case 'root':
      return { ...next, root: mergeLeg(known.root, event.leg, event.at) };
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
  hasRung: false,
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
    root: NO_LEG,
    legs: {},
    dial: null,
    generation: 0,
  };
}

/** A later word never gives way to an earlier one; between two ends the order above decides, so that arrival cannot. */
function later<T extends string>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

function mergeLeg(known: Leg, facts: LegFacts, at: number): Leg {
  const isAnswer = facts.status === 'in-progress';
  return {
    status: later(CallStatus.options, known.status, facts.status),
    to: known.to ?? facts.to,
    from: known.from ?? facts.from,
    sipCode: known.sipCode ?? facts.sipCode,
    hasRung: known.hasRung || facts.status === 'ringing',
    answeredAt: isAnswer ? earliest(known.answeredAt, at) : known.answeredAt,
    endedAt: isFinal(facts.status) ? earliest(known.endedAt, at) : known.endedAt,
    durationSeconds: known.durationSeconds ?? facts.durationSeconds,
  };
}

function mergeDial(known: CallRecord['dial'], event: CallEvent & { type: 'dial-ended' }): CallRecord['dial'] {
  return {
    status: known ? later(DialStatus.options, known.status, event.status) : event.status,
    endedAt: Math.min(known?.endedAt ?? event.at, event.at),
    durationSeconds: known?.durationSeconds ?? event.durationSeconds,
  };
}

function earliest(known: number | null, at: number): number {
  return known === null ? at : Math.min(known, at);
}

/** Whether a leg with this status is over. */
export function isFinal(status: CallStatus): boolean {
  switch (status) {
    case 'queued':
    case 'initiated':
    case 'ringing':
    case 'in-progress':
      return false;
    case 'canceled':
    case 'no-answer':
    case 'failed':
    case 'busy':
    case 'completed':
      return true;
  }
}

/** Whether nothing of the conversation is alive any more, as far as is known. */
export function isEnded(record: CallRecord): boolean {
  return record.dial !== null || isFinal(record.root.status) || record.destination?.kind === 'blocked';
}

/** Whether the two parties were ever joined. */
export function isAnswered(record: CallRecord): boolean {
  const isDialAnswered = record.dial?.status === 'completed' || record.dial?.status === 'answered';
  return isDialAnswered || answeredLeg(record) !== undefined;
}

/** The leg that was picked up, with its SID's facts. */
export function answeredLeg(record: CallRecord): Leg | undefined {
  return Object.values(record.legs).find((leg) => leg.status === 'in-progress' || leg.status === 'completed');
}
