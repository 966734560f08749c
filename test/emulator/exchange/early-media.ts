import { createFrameQueue } from '../media/frame-queue.ts';
import { silence } from '../media/tone.ts';
import type { MediaLeg } from '../ports.ts';

/** Lets a caller hear what the called network says before anybody answered; the caller is not heard. */
export function earlyMedia(from: MediaLeg, to: MediaLeg): () => void {
  const queue = createFrameQueue();
  const stop = from.onFrame(queue.push);
  to.sends = queue;
  return () => {
    stop();
    if (to.sends === queue) to.sends = silence();
  };
}
