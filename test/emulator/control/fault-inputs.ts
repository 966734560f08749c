import * as v from 'valibot';
import { milliseconds } from './inputs.ts';
import { CALL_STATUSES } from '../exchange/status.ts';

const identity = v.optional(v.pipe(v.string(), v.minLength(1)));
const forMs = v.optional(milliseconds);
const urlContains = v.optional(v.string(), '');
const httpStatus = v.optional(v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(599)));
const callSid = v.optional(v.pipe(v.string(), v.regex(/^CA[0-9a-f]{32}$/, 'must be CA and 32 hex digits')));
/** How many requests it meets before it is spent. */
const count = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)));

/** Which webhooks a fault is about; all that is said must be so. */
const webhooks = {
  urlContains,
  /** A leg, or the call that dialed it. */
  callSid,
  /** The `CallStatus` that the request carries. */
  status: v.optional(v.picklist(['initiated', ...CALL_STATUSES])),
  /** The `StatusCallbackEvent` of a conference, or the `RecordingStatus`. */
  event: v.optional(v.pipe(v.string(), v.minLength(1))),
  count,
  forMs,
};

/** Which requests to the REST API a fault is about. `urlContains` looks at path and query; `*` in it is any stretch. */
const rest = { urlContains, method: v.optional(v.picklist(['GET', 'POST', 'DELETE'])), count, forMs };

/** Every fault and its selectors; without a selector it is about everybody. */
export const FaultInput = v.variant('kind', [
  v.strictObject({ kind: v.literal('drop-socket'), identity, forMs }),
  v.strictObject({ kind: v.literal('refuse-sockets'), forMs }),
  v.strictObject({ kind: v.literal('silence-heartbeat'), identity, forMs }),
  v.strictObject({ kind: v.literal('blackhole-media'), identity, callSid, forMs }),
  v.strictObject({
    kind: v.literal('lossy-media'),
    identity,
    callSid,
    forMs,
    percent: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
  }),
  v.strictObject({ kind: v.literal('expire-token'), identity }),
  v.strictObject({ kind: v.literal('delay-webhook'), ...webhooks, ms: milliseconds }),
  /** Without an HTTP status the server cannot be reached at all. */
  v.strictObject({ kind: v.literal('fail-webhook'), ...webhooks, httpStatus }),
  v.strictObject({ kind: v.literal('lose-callback'), ...webhooks }),
  v.strictObject({ kind: v.literal('delay-callback'), ...webhooks, ms: milliseconds }),
  v.strictObject({
    kind: v.literal('double-callback'),
    ...webhooks,
    times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(10)), 2),
    /** Between two sendings; at 0 they go out at the same moment. */
    afterMs: v.optional(milliseconds, 0),
  }),
  v.strictObject({
    kind: v.literal('disorder-callbacks'),
    ...webhooks,
    /** How many of one call are kept back before they go; without it, until the fault ends. */
    held: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(100))),
    order: v.optional(v.picklist(['reversed', 'shuffled']), 'reversed'),
    seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  }),
  v.strictObject({ kind: v.literal('delay-rest'), ...rest, ms: milliseconds }),
  v.strictObject({
    kind: v.literal('fail-rest'),
    ...rest,
    /** Without one the connection is cut off. */
    httpStatus,
    /** What was asked is done all the same: only the answer is lost. */
    isDone: v.optional(v.boolean(), false),
    /** The `Retry-After` of the answer. */
    retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3600))),
  }),
]);
export type FaultInput = v.InferInput<typeof FaultInput>;
export type Fault = v.InferOutput<typeof FaultInput>;
