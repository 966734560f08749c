import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import * as v from 'valibot';
import { E164 } from '../../../worker/protocol.ts';
import { dialableOf } from '../ui/keypad/dialable.ts';

const isCountry = (country: string): country is CountryCode => /^[A-Z]{2}$/.test(country);

/**
 * The number in a text of any shape, as somebody in `country` (ISO 3166) writes it; null when none can be read. Its extension is
 * no part of a number: `hasExtension` says that there was one.
 */
export function numberIn(text: string, country: string): { number: E164; hasExtension: boolean } | null {
  // A spreadsheet's idea of a long number has lost its last digits.
  if (/\d[eE]\+\d/.test(text)) return null;
  const [dialed = '', ...pauses] = dialableOf(text).split(',');
  if (/[*#]/.test(dialed)) return null;
  const parsed = parsePhoneNumberFromString(dialed, isCountry(country) ? country : undefined);
  const number = v.safeParse(E164, parsed?.isPossible() ? parsed.number : null);
  return number.success ? { number: number.output, hasExtension: pauses.some((keys) => keys !== '') } : null;
}
