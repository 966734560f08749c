import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Where some North American area codes are, as carriers' databases spell it. */
const AREAS: Record<string, { city: string; state: string; zip: string }> = {
  '514': { city: 'MONTREAL', state: 'QC', zip: '' },
  '438': { city: 'MONTREAL', state: 'QC', zip: '' },
  '819': { city: 'SHERBROOKE', state: 'QC', zip: '' },
  '416': { city: 'TORONTO', state: 'ON', zip: '' },
  '212': { city: 'NEW YORK', state: 'NY', zip: '10001' },
};

/**
 * The `FromCity`, `FromState`, `FromZip` and `FromCountry` kind of parameters of one end of a public-network call.
 * Keys are always there; a value Twilio would not know is an empty string.
 */
export function geographyOf(end: 'From' | 'To' | 'Caller' | 'Called', number: string): Record<string, string> {
  const area = number.startsWith('+1') ? AREAS[number.slice(2, 5)] : undefined;
  return {
    [`${end}City`]: area?.city ?? '',
    [`${end}State`]: area?.state ?? '',
    [`${end}Zip`]: area?.zip ?? '',
    [`${end}Country`]: parsePhoneNumberFromString(number)?.country ?? '',
  };
}
