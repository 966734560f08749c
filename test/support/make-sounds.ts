import { writeFileSync } from 'node:fs';
import { holdMusic, recipes, wav } from '../../web/src/sounds/recipe.ts';

/** Writes the sound files of the telephone: `npx node test/support/make-sounds.ts`. */
for (const [name, sound] of Object.entries(recipes()))
  writeFileSync(new URL(`../../web/src/sounds/${name}.wav`, import.meta.url), wav(sound));

// Twilio fetches it: at an address that stays.
writeFileSync(new URL('../../web/public/assets/hold-music.wav', import.meta.url), wav(holdMusic()));
