/** The heartbeat of all sound: 20 ms ticks, kept against a monotonic clock. */

const TICK_MS = 20;
const POLL_MS = 5;
/** After a longer stall (a laptop that slept) the missed ticks are dropped: nobody wants old sound in a burst. */
const MAX_CATCH_UP_TICKS = 50;

export interface Engine {
  /** Runs `onTick` every 20 ms until the returned function is called. */
  add(onTick: () => void): () => void;
  /** Runs one tick now. The interval does this; tests with `isManual` do it themselves. */
  tick(): void;
  close(): void;
}

/**
 * One interval of 5 ms that catches up 20 ms ticks, so a late timer makes a tick late and never lost.
 * It runs only while somebody listens. With `isManual` nothing runs by itself.
 */
export function createEngine({ isManual = false, now = () => performance.now() } = {}): Engine {
  const listeners = new Set<() => void>();
  let interval: NodeJS.Timeout | null = null;
  let dueAtMs = 0;

  function tick(): void {
    for (const listener of [...listeners]) listener();
  }

  function catchUp(): void {
    if (!interval) return;
    const nowMs = now();
    if (nowMs - dueAtMs > MAX_CATCH_UP_TICKS * TICK_MS) dueAtMs = nowMs;
    while (dueAtMs <= nowMs) {
      dueAtMs += TICK_MS;
      tick();
    }
  }

  function stop(): void {
    if (interval) clearInterval(interval);
    interval = null;
  }

  return {
    add(onTick) {
      const listener = () => onTick();
      listeners.add(listener);
      if (!interval && !isManual) {
        dueAtMs = now() + TICK_MS;
        // After a stall the packets that wait in the sockets are read first: the late ticks then find their frames.
        interval = setInterval(() => setImmediate(catchUp), POLL_MS);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    tick,
    close() {
      listeners.clear();
      stop();
    },
  };
}
