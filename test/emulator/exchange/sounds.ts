import { dtmf } from '../media/dtmf.ts';
import { sequence, silence, tone } from '../media/tone.ts';
import { speech } from '../media/speech.ts';
import { readWav } from '../media/wav.ts';
import { samples } from '../media/tone.ts';
import type { Say } from '../twiml/nodes.ts';
import type { Source } from '../ports.ts';

/** A finite stretch of any source, `ms` long. */
export function stretch(source: Source, ms: number): Source {
  let left = ms / 20;
  return {
    next() {
      left -= 1;
      return source.next();
    },
    get isDone() {
      return left <= 0;
    },
  };
}

/** What a caller hears when the account's server or its TwiML fails, in place of Twilio's spoken apology: three falling tones. */
export function applicationErrorSound(): Source {
  return sequence([950, 700, 450].flatMap((hz) => [stretch(tone(hz), 300), stretch(silence(), 100)]));
}

/** Makes a `<Say>` audible: by a speech program when there is one, else by a pattern of its text. */
export async function sayingOf(say: Say, speechProgram: string | null): Promise<() => Source> {
  const spoken = await speech(say.text, { language: say.language, program: speechProgram });
  const frames: Int16Array[] = [];
  while (spoken.isDone !== true) {
    const frame = spoken.next();
    if (frame === null) break;
    frames.push(frame);
  }
  return () => sequence(frames.map((frame) => samples(frame)));
}

/** A fetched WAV as a source that can be made again. Throws with a plain reason when it cannot be read. */
export function recordingOf(body: Uint8Array): () => Source {
  const all = readWav(Buffer.from(body));
  return () => samples(all);
}

export function keysOf(digits: string): () => Source {
  return () => dtmf(digits);
}
