import * as v from 'valibot';
import { CallSid, E164, Identity, PersonId, Seconds, Time } from './ids.ts';
import { Quality } from './quality.ts';
import { Recording } from './recordings.ts';

/** Why a destination was not dialled, or a caller not let through (`blocked-number`). */
export const BlockReason = v.picklist([
  'empty',
  'unreadable',
  'emergency',
  'short',
  'premium',
  'satellite',
  'country',
  'own-number',
  'too-many-calls',
  'unknown-device',
  'signed-out',
  'blocked-number',
]);
export type BlockReason = v.InferOutput<typeof BlockReason>;

/**
 * Where a conversation stands, in the words a person reads. `missed` and `declined` on inbound are about us; `declined` on
 * outbound is about them. `answered-elsewhere`: somebody else of us took it. `failed` says why in `failure`.
 */
export const CallState = v.picklist([
  'ringing',
  'in-progress',
  'completed',
  'missed',
  'declined',
  'answered-elsewhere',
  'busy',
  'no-answer',
  'canceled',
  'failed',
  'blocked',
  'voicemail',
]);
export type CallState = v.InferOutput<typeof CallState>;

/** Why a call failed. `network`: somewhere on the way, or already with us, who were too slow to place it. `untold`: its end was never told, and Twilio does not know it either. */
export const Failure = v.picklist(['not-in-service', 'network', 'untold']);
export type Failure = v.InferOutput<typeof Failure>;

/** The other end of a conversation: a number, one of us, another device of mine, or somebody who withheld their number. */
export const Party = v.variant('kind', [
  v.object({ kind: v.literal('number'), number: E164 }),
  v.object({ kind: v.literal('person'), id: PersonId, name: v.string() }),
  v.object({ kind: v.literal('device'), identity: Identity, label: v.string() }),
  v.object({ kind: v.literal('withheld') }),
  v.object({ kind: v.literal('unknown'), dialed: v.pipe(v.string(), v.maxLength(64)) }),
]);
export type Party = v.InferOutput<typeof Party>;

/** Who of us answered, and where. `isMe`: the person who asks; `isHere`: on the device that asks. */
export const Answerer = v.object({
  person: PersonId,
  name: v.string(),
  device: v.string(),
  isMe: v.boolean(),
  isHere: v.boolean(),
});
export type Answerer = v.InferOutput<typeof Answerer>;

/** What was asked for in a call and did not come about. */
export const SteeringFailure = v.object({
  what: v.picklist(['hold', 'resume', 'transfer', 'consult', 'complete', 'move', 'recording']),
  why: v.picklist(['busy', 'no-answer', 'declined', 'not-in-service', 'failed', 'network']),
});
export type SteeringFailure = v.InferOutput<typeof SteeringFailure>;

/** How a call that goes on is joined, as one person reads it. */
export const Control = v.object({
  /** Who of us is on it, and where; null while none is: it was passed on, or a device is being rung again. */
  on: v.nullable(Answerer),
  /** Who is at the other end now, when that is not whom the call began with any more; null: it is, or it is not known who. */
  far: v.optional(v.nullable(Party), null),
  isHeld: v.boolean(),
  /** What was asked for is on its way. */
  task: v.nullable(v.picklist(['promote', 'transfer', 'move', 'return', 'rescue'])),
  /** Somebody called in addition. */
  guest: v.nullable(v.object({ party: Party, stage: v.picklist(['wanted', 'calling', 'talking', 'joined']) })),
  /** Why the last thing asked for did not come about. */
  failure: v.nullable(SteeringFailure),
  /** Whether the reader can go on with it at the device they ask from. */
  canTake: v.boolean(),
  /**
   * Whether it is recorded, for everybody on it: `notice`, all are told first; `on`; `paused`, by somebody, or while the far party waits.
   * Null while it is not.
   */
  recording: v.optional(v.nullable(v.picklist(['notice', 'on', 'paused'])), null),
  /** Whether the reader may have it recorded: the line's choice. */
  mayRecord: v.optional(v.boolean(), false),
});
export type Control = v.InferOutput<typeof Control>;

/** A person's words about a conversation. */
export const Note = v.pipe(v.string(), v.maxLength(2000));

