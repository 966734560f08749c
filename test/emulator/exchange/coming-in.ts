import { createFrameQueue } from '../media/frame-queue.ts';
import { ringback } from '../media/tone.ts';
import type { Leg } from './leg.ts';
import type { Outbound, OutboundEvents } from './outbound.ts';
import type { Conference } from '../conference/conference.ts';
import type { Conferences } from '../conference/conferences.ts';
import type { ConferenceManner } from '../twiml/nodes.ts';

/** How somebody who is called comes into a conference. */
export interface Coming {
  manner: ConferenceManner;
  /** Those who are in hear the ringing, or the called network. */
  isEarlyMediaHeard: boolean;
}

/**
 * What happens when a call into a conference rings and is answered: the leg is in until it hangs up or is taken out, and
 * ends then, unless it was given TwiML of its own.
 */
export function comeIn(
  leg: Leg,
  conference: Conference,
  { manner, isEarlyMediaHeard, timeLimitSeconds }: Coming & Pick<Outbound, 'timeLimitSeconds'>,
  conferences: Conferences,
): OutboundEvents {
  const controller = new AbortController();
  let stopRinging = () => {};
  leg.onEnd(() => {
    stopRinging();
    controller.abort('ended');
  });
  leg.onDetach(() => controller.abort('redirected'));

  async function stay(): Promise<void> {
    const options = { manner, timeLimitSeconds, hangupOnStar: false };
    const stayed = await conferences.stay(leg, conference, options, controller.signal);
    if (!stayed.ok) leg.call.note('error', stayed.message, { code: stayed.code });
    if (controller.signal.reason !== 'redirected') leg.end('completed', { by: 'exchange' });
  }

  return {
    ringing({ withMedia }) {
      if (!isEarlyMediaHeard) return;
      const { media } = leg;
      if (!withMedia || media === null) {
        stopRinging = conference.letHear(ringback);
        return;
      }
      const stops: (() => void)[] = [];
      const stop = conference.letHear(() => {
        const queue = createFrameQueue();
        stops.push(media.onFrame(queue.push));
        return queue;
      });
      stopRinging = () => [stop, ...stops].forEach((each) => each());
    },
    answered() {
      stopRinging();
      void stay();
    },
  };
}
