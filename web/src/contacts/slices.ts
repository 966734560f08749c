/** How long work may hold the page at a time. */
const SLICE_MS = 30;

/** Time, and a pause in which keys are pressed and frames drawn. */
export interface Turns {
  now(): number;
  pause(): Promise<void>;
}

/** A browser's own. */
export const browserTurns: Turns = {
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve)),
};

/** Runs work in slices of 30 ms, telling how far it is in between. Rejects with the reason when `signal` is aborted. */
export async function inSlices<T>(
  work: Generator<number, T>,
  { now, pause }: Turns,
  tell: (share: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  for (let until = now() + SLICE_MS; ;) {
    const step = work.next();
    if (step.done) return step.value;
    if (now() < until) continue;
    tell(step.value);
    await pause();
    signal?.throwIfAborted();
    until = now() + SLICE_MS;
  }
}
