import type { DialOptions } from '../twilio/twiml.ts';
import { LIMITS } from '../dialplan.ts';

/** Where Twilio reports on a Dial: absolute, as it signs them. `generation` tells a Dial from the ones it replaced. */
export function dialOptions(publicUrl: string, ringSeconds: number, generation = 0): DialOptions {
  return {
    actionUrl: `${publicUrl}/twiml/dial-ended?g=${String(generation)}`,
    statusCallbackUrl: `${publicUrl}/events/call`,
    ringSeconds,
    timeLimitSeconds: LIMITS.timeLimitSeconds,
  };
}
