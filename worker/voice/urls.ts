import type { DialOptions } from '../twilio/twiml.ts';
import { LIMITS } from '../dialplan.ts';

/** The `action` of every Dial, without its query. */
export function dialEndedUrl(publicUrl: string): string {
  return `${publicUrl}/twiml/dial-ended`;
}

/** Where Twilio reports on a Dial: absolute, as it signs them. `generation` tells a Dial from the ones it replaced. */
export function dialOptions(publicUrl: string, ringSeconds: number, generation = 0): DialOptions {
  return {
    actionUrl: `${dialEndedUrl(publicUrl)}?g=${String(generation)}`,
    statusCallbackUrl: `${publicUrl}/events/call`,
    ringSeconds,
    timeLimitSeconds: LIMITS.timeLimitSeconds,
  };
}
