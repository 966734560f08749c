import type { AnswererView } from './call.ts';
import type { Clock } from './clock.ts';
import { outrunTimes } from './timeouts.ts';

/**
 * Calls back once, when whoever was quicker to answer has lost the right to: it gave it back, its leg failed, or its time is over. `look`
 * asks the exchange, which may be out of reach. The returned function stops it.
 */
export function whenWinnerFails(
  clock: Clock,
  look: () => Promise<AnswererView | null>,
  failed: () => void,
): () => void {
  let isOver = false;
  let cancelNext = (): void => {};
  const stop = (): void => {
    isOver = true;
    cancelNext();
    cancelLimit();
  };
  const finish = (): void => {
    stop();
    failed();
  };
  const lookLater = (): void => {
    cancelNext = clock.after(outrunTimes.lookEveryMs, () => {
      look().then(
        (winner) => {
          if (isOver) return;
          if (winner === null) finish();
          else lookLater();
        },
        () => {
          if (!isOver) lookLater();
        },
      );
    });
  };
  const cancelLimit = clock.after(outrunTimes.limitMs, finish);
  lookLater();
  return stop;
}
