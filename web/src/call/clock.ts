/** Time and chance, injected: tests advance them, nothing sleeps. */
export interface Clock {
  /** Milliseconds since the epoch, as the person's clock says; it may jump. */
  now(): number;
  /** Milliseconds that only grow, from an arbitrary start. May stand still while the machine sleeps. */
  monotonic(): number;
  /** Runs `fn` once after `ms`; the returned function cancels it. */
  after(ms: number, fn: () => void): () => void;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** The same clock, whose time of day never jumps from now on: for what is measured between two of its moments. */
export function steady(clock: Clock): Clock {
  const offset = clock.now() - clock.monotonic();
  return {
    now: () => offset + clock.monotonic(),
    monotonic: () => clock.monotonic(),
    after: (ms, fn) => clock.after(ms, fn),
    random: () => clock.random(),
  };
}

/** A moment in milliseconds since the epoch as ISO 8601 in UTC. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** The browser's clock. */
export const browserClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  random: () => Math.random(),
};
