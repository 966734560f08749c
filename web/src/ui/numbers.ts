import { AsYouType, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import * as v from 'valibot';
import { E164 } from '../../../worker/protocol.ts';
import { dialableOf } from './keypad/dialable.ts';

/** Ranges that belong to no country on land: satellite and global services (ITU-T E.164 assignments). */
const satellite = /^\+(?:870|878|881|882|883|979)/;

/** What can be said about a number that is still being typed. `region` is an ISO 3166 code. */
export interface Reading {
  formatted: string;
  region: string | null;
  e164: string | null;
  isSatellite: boolean;
}

const isCountry = (country: string): country is CountryCode => /^[A-Z]{2}$/.test(country);

/** Reads a number as somebody in `country` types it; pauses and extensions are left as they are. */
export function readNumber(dialed: string, country: string): Reading {
  const [number = ''] = dialed.split(',', 1);
  const typing = new AsYouType(isCountry(country) ? country : undefined);
  const formatted = typing.input(number);
  return {
    formatted: /[*#]/.test(number) ? dialed : asWrittenHere(formatted) + dialed.slice(number.length),
    region: number.length > 3 ? (typing.getCountry() ?? null) : null,
    e164: typing.getNumberValue() ?? null,
    isSatellite: satellite.test(typing.getNumberValue() ?? ''),
  };
}

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

/** An E.164 number as people write it there: `+1 819 975-4345`; anything else comes back as it was. */
export function formatE164(number: string): string {
  const parsed = parsePhoneNumberFromString(number);
  return parsed ? asWrittenHere(parsed.formatInternational()) : number;
}

/** The country of an E.164 number, null when it has none. */
export const regionOf = (number: string): string | null => parsePhoneNumberFromString(number)?.country ?? null;

/** Canada and the United States write `514 555-0123`: no brackets, and a dash before the last four (OQLF, NANPA). */
const asWrittenHere = (formatted: string): string =>
  formatted.replace(/^(1 )?\((\d{1,3})\)/, '$1$2').replace(/^(\+1 \d{3} \d{3}) (\d{1,4})$/, '$1-$2');
