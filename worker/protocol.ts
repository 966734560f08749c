import * as v from 'valibot';

/**
 * Everything that crosses between the Worker and the browser: schemas, and the types inferred from them.
 * Both ends parse on arrival. Times are ISO 8601 in UTC; durations carry their unit in the name.
 */

/** A Twilio Call SID, `CA` and 32 hex digits (https://www.twilio.com/docs/glossary/what-is-a-sid). */
export const CallSid = v.pipe(v.string(), v.regex(/^CA[0-9a-f]{32}$/), v.brand('CallSid'));
export type CallSid = v.InferOutput<typeof CallSid>;

/** A Twilio client identity: 1 to 121 characters of `[A-Za-z0-9_]`. The server makes it, never the browser. */
export const Identity = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,121}$/), v.brand('Identity'));
export type Identity = v.InferOutput<typeof Identity>;

/** An E.164 number with its plus sign, 8 to 15 digits. */
export const E164 = v.pipe(v.string(), v.regex(/^\+[1-9]\d{7,14}$/), v.brand('E164'));
export type E164 = v.InferOutput<typeof E164>;

/**
 * A browser's own name for a call it places, sent as the custom parameter `Attempt`: the SDK never learns the CallSid of
 * a call that ends before it rings, and its outcome can then be asked for by this name.
 */
export const Attempt = v.pipe(v.string(), v.uuid(), v.brand('Attempt'));
export type Attempt = v.InferOutput<typeof Attempt>;

/** What a person calls a device: 1 to 60 characters, no control characters, trimmed. */
export const DeviceLabel = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(60),
  v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u),
);

/** Why a destination was not dialled. */
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
]);
export type BlockReason = v.InferOutput<typeof BlockReason>;

/** Where a conversation stands, in the words a person reads. `missed`, `declined` on inbound are about us; on outbound about them. */
export const CallState = v.picklist([
  'ringing',
  'in-progress',
  'completed',
  'missed',
  'declined',
  'busy',
  'no-answer',
  'canceled',
  'not-in-service',
  'blocked',
  'failed',
]);
export type CallState = v.InferOutput<typeof CallState>;

/** The other end of a conversation: a number, one of our own devices, or somebody who withheld their number. */
export const Party = v.variant('kind', [
  v.object({ kind: v.literal('number'), number: E164 }),
  v.object({ kind: v.literal('device'), identity: Identity, label: v.string() }),
  v.object({ kind: v.literal('withheld') }),
  v.object({ kind: v.literal('unknown'), dialed: v.pipe(v.string(), v.maxLength(64)) }),
]);
export type Party = v.InferOutput<typeof Party>;

/** What Twilio and carriers send in place of a number (https://help.twilio.com/articles/223179988). */
const WITHHELD: readonly string[] = [
  '',
  'anonymous',
  'unavailable',
  'restricted',
  'unknown',
  'blocked',
  'private',
  '+266696687',
  '+86282452253',
  '+7378742833',
  '+8656696',
  '+2562533',
];

/** Whether a caller's `From` says that they withheld their number. */
export function isWithheld(from: string): boolean {
  return WITHHELD.includes(from.trim().toLowerCase());
}

/** One conversation as Recents shows it; `callSid` is its root leg's SID. `isFinal` false: more facts may still arrive. */
export const Conversation = v.object({
  callSid: CallSid,
  direction: v.picklist(['inbound', 'outbound']),
  /** For a call between two of our own devices, both see the row: the caller as outbound, the callee as inbound. */
  party: Party,
  state: CallState,
  isFinal: v.boolean(),
  blockReason: v.nullable(BlockReason),
  /** The label of our device that answered an inbound call, when one did. */
  answeredOn: v.nullable(v.string()),
  /** Whether `answeredOn` is the device that asks. */
  answeredHere: v.boolean(),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  answeredAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
  endedAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
  talkSeconds: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type Conversation = v.InferOutput<typeof Conversation>;

/** `GET /api/calls`: newest first, at most 100. */
export const Calls = v.object({ calls: v.array(Conversation) });
export type Calls = v.InferOutput<typeof Calls>;

/** `GET /api/calls/:sid/outcome`, where `sid` is a CallSid of the conversation or the browser's `Attempt`. */
export const Outcome = v.object({ call: Conversation });
export type Outcome = v.InferOutput<typeof Outcome>;

/** `POST /api/session`: spends a sign-in code. 10 letters and digits, dashes and spaces and case do not matter. */
export const SignIn = v.object({ code: v.pipe(v.string(), v.maxLength(64)) });
export type SignIn = v.InferOutput<typeof SignIn>;

/** `POST /api/register-identity`: the label is all a browser may say about itself. */
export const RegisterIdentity = v.strictObject({ label: DeviceLabel });
export type RegisterIdentity = v.InferOutput<typeof RegisterIdentity>;

/** One signed-in device of mine. `identity` is null until it has registered a phone. */
export const Device = v.object({
  id: v.string(),
  label: v.string(),
  identity: v.nullable(Identity),
  isThisOne: v.boolean(),
  signedInAt: v.pipe(v.string(), v.isoTimestamp()),
  seenAt: v.pipe(v.string(), v.isoTimestamp()),
});
export type Device = v.InferOutput<typeof Device>;

/** `GET /api/devices`. */
export const Devices = v.object({ devices: v.array(Device) });
export type Devices = v.InferOutput<typeof Devices>;

/** `POST /api/register-identity` answers the device, with its identity. */
export const Registered = v.object({ device: Device });
export type Registered = v.InferOutput<typeof Registered>;

/** `POST /api/token`: an access token and the seconds it lives, counted by the server. */
export const Token = v.object({ token: v.string(), identity: Identity, ttlSeconds: v.number() });
export type Token = v.InferOutput<typeof Token>;

/** `POST /api/codes`: a code for my next device; `link` carries it in the fragment. */
export const NewCode = v.object({
  code: v.string(),
  link: v.pipe(v.string(), v.url()),
  expiresAt: v.pipe(v.string(), v.isoTimestamp()),
});
export type NewCode = v.InferOutput<typeof NewCode>;

/** `GET /api/config`: what the telephone needs to know before it can ring. Nothing secret. */
export const Config = v.object({
  /** The number this phone calls from and is called at. */
  line: v.object({ number: E164, country: v.string() }),
  /** Twilio edge for the SDK, e.g. `roaming` or `ashburn`. */
  edge: v.string(),
  /** `host[:port]` of the signaling server when it is not Twilio's own, else null. */
  signaling: v.nullable(v.string()),
  /** Whether call quality reports are sent to Twilio Insights. */
  insights: v.boolean(),
  /** Numbers of the line's country that are refused with a notice to use a real telephone. */
  emergencyNumbers: v.array(v.string()),
  /** Longest call the Worker allows. */
  timeLimitSeconds: v.number(),
});
export type Config = v.InferOutput<typeof Config>;

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
  'forbidden',
  'not_found',
  'not_registered',
  'unavailable',
  'not_configured',
  'internal',
]);
export type ErrorCode = v.InferOutput<typeof ErrorCode>;

/** The body of every non-2xx JSON answer. */
export const ApiError = v.object({ error: v.object({ code: ErrorCode, message: v.string() }) });
export type ApiError = v.InferOutput<typeof ApiError>;
