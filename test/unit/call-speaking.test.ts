import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listen, silence, type Speech } from '../../web/src/call/speaking.ts';

const numRuns = process.env['FULL'] ? 20_000 : 300;
const after = (levels: readonly number[], from: Speech = silence) => levels.reduce(listen, from);
const moments = (count: number, level: number) => Array.from({ length: count }, () => level);
const voice = 0.08;
const room = 0.002;

test('whoever speaks for a third of a second is noticed', () => {
  expect(after(moments(2, voice)).isSpeaking).toBe(false);
  expect(after(moments(3, voice)).isSpeaking).toBe(true);
});

test('a click, or a door, is no speech', () => {
  expect(after([...moments(9, room), 0.9, room, room, 0.9, ...moments(9, room)]).isSpeaking).toBe(false);
});

test('a pause between two words is not the end, two and a half seconds of quiet are', () => {
  const speaking = after(moments(5, voice));
  expect(after(moments(24, room), speaking).isSpeaking).toBe(true);
  expect(after(moments(25, room), speaking).isSpeaking).toBe(false);
});

test('a quiet room never speaks, and after any sound it is quiet again in two and a half seconds', () => {
  const level = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(level, { maxLength: 60 }), (levels) => {
      expect(after(levels.map((each) => each / 100)).isSpeaking).toBe(false);
      expect(after(moments(25, room), after(levels)).isSpeaking).toBe(false);
    }),
    { numRuns, seed: 5 },
  );
});
