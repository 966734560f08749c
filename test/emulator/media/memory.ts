import { joinFrames, purityOf, rmsOf } from './measurement.ts';
import type { Clock, Frame } from '../ports.ts';

/** One tenth of a second of what was heard. */
export interface Block {
  /** Milliseconds since the epoch, when it began. */
  atMs: number;
  rms: number;
  /** How much of it is the tone asked about; 1 is all. */
  purity: number;
}

export interface Remembered {
  blocks: Block[];
  /** The longest stretch of blocks that were exact silence. Pauses between two calls are none. */
  longestSilenceMs: number;
}

const KEPT_FRAMES = 6000;
const FRAMES_PER_BLOCK = 5;
const BLOCK_MS = 100;

/** What a telephone heard in the last two minutes of its calls, so that a test may ask afterwards. */
export class Memory {
  readonly #clock: Clock;
  #frames: { atMs: number; frame: Frame }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hear(frame: Frame): void {
    this.#frames.push({ atMs: this.#clock.now(), frame: Int16Array.from(frame) });
    if (this.#frames.length > KEPT_FRAMES * 2) this.#frames = this.#frames.slice(-KEPT_FRAMES);
  }

  since(sinceMs: number, hz: number): Remembered {
    const heard = this.#frames.slice(-KEPT_FRAMES).filter(({ atMs }) => atMs >= sinceMs);
    const blocks: Block[] = [];
    for (let at = 0; at + FRAMES_PER_BLOCK <= heard.length; at += FRAMES_PER_BLOCK) {
      const block = heard.slice(at, at + FRAMES_PER_BLOCK);
      const samples = joinFrames(block.map(({ frame }) => frame));
      blocks.push({ atMs: block[0]?.atMs ?? 0, rms: rmsOf(samples), purity: purityOf(samples, hz) });
    }
    return { blocks, longestSilenceMs: longestSilence(blocks) };
  }
}

function longestSilence(blocks: readonly Block[]): number {
  let [longest, current] = [0, 0];
  for (const { rms } of blocks) {
    current = rms === 0 ? current + BLOCK_MS : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}
