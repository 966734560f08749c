import * as v from 'valibot';
import { GUESSES } from '../exchange/guesses.ts';
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

export const GuessesInput = v.strictObject({
  leadingPause: v.optional(v.picklist(GUESSES.leadingPause)),
  ringLosers: v.optional(v.picklist(GUESSES.ringLosers)),
  completedConference: v.optional(v.picklist(GUESSES.completedConference)),
});

export const NothingInput = v.strictObject({});

/** A number in a query. */
const inQuery = (min: number, max: number, unsaid: string) =>
  v.optional(
    v.pipe(v.string(), v.transform(Number), v.number('must be a number'), v.minValue(min), v.maxValue(max)),
    unsaid,
  );

export const HearsInput = v.strictObject({ hz: inQuery(50, 3900, '440'), ms: inQuery(20, 30_000, '500') });

/** `sinceMs`: milliseconds since the epoch. */
export const HeardInput = v.strictObject({ hz: inQuery(50, 3900, '440'), sinceMs: inQuery(0, 1e14, '0') });

const DAY_MS = '86400000';
export const StretchInput = v.strictObject({
  channel: inQuery(1, 2, '1'),
  hz: inQuery(50, 3900, '440'),
  fromMs: inQuery(0, Number(DAY_MS), '0'),
  toMs: inQuery(0, Number(DAY_MS), DAY_MS),
});
