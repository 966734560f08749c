import { createLegSound } from './leg-sound.ts';
import { silence, silentFrame } from './tone.ts';
import type { Engine } from './engine.ts';
import type { MediaLeg, Source } from '../ports.ts';

/** A leg whose far end is a telephone of ours on the public network: no codec, no network, the same 20 ms frames. */
export interface PhoneLeg extends MediaLeg {
  /** What the telephone says, pulled once per tick. Set it at any time; silence at first. */
  voice: Source;
  /** Somebody presses one key of the telephone. */
  press(digit: string): void;
}

export function createPhoneLeg({ engine }: { engine: Engine }): PhoneLeg {
  const sound = createLegSound(engine);
  const removeTick = engine.add(() => {
    const heard = leg.sends.next() ?? silentFrame();
    const said = leg.voice.next() ?? silentFrame();
    sound.sent.emit(heard);
    sound.said.emit(said);
  });
  const leg: PhoneLeg = {
    sends: silence(),
    voice: silence(),
    onFrame: sound.said.add,
    onHeard: sound.sent.add,
    onDigit: sound.digits.add,
    press: (digit) => sound.digits.emit({ digit, via: 'keypad' }),
    says: (hz, ms) => sound.measure('said', hz, ms),
    hears: (hz, ms) => sound.measure('sent', hz, ms),
    close() {
      removeTick();
      sound.end();
    },
  };
  return leg;
}
