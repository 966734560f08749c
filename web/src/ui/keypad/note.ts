import { m } from '../../paraglide/messages.js';
import type { Config } from '../../../../worker/protocol.ts';
import { countryName } from '../country.ts';
import type { Reading } from '../numbers.ts';
import type { NameOf } from '../words/calls.ts';
import { isEmergency } from './dialable.ts';

/** The one line under the number: where it is and whose, or why it cannot be called. The Worker has the last word. */
export function noteOf(
  dialed: string,
  reading: Reading | null,
  config: Config | null,
  locale: string,
  nameOf: NameOf,
): { text: string; isRefusal: boolean } {
  const refusal = (text: string) => ({ text, isRefusal: true });
  if (isEmergency(dialed, config?.emergencyNumbers ?? [])) return refusal(m.block_emergency());
  if (dialed === '' || reading === null) return { text: '', isRefusal: false };
  if (reading.isSatellite) return refusal(m.block_satellite());
  if (config?.lines.some(({ number }) => number === reading.e164)) return refusal(m.block_own_number());
  const country = reading.region === null ? '' : countryName(reading.region, locale);
  const name = reading.e164 === null ? null : nameOf(reading.e164);
  return { text: [country, name].filter(Boolean).join(' · '), isRefusal: false };
}
