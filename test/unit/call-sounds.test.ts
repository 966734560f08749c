import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { holdMusic, nameOfKey, recipes, wav } from '../../web/src/sounds/recipe.ts';

const folder = new URL('../../web/src/sounds/', import.meta.url);

test('the sound files are what the recipe makes, no more and no less', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.wav'));
  expect(files.sort()).toEqual(
    Object.keys(recipes())
      .map((name) => `${name}.wav`)
      .sort(),
  );
  for (const [name, sound] of Object.entries(recipes()))
    expect(Buffer.compare(readFileSync(new URL(`${name}.wav`, folder)), wav(sound)), name).toBe(0);
  const music = new URL('../../web/public/assets/hold-music.wav', import.meta.url);
  expect(Buffer.compare(readFileSync(music), wav(holdMusic()))).toBe(0);
});

test('every key has its two tones and nothing is too loud for the codec', () => {
  for (const key of '0123456789*#') expect(recipes()).toHaveProperty(`dtmf-${nameOfKey(key)}`);
  for (const { samples } of [...Object.values(recipes()), holdMusic()])
    expect(samples.every((sample) => Math.abs(sample) <= 0.95)).toBe(true);
});
