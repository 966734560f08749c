import type { Frame, Source } from '../ports.ts';

const TOO_MANY = 10;
const TRIM_TO = 5;
/** Frames to have before speaking again after running dry: absorbs the jitter of two clocks. */
const CUSHION = 2;

/** Frames on their way from one leg to another: pushed when they arrive, pulled by the tick. */
export interface FrameQueue extends Source {
  push(frame: Frame): void;
  clear(): void;
}

/** A short queue: over 10 frames it drops the oldest down to 5, so delay never grows. */
export function createFrameQueue(): FrameQueue {
  let frames: Frame[] = [];
  let isFlowing = false;
  return {
    push(frame) {
      frames.push(frame);
      if (frames.length > TOO_MANY) frames = frames.slice(-TRIM_TO);
      if (frames.length >= CUSHION) isFlowing = true;
    },
    next() {
      if (!isFlowing) return null;
      const frame = frames.shift() ?? null;
      if (!frame) isFlowing = false;
      return frame;
    },
    clear() {
      frames = [];
      isFlowing = false;
    },
  };
}
