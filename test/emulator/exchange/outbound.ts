import { statusOfRefusal } from './outcome.ts';
import type { FarEnds } from './far-ends.ts';
import type { Leg } from './leg.ts';
import type { Clock } from '../ports.ts';
import type { ReportTarget } from '../webhooks/reports.ts';

/** A call that the REST API asks for. */
export interface Outbound {
  /** `+15145550123` or `client:alice`. */
  to: string;
  from: string;
  /** Custom parameters for a Device. */
  parameters: { name: string; value: string }[];
  target: ReportTarget | null;
  fallbackUrl: string | null;
  /** How long it may ring. */
  timeoutSeconds: number;
  /** How long it may last from the answer on. */
  timeLimitSeconds: number;
}

export interface OutboundEvents {
  ringing(options: { withMedia: boolean }): void;
  /** Told once the leg is answered. */
  answered(): void;
}

/** Rings whoever a leg is for; it ends by itself when nobody answers in time, or refuses. */
export function callOut(
  leg: Leg,
  { parameters, timeoutSeconds }: Pick<Outbound, 'parameters' | 'timeoutSeconds'>,
  on: OutboundEvents,
  { farEnds, clock }: { farEnds: FarEnds; clock: Clock },
): void {
  leg.initiate();
  farEnds.ring(
    leg,
    { parameters, stirVerstat: null },
    {
      ringing: (options) => {
        leg.ring();
        on.ringing(options);
      },
      answered: () => void leg.answer().then(() => on.answered()),
      refused: (refusal) => leg.end(statusOfRefusal(refusal), { by: 'far', refusal }),
      hungUp: () => leg.end(leg.isAnswered ? 'completed' : 'no-answer', { by: 'far' }),
    },
  );
  const cancel = clock.after(timeoutSeconds * 1000, () => {
    if (!leg.isAnswered) leg.end('no-answer', { by: 'exchange' });
  });
  leg.onEnd(cancel);
}
