import type { Clock } from './ports.ts';

/** The machine's own time. */
export function createRealClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, fn) {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Time that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves time by `ms`, running what falls due in order, and lets everything settle after each. */
  advance(ms: number): Promise<void>;
  /** Lets all pending promises run; time does not move. */
  settle(): Promise<void>;
}

/** Turns of the event loop after which nothing of ours is still under way without waiting for time. */
const SETTLE_TURNS = 6;

export function createManualClock(startMs = Date.UTC(2026, 10, 22, 12, 0, 0)): ManualClock {
  let nowMs = startMs;
  let nextId = 1;
  const due = new Map<number, { atMs: number; fn: () => void }>();

  async function settle(): Promise<void> {
    for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    now: () => nowMs,
    after(ms, fn) {
      const id = nextId++;
      due.set(id, { atMs: nowMs + Math.max(0, ms), fn });
      return () => void due.delete(id);
    },
    settle,
    async advance(ms) {
      const endMs = nowMs + ms;
      await settle();
      for (;;) {
        const next = [...due]
          .filter(([, one]) => one.atMs <= endMs)
          .sort(([a, x], [b, y]) => x.atMs - y.atMs || a - b)[0];
        if (next === undefined) break;
        const [id, { atMs, fn }] = next;
        due.delete(id);
        nowMs = Math.max(nowMs, atMs);
        fn();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
  };
}
