import { silence } from '../media/tone.ts';
import type { Clock, MediaLeg, Source } from '../ports.ts';

/**
 * Sends a sound until it is played out, `loop` times (0: without end). Resolves when it is over or `signal` aborts;
 * afterwards the leg is sent silence.
 */
export function playOut(media: MediaLeg, make: () => Source, loop: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    let source = make();
    let left = loop;
    const playing: Source = {
      next() {
        if (source.isDone === true) {
          left -= 1;
          if (left === 0) {
            finish();
            return null;
          }
          source = make();
        }
        return source.next();
      },
    };
    const finish = () => {
      signal.removeEventListener('abort', finish);
      if (media.sends === playing) media.sends = silence();
      resolve();
    };
    signal.addEventListener('abort', finish, { once: true });
    media.sends = playing;
  });
}

/** Resolves after `ms`, whatever happens. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(ms, finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
