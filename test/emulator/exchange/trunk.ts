import { createFrameQueue } from '../media/frame-queue.ts';
import type { CalleeEvents, FarEnd } from './far-end.ts';
import type { Refusal } from './outcome.ts';
import type { PhoneLeg } from '../media/phone-leg.ts';
import type { HangupError } from '../ports.ts';

/**
 * A call that leaves by one line of the account and comes in by another (or the same): two calls to Twilio, each the
 * other's far end. `dialed` is that of the leg that dials, `caller` that of the leg that comes in.
 */
export function createTrunk(
  createLeg: () => PhoneLeg,
  { events, hungUp }: { events: CalleeEvents; hungUp: () => void },
): { dialed: FarEnd; caller: FarEnd } {
  const [near, far] = [createLeg(), createLeg()];
  carry(near, far);
  carry(far, near);
  let isAnswered = false;
  return {
    dialed: {
      media: near,
      ringing: async () => undefined,
      answer: async () => undefined,
      hangUp: hungUp,
      hearDigit: (digit) => far.press(digit),
    },
    caller: {
      media: far,
      ringing: async (options) => events.ringing(options),
      answer: async () => {
        isAnswered = true;
        events.answered();
      },
      hangUp: (error) => (isAnswered ? events.hungUp() : events.refused(refusalOf(error))),
      hearDigit: (digit) => near.press(digit),
    },
  };
}

/** What one end is sent, the other end says. */
function carry(from: PhoneLeg, to: PhoneLeg): void {
  const queue = createFrameQueue();
  from.onHeard((frame) => queue.push(Int16Array.from(frame)));
  to.voice = queue;
}

function refusalOf(error: HangupError | null): Refusal {
  switch (error?.code) {
    case 31486:
      return 486;
    case 31603:
      return 603;
    case 31404:
      return 404;
    default:
      return 480;
  }
}
