import type { Conversation } from '../../../worker/protocol.ts';
import type { Clock } from './clock.ts';
import type { Ending } from './call.ts';
import { problemOf } from './problems.ts';
import { outcomeEveryMs, timeouts } from './timeouts.ts';

/**
 * Asks why a conversation ended, until the exchange knows or `timeouts.outcome` has passed; then null.
 * Twilio's last webhook and the SDK's hang-up race each other, so the first answers may still say "ringing".
 */
export function askOutcome(
  clock: Clock,
  fetchOutcome: () => Promise<Conversation>,
  endingOf: (outcome: Conversation) => Ending | null,
): Promise<Ending | null> {
  return new Promise((resolve) => {
    let cancelNext = (): void => {};
    let isOver = false;
    const finish = (ending: Ending | null): void => {
      isOver = true;
      cancelNext();
      cancelDeadline();
      resolve(ending);
    };
    const cancelDeadline = clock.after(timeouts.outcome.ms, () => {
      finish(null);
    });
    const ask = async (): Promise<void> => {
      let isRefused = false;
      const ending = await fetchOutcome().then(endingOf, (thrown: unknown) => {
        isRefused = problemOf(thrown).code === 'signed-out';
        return null;
      });
      if (isOver) return;
      if (ending !== null || isRefused) finish(ending);
      else cancelNext = clock.after(outcomeEveryMs, () => void ask());
    };
    void ask();
  });
}
