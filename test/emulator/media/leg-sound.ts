import { createListeners } from './listeners.ts';
import { measure } from './measurement.ts';
import type { Engine } from './engine.ts';
import type { Listeners } from './listeners.ts';
import type { Frame, Heard, Keypress } from '../ports.ts';

const TICK_MS = 20;

/** What every leg has in common: who listens to it, and measuring both directions. */
export interface LegSound {
  /** Frames the far end said. */
  readonly said: Listeners<Frame>;
  /** Frames the far end was sent. */
  readonly sent: Listeners<Frame>;
  readonly digits: Listeners<Keypress>;
  /** Measures the frames of one direction over the next `ms`; resolves early when the leg ends. */
  measure(direction: 'said' | 'sent', hz: number, ms: number): Promise<Heard>;
  end(): void;
}

export function createLegSound(engine: Engine): LegSound {
  const said = createListeners<Frame>();
  const sent = createListeners<Frame>();
  const ended = createListeners<null>();
  let hasEnded = false;

  return {
    said,
    sent,
    digits: createListeners<Keypress>(),
    measure(direction, hz, ms) {
      const frames: Frame[] = [];
      let ticksLeft = Math.max(1, Math.round(ms / TICK_MS));
      return new Promise((resolve) => {
        const finish = () => {
          removals.forEach((remove) => remove());
          resolve(measure(frames, hz));
        };
        const removals = [
          (direction === 'said' ? said : sent).add((frame) => frames.push(frame)),
          ended.add(finish),
          engine.add(() => {
            ticksLeft -= 1;
            if (ticksLeft <= 0) finish();
          }),
        ];
        if (hasEnded) finish();
      });
    },
    end() {
      hasEnded = true;
      ended.emit(null);
    },
  };
}
