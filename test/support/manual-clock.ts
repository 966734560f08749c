import type { Clock } from '../../web/src/call/clock.ts';

/** A clock that stands still until it is told to advance; what it wakes may wait on promises, which are let settle. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 10, 22, 12);
  #monotonic = 0;
  #timers: { at: number; fn: () => void }[] = [];

  now(): number {
    return this.#now;
  }
  monotonic(): number {
    return this.#monotonic;
  }
  random(): number {
    return 0;
  }
  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#monotonic + ms, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many wake-ups are still to come. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Lets promises settle, then wakes everything due in the next `ms`, in order. */
  async advance(ms = 0): Promise<void> {
    await settled();
    const end = this.#monotonic + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#move(Math.max(0, next.at - this.#monotonic));
      next.fn();
      await settled();
    }
    this.#move(end - this.#monotonic);
  }

  /** The machine sleeps: the wall clock goes on, timers and the monotonic clock do not. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #next(end: number): { at: number; fn: () => void } | undefined {
    return this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }

  #move(ms: number): void {
    this.#monotonic += ms;
    this.#now += ms;
  }
}

/** Lets every promise that can settle do so. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
