import type { FinalStatus } from './status.ts';
import type { HangupError } from '../ports.ts';

/** What the far end of a dialed leg answered instead of picking up, as SIP says it (RFC 3261, section 21). */
export type Refusal = 486 | 603 | 480 | 404;

/**
 * How a refused leg ends. That a declined call (603) counts as busy is a guess: Twilio documents only that
 * "busy" means a busy signal was received.
 */
export function statusOfRefusal(sip: Refusal): FinalStatus {
  switch (sip) {
    case 486:
    case 603:
      return 'busy';
    case 480:
      return 'no-answer';
    case 404:
      return 'failed';
  }
}

/** The `SipResponseCode` of a leg's last status callback. */
export function sipCodeOf(status: FinalStatus, refusal: Refusal | null): number {
  if (refusal !== null) return refusal;
  switch (status) {
    case 'completed':
      return 200;
    case 'busy':
      return 486;
    case 'no-answer':
    case 'canceled':
      return 487;
    case 'failed':
      return 404;
  }
}

/**
 * What an SDK that was still ringing is told when its call ends. That there is an error is known; which code goes
 * with which outcome is a guess built from the SDK's own table of SIP errors. An answered call ends without one.
 */
export function hangupErrorOf(status: FinalStatus, refusal: Refusal | null): HangupError | null {
  switch (status) {
    case 'completed':
    case 'canceled':
      return null;
    case 'busy':
      return refusal === 603 ? { code: 31603, message: 'Decline' } : { code: 31486, message: 'Busy Here' };
    case 'no-answer':
      return { code: 31480, message: 'Temporarily Unavailable' };
    case 'failed':
      return { code: 31404, message: 'Not Found' };
  }
}
