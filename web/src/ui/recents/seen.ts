import type { Clock } from '../../call/clock.ts';

/** How long somebody looks before they have seen. */
export const lookMs = 2_000;

/**
 * Says once that somebody has seen the page: it is in front, they touched it, and two seconds went by. A page that merely stands
 * open while nobody is there has been seen by nobody. Returns how to stop.
 */
export function seenWhile(clock: Pick<Clock, 'after'>, seen: () => void): () => void {
  let cancel: (() => void) | null = null;
  const listen = new AbortController();
  const begin = (): void => {
    if (document.visibilityState === 'visible') cancel ??= clock.after(lookMs, seen);
  };
  const stop = (): void => {
    if (document.visibilityState === 'visible') return;
    cancel?.();
    cancel = null;
  };
  for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'])
    addEventListener(sign, begin, { signal: listen.signal, passive: true });
  document.addEventListener('visibilitychange', stop, { signal: listen.signal });
  if (navigator.userActivation?.isActive) begin();
  return () => {
    cancel?.();
    listen.abort();
  };
}
