import type { Clock } from './clock.ts';
import { Trouble, type ProblemCode } from './problems.ts';

/** How long each step may take before it counts as failed, and what a person is then told. One table for the telephone. */
export const timeouts = {
  /** Loading the code of the SDK. */
  app: { ms: 20_000, problem: 'app-unavailable' },
  /** Any question to the Worker, the token included. */
  rest: { ms: 8_000, problem: 'server-unavailable' },
  /** From a new Device to `registered`; the SDK itself would wait for ever. */
  register: { ms: 10_000, problem: 'twilio-unreachable' },
  /** How long a line that was lost may take to come back by itself before the person is told. */
  back: { ms: 5_000, problem: 'twilio-unreachable' },
  /** From the tap on Call to a line that can carry it, registration and its retries included. */
  line: { ms: 12_000, problem: 'twilio-unreachable' },
  /** From `connect()` to a call the network has; it waits for a socket without end. */
  connect: { ms: 10_000, problem: 'twilio-unreachable' },
  /** From the network having the call to an answer. The Worker's Dial gives up long before; this is for its silence. */
  ring: { ms: 120_000, problem: 'callee-unavailable' },
  /** Asking whether this device may answer: then it does all the same, and the network decides. */
  answering: { ms: 700, problem: 'server-unavailable' },
  /** The whole of a connection check: a registration, a sentence and a few seconds. */
  check: { ms: 45_000, problem: 'twilio-unreachable' },
  /** Asking why a call ended: the words must be there within a second. */
  outcome: { ms: 900, problem: 'server-unavailable' },
} as const satisfies Record<string, { ms: number; problem: ProblemCode }>;

/** How long it is shown that another device was quicker to answer a second call. */
export const refusedShownMs = 5_000;

/** How often the Worker is asked why a call ended, while `timeouts.outcome` runs. */
export const outcomeEveryMs = 150;

/** How long the end of our leg waits for the exchange to hear that we hang up. */
export const hangUpSaidMs = 500;

/** When it is said again what the exchange did not hear, each after the time before. */
export const hangUpSaidAgainMs = [2_000, 4_000, 8_000, 16_000] as const;

/** How often a device that was not the quickest to answer looks how the other fares, and when it stops waiting: the exchange has given up on that one by then. */
export const outrunTimes = { lookEveryMs: 1_000, limitMs: 8_000 } as const;

/** The promise, or a `Trouble` when the step of the table takes too long. */
export function within<T>(clock: Clock, step: keyof typeof timeouts, work: Promise<T>): Promise<T> {
  const { ms, problem } = timeouts[step];
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      reject(new Trouble({ code: problem }));
    });
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (thrown: unknown) => {
        cancel();
        reject(thrown);
      },
    );
  });
}
