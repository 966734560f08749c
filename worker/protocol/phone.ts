import * as v from 'valibot';
import { BlockReason } from './calls.ts';
import { E164, Identity, LineLabel } from './ids.ts';
import { RecordingPolicy } from './recordings.ts';

/** A number of ours. */
export const Line = v.object({
  number: E164,
  country: v.string(),
  label: LineLabel,
  recording: v.optional(RecordingPolicy, 'ask'),
});
export type Line = v.InferOutput<typeof Line>;

/** `POST /api/token`: an access token and the seconds it lives, counted by the server. */
export const Token = v.object({ token: v.string(), identity: Identity, ttlSeconds: v.number() });
export type Token = v.InferOutput<typeof Token>;

/** `GET /api/config`: what the telephone needs to know before it can ring. Nothing secret. */
export const Config = v.object({
  /** The numbers this phone calls from and is called at; the first is the main one. */
  lines: v.tupleWithRest([Line], Line),
  /** Twilio edge for the SDK, e.g. `roaming` or `ashburn`. */
  edge: v.string(),
  /** `host[:port]` of the signaling server when it is not Twilio's own, else null. */
  signaling: v.nullable(v.string()),
  /** Whether call quality reports are sent to Twilio Insights. */
  insights: v.boolean(),
  /** Numbers of the main line's country that are refused with a notice to use a real telephone. */
  emergencyNumbers: v.array(v.string()),
  /** Longest call the Worker allows. */
  timeLimitSeconds: v.number(),
});
export type Config = v.InferOutput<typeof Config>;

const Days = v.nullable(v.picklist([30, 90, 365]));
/**
 * `GET` and `PUT /api/settings`: of the whole workspace. `retentionDays`: how long history is kept, null for ever; recordings go
 * with it, or after their own `recordingDays`. One that is not named stays as it is.
 */
export const Settings = v.strictObject({ retentionDays: v.optional(Days), recordingDays: v.optional(Days) });
export type Settings = v.InferOutput<typeof Settings>;

/** `GET /api/health`: what works, for a signed-in person. */
export const Health = v.object({ ok: v.boolean(), object: v.boolean(), directory: v.boolean() });
export type Health = v.InferOutput<typeof Health>;

/** Stable codes of every JSON error; the browser turns them into words. */
export const ErrorCode = v.picklist([
  'bad_request',
  'too_large',
  'signed_out',
  'code_wrong',
  'code_spent',
  'too_many_tries',
  'too_many',
  'forbidden',
  'not_found',
  'not_registered',
  'answered_elsewhere',
  'upgrade_required',
  'erased',
  'still_going',
  'not_now',
  'refused',
  'twilio_failed',
  'unavailable',
  'not_configured',
  'internal',
]);
export type ErrorCode = v.InferOutput<typeof ErrorCode>;

/** The body of every non-2xx JSON answer. With `answered_elsewhere`, `by`: who answered; `isMine`: it is another device of mine. With `refused`, `reason`: why. */
export const ApiError = v.object({
  error: v.object({
    code: ErrorCode,
    message: v.string(),
    by: v.optional(v.string()),
    isMine: v.optional(v.boolean()),
    reason: v.optional(BlockReason),
  }),
});
export type ApiError = v.InferOutput<typeof ApiError>;
