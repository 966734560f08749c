import * as v from 'valibot';

/** Names of things: what Twilio calls a call, a device and a number, and what we call a person. */

/** A Twilio Call SID, `CA` and 32 hex digits (https://www.twilio.com/docs/glossary/what-is-a-sid). */
export const CallSid = v.pipe(v.string(), v.regex(/^CA[0-9a-f]{32}$/), v.brand('CallSid'));
export type CallSid = v.InferOutput<typeof CallSid>;

/** A Twilio client identity: 1 to 121 characters of `[A-Za-z0-9_]`. The server makes it, never the browser. */
export const Identity = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,121}$/), v.brand('Identity'));
export type Identity = v.InferOutput<typeof Identity>;

/** An E.164 number with its plus sign, 8 to 15 digits. */
export const E164 = v.pipe(v.string(), v.regex(/^\+[1-9]\d{7,14}$/), v.brand('E164'));
export type E164 = v.InferOutput<typeof E164>;

/** One of us. The server makes it; `person:<id>` dials all devices of that person. */
export const PersonId = v.pipe(v.string(), v.regex(/^[0-9a-z]{4,32}$/), v.brand('PersonId'));
export type PersonId = v.InferOutput<typeof PersonId>;

/**
 * A browser's own name for a call it places, sent as the custom parameter `Attempt`: the SDK never learns the CallSid of
 * a call that ends before it rings, and its outcome can then be asked for by this name.
 */
export const Attempt = v.pipe(v.string(), v.uuid(), v.brand('Attempt'));
export type Attempt = v.InferOutput<typeof Attempt>;

/** A line of words by a person, trimmed, without control or invisible characters. */
const words = (minLength: number, maxLength: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(minLength),
    v.maxLength(maxLength),
    v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u),
  );

/** What a person calls a device: 1 to 60 characters. */
export const DeviceLabel = words(1, 60);
/** What a person is called: 1 to 60 characters. */
export const PersonName = words(1, 60);
/** What a line is called; empty when nobody named it. */
export const LineLabel = words(0, 40);

/** ISO 8601 in UTC. */
export const Time = v.pipe(v.string(), v.isoTimestamp());
export const Seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

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
