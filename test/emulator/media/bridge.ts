import { createFrameQueue } from './frame-queue.ts';
import { dtmf } from './dtmf.ts';
import { silence } from './tone.ts';
import type { MediaLeg, Source } from '../ports.ts';

/** One leg's voice as another hears it, with its keypresses as tones in its place. */
export function listenTo(speaker: MediaLeg): { source: Source; stop: () => void } {
  const voice = createFrameQueue();
  const keys: Source[] = [];
  const stops = [speaker.onFrame(voice.push), speaker.onDigit(({ digit }) => void keys.push(dtmf(digit)))];
  return {
    source: {
      next() {
        const frame = voice.next();
        while (keys[0]?.isDone) keys.shift();
        return keys[0]?.next() ?? frame;
      },
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}

/**
 * Joins two legs: each is sent what the other says. Keypresses cross as DTMF tones, as a gateway does for a telephone
 * that cannot read RTP events. Returns the function that parts them; a leg that was given another source meanwhile keeps it.
 */
export function bridge(a: MediaLeg, b: MediaLeg): () => void {
  const fromA = listenTo(a);
  const fromB = listenTo(b);
  a.sends = fromB.source;
  b.sends = fromA.source;
  return () => {
    fromA.stop();
    fromB.stop();
    if (a.sends === fromB.source) a.sends = silence();
    if (b.sends === fromA.source) b.sends = silence();
  };
}
