import { createFrameQueue } from '../media/frame-queue.ts';
import { dtmf } from '../media/dtmf.ts';
import { music } from '../media/music.ts';
import { silence, tone } from '../media/tone.ts';
import { spokenPattern } from '../media/speech.ts';
import type { PhoneSettings } from './characters.ts';
import type { PhoneLeg } from '../media/phone-leg.ts';
import type { Source } from '../ports.ts';

/** A menu that reads back, as tones, each key its caller presses. */
export interface Menu extends Source {
  readBack(digit: string): void;
}

export function createMenu(): Menu {
  const waiting: Source[] = [spokenPattern('Press a key.')];
  return {
    readBack(digit) {
      waiting.push(dtmf(digit));
    },
    next() {
      while (waiting[0]?.isDone === true) waiting.shift();
      return waiting[0]?.next() ?? null;
    },
  };
}

/** What a telephone says once it is connected (or, with early media, before). */
export function voiceOf(settings: PhoneSettings, leg: PhoneLeg, microphone: Source): Source {
  switch (settings.character) {
    case 'echo': {
      const queue = createFrameQueue();
      leg.onHeard((frame) => queue.push(Int16Array.from(frame)));
      return queue;
    }
    case 'music':
      return music();
    default:
      if ('toneHz' in settings.says) return tone(settings.says.toneHz);
      return 'silence' in settings.says ? silence() : microphone;
  }
}
