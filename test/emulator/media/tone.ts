import { FRAME_SAMPLES, SAMPLE_RATE } from '../ports.ts';
import type { Frame, Source } from '../ports.ts';

const DEFAULT_AMPLITUDE = 8000;

/** A fresh frame of exact silence. */
export function silentFrame(): Frame {
  return new Int16Array(FRAME_SAMPLES);
}

/** Exact silence, for ever. */
export function silence(): Source {
  return { next: silentFrame };
}

function createOscillator(frequencies: readonly number[], amplitude: number): (sampleIndex: number) => number {
  const each = amplitude / frequencies.length;
  return (index) =>
    Math.round(frequencies.reduce((sum, hz) => sum + each * Math.sin((2 * Math.PI * hz * index) / SAMPLE_RATE), 0));
}

/** A steady tone of one frequency, or several together, for ever. `amplitude` is the peak of all together. */
export function tone(frequencies: number | readonly number[], amplitude = DEFAULT_AMPLITUDE): Source {
  const sampleAt = createOscillator(typeof frequencies === 'number' ? [frequencies] : frequencies, amplitude);
  let index = 0;
  return { next: () => Int16Array.from({ length: FRAME_SAMPLES }, () => sampleAt(index++)) };
}

/** A tone that is on for `onMs`, then off for `offMs`, for ever. Both are multiples of 20. */
function cadence(frequencies: readonly number[], { onMs, offMs }: { onMs: number; offMs: number }): Source {
  const sounding = tone(frequencies);
  let elapsedMs = 0;
  return {
    next() {
      const isOn = elapsedMs % (onMs + offMs) < onMs;
      elapsedMs += 20;
      return isOn ? sounding.next() : silentFrame();
    },
  };
}

/** What a caller hears while the other side rings: North America's 440 + 480 Hz, 2 s on, 4 s off. */
export function ringback(): Source {
  return cadence([440, 480], { onMs: 2000, offMs: 4000 });
}

/** North America's busy tone: 480 + 620 Hz, half a second on, half a second off. */
export function busyTone(): Source {
  return cadence([480, 620], { onMs: 500, offMs: 500 });
}

/** Fixed sound with an end: 16-bit samples at 8 kHz, the last frame filled up with silence. */
export function samples(all: Int16Array, { isLooped = false } = {}): Source {
  let offset = 0;
  return {
    next() {
      if (isLooped && all.length > 0)
        return Int16Array.from({ length: FRAME_SAMPLES }, () => all[offset++ % all.length] ?? 0);
      if (offset >= all.length) return null;
      const frame = silentFrame();
      frame.set(all.subarray(offset, offset + FRAME_SAMPLES));
      offset += FRAME_SAMPLES;
      return frame;
    },
    get isDone() {
      return !isLooped && offset >= all.length;
    },
  };
}

/** Several finite sources, one after the other. */
export function sequence(sources: readonly Source[]): Source {
  let index = 0;
  const skipDone = () => {
    while (sources[index]?.isDone) index += 1;
  };
  return {
    next() {
      skipDone();
      return sources[index]?.next() ?? null;
    },
    get isDone() {
      skipDone();
      return index >= sources.length;
    },
  };
}
