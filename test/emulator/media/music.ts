import { samples } from './tone.ts';
import { SAMPLE_RATE } from '../ports.ts';
import type { Source } from '../ports.ts';

const NOTE_MS = 300;
/** Four gentle chords as arpeggios, in Hz: C, A minor, F, G. */
const CHORDS = [
  [262, 330, 392, 523],
  [220, 262, 330, 440],
  [175, 262, 349, 440],
  [196, 247, 294, 392],
];

function renderNote(hz: number): number[] {
  return Array.from({ length: (SAMPLE_RATE * NOTE_MS) / 1000 }, (_, index) => {
    const seconds = index / SAMPLE_RATE;
    const attack = Math.min(1, seconds / 0.01);
    const phase = 2 * Math.PI * hz * seconds;
    return Math.round(5000 * attack * Math.exp(-4 * seconds) * (Math.sin(phase) + 0.3 * Math.sin(2 * phase)));
  });
}

let rendered: Int16Array | null = null;

/** A small pleasant loop of 9.6 s, for waiting and for the number that plays music. */
export function music(): Source {
  rendered ??= Int16Array.from(CHORDS.flatMap((chord) => [...chord, ...chord.toReversed()].flatMap(renderNote)));
  return samples(rendered, { isLooped: true });
}
