import * as v from 'valibot';
import { CHARACTERS } from '../numbers/characters.ts';

/** What the control API accepts, by field. A field that is not here is refused by name. */
export const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000));

export const E164 = v.pipe(v.string(), v.regex(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number such as +15145550123'));

export const SaysInput = v.union(
  [
    v.strictObject({ toneHz: v.pipe(v.number(), v.minValue(50), v.maxValue(3900)) }),
    v.strictObject({ silence: v.literal(true) }),
    v.strictObject({ microphone: v.literal(true) }),
  ],
  'must be {"toneHz": 50 to 3900}, {"silence": true} or {"microphone": true}',
);

export const PhoneInput = v.strictObject({
  character: v.picklist(CHARACTERS),
  says: v.optional(SaysInput),
  verified: v.optional(v.nullable(v.boolean())),
  answerAfterMs: v.optional(v.nullable(milliseconds)),
});
export type PhoneInput = v.InferOutput<typeof PhoneInput>;

export const CallInput = v.strictObject({ to: E164, withheld: v.optional(v.boolean(), false) });

export const DigitsInput = v.strictObject({
  digits: v.pipe(v.string(), v.regex(/^[0-9*#A-D]{1,64}$/, 'must be 1 to 64 of 0-9, *, #, A-D')),
});

export const NothingInput = v.strictObject({});

export const HearsInput = v.strictObject({
  hz: v.optional(
    v.pipe(v.string(), v.transform(Number), v.number('must be a number'), v.minValue(50), v.maxValue(3900)),
    '440',
  ),
  ms: v.optional(
    v.pipe(v.string(), v.transform(Number), v.number('must be a number'), v.minValue(20), v.maxValue(30_000)),
    '500',
  ),
});
