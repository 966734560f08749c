import { samples, sequence } from './tone.ts';
import { SAMPLE_RATE } from '../ports.ts';
import type { Source } from '../ports.ts';

/** ITU-T Q.23: each key is one low and one high frequency. */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = '123A456B789C*0#D';

const TONE_MS = 120;
const GAP_MS = 80;

/** The two frequencies of a key, or null for anything that is not a key. */
export function frequenciesOf(digit: string): [number, number] | null {
  const index = digit.length === 1 ? KEYS.indexOf(digit.toUpperCase()) : -1;
  const row = ROWS[Math.floor(index / 4)];
  const column = COLUMNS[index % 4];
  return row === undefined || column === undefined ? null : [row, column];
}

function render(frequencies: readonly number[], ms: number): Int16Array {
  return Int16Array.from({ length: (SAMPLE_RATE * ms) / 1000 }, (_, index) =>
    Math.round(frequencies.reduce((sum, hz) => sum + 5000 * Math.sin((2 * Math.PI * hz * index) / SAMPLE_RATE), 0)),
  );
}

/** Keypresses as sound, for those who hear rather than read RTP events. `w` is half a second of silence, as in TwiML. */
export function dtmf(digits: string): Source {
  return sequence(
    [...digits].flatMap((digit) => {
      if (digit.toLowerCase() === 'w') return [samples(new Int16Array(SAMPLE_RATE / 2))];
      const frequencies = frequenciesOf(digit);
      return frequencies ? [samples(render(frequencies, TONE_MS)), samples(render([], GAP_MS))] : [];
    }),
  );
}
