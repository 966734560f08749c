import { stretch } from '../exchange/sounds.ts';
import { tone } from '../media/tone.ts';
import type { Source } from '../ports.ts';

/** The beep when somebody comes or goes. */
export function createBeep(): Source {
  return stretch(tone(1400), 200);
}