/** One conversation as the asking person reads it; `callSid` is its root leg's SID. `isFinal` false: more facts may still arrive. */
export const Conversation = v.object({
  callSid: CallSid,
  /** The place in the list: what was heard of first has the smaller one. Never changes. */
  place: v.pipe(v.number(), v.integer()),
  direction: v.picklist(['inbound', 'outbound']),
  /** For a call between two of us, each sees the other: the caller as outbound, the callee as inbound. */
  party: Party,
  /** The number of ours that was called, or called from; null when nobody told. */
  line: v.nullable(E164),
  state: CallState,
  failure: v.nullable(Failure),
  isFinal: v.boolean(),
  /** A missed call that this person has not seen, and that nobody called back. */
  isUnread: v.boolean(),
  blockReason: v.nullable(BlockReason),
  answeredBy: v.nullable(Answerer),
  startedAt: Time,
  answeredAt: v.nullable(Time),
  endedAt: v.nullable(Time),
  /** From its start to its answer or its end. */
  ringSeconds: v.nullable(Seconds),
  talkSeconds: v.nullable(Seconds),
  note: Note,
  /** Whom it was passed on to. */
  transferredTo: v.optional(v.nullable(Party), null),
  /** What was recorded of it, oldest first: of what the reader may hear. */
  recordings: v.optional(v.array(Recording), []),
  /** What can be done to it; null unless it goes on. */
  control: v.optional(v.nullable(Control), null),
});
export type Conversation = v.InferOutput<typeof Conversation>;

/** One leg as the detail shows it. */
export const LegView = v.object({
  callSid: CallSid,
  /** `person · device`, a number, or what Twilio called it. */
  name: v.string(),
  status: v.string(),
  sipCode: v.nullable(v.number()),
  startedAt: v.nullable(Time),
  answeredAt: v.nullable(Time),
  endedAt: v.nullable(Time),
  seconds: v.nullable(Seconds),
});
export type LegView = v.InferOutput<typeof LegView>;

/** `GET /api/calls/:sid`: one conversation whole. `quality`: the worst that any device of ours told of it, null when none did. */
export const CallDetail = v.object({ call: Conversation, legs: v.array(LegView), quality: v.nullable(Quality) });
export type CallDetail = v.InferOutput<typeof CallDetail>;

export const CallFilter = v.picklist(['all', 'missed', 'inbound', 'outbound', 'voicemail', 'recorded']);
export type CallFilter = v.InferOutput<typeof CallFilter>;

const whole = (maxValue: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number), v.minValue(1), v.maxValue(maxValue));

/** Which page of history is asked for, as its address says it. */
export const CallsQuery = v.object({
  before: v.optional(whole(Number.MAX_SAFE_INTEGER)),
  limit: v.optional(whole(200), '50'),
  filter: v.optional(CallFilter, 'all'),
  line: v.optional(E164),
  q: v.optional(v.pipe(v.string(), v.maxLength(100)), ''),
});
export type CallsQuery = v.InferOutput<typeof CallsQuery>;

/**
 * `GET /api/calls?before=&limit=&filter=&line=&q=`: newest first. `before` is the `next` of the page before; `limit` is 50 unless
 * told, at most 200; `q` finds names, notes, and any run of at least three digits.
 */
export const Calls = v.object({
  calls: v.array(Conversation),
  /** Where the next page begins, null at the end. */
  next: v.nullable(v.number()),
  /** The ledger's newest sequence number when this was read: listen from here. */
  seq: v.number(),
  /** Missed calls that this person has not seen. */
  unread: v.number(),
});
export type Calls = v.InferOutput<typeof Calls>;

/** `GET /api/calls/:sid/outcome`, where `sid` is a CallSid of the conversation or the browser's `Attempt`. */
export const Outcome = v.object({ call: Conversation });
export type Outcome = v.InferOutput<typeof Outcome>;

/** `PUT /api/calls/:sid/note`. */
export const NoteInput = v.strictObject({ note: Note });
/** `POST /api/calls/seen`: everything up to this place was seen by this person. */
export const Seen = v.strictObject({ upTo: v.pipe(v.number(), v.integer(), v.minValue(0)) });

/** `DELETE /api/calls`: every call that this person reads and that is over, up to the place they have seen. */
export const EraseAll = v.strictObject({ upTo: v.pipe(v.number(), v.integer(), v.minValue(1)) });
/** Many are erased in several goes: until it `isDone`, ask again. */
export const Erased = v.object({ isDone: v.boolean() });
