import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chooseDevice,
  inOrder,
  mostWishes,
  systemChoice,
  wishFor,
  type AudioDevice,
} from '../../web/src/audio/choose.ts';

const runs = { numRuns: process.env['FULL'] ? 5_000 : 200, seed: 5 };
const named = fc
  .constantFrom('headset', 'webcam', 'screen', 'dock', 'built-in')
  .map((label): AudioDevice => ({ id: `id of ${label}`, label }));
const some = fc.uniqueArray(named, { selector: ({ id }) => id });
const wishes = fc
  .array(fc.oneof(named, fc.constant(systemChoice)), { maxLength: 8 })
  .map((said) => said.reduce<AudioDevice[]>((all, device) => wishFor(device, all), []));

test('the device chosen is there and was wished for, or it is the system’s own choice', () => {
  fc.assert(
    fc.property(wishes, some, (wished, available) => {
      const chosen = chooseDevice(wished, available);
      const isWished = available.includes(chosen) && wished.some(({ id }) => id === chosen.id);
      expect(isWished || chosen === systemChoice).toBe(true);
    }),
    runs,
  );
});

test('a device that is gone leaves its place to the one wished for before it, and has it again when it is back', () => {
  fc.assert(
    fc.property(wishes, some, named, (before, available, headset) => {
      const wished = wishFor(headset, before);
      const without = available.filter(({ id }) => id !== headset.id);
      expect(chooseDevice(wished, without)).toBe(chooseDevice(wished.slice(1), without));
      expect(chooseDevice(wished, [...without, headset])).toBe(headset);
    }),
    runs,
  );
});

test('what else is plugged in, and in which order the browser lists it, changes nothing', () => {
  fc.assert(
    fc.property(wishes, some, fc.nat(), (wished, available, turn) => {
      const chosen = chooseDevice(wished, available);
      const stranger = { id: 'of nobody', label: 'never seen' };
      const by = available.length === 0 ? 0 : turn % available.length;
      const turned = [...available.slice(by), stranger, ...available.slice(0, by)];
      expect(chooseDevice(wished, turned)).toEqual(chosen);
    }),
    runs,
  );
});

test('whoever chose the system’s own choice last has it, whatever they chose before', () => {
  fc.assert(
    fc.property(wishes, some, (before, available) => {
      expect(chooseDevice(wishFor(systemChoice, before), available)).toBe(systemChoice);
    }),
    runs,
  );
});

test('each device is wished for once, the newest first, and no more are remembered than are of use', () => {
  fc.assert(
    fc.property(wishes, (wished) => {
      expect(new Set(wished.map(({ id }) => id)).size).toBe(wished.length);
      expect(wished.length).toBeLessThanOrEqual(mostWishes);
    }),
    runs,
  );
});

test('a headset whose id changed is known by its name', () => {
  const wished = [{ id: 'old', label: 'Headset (046d:0a66)' }];
  const again = { id: 'new', label: 'Headset (046d:0a66)' };
  expect(chooseDevice(wished, [{ id: 'x', label: 'Built-in' }, again])).toBe(again);
  expect(chooseDevice([{ id: 'old', label: '' }], [{ id: 'x', label: '' }])).toBe(systemChoice);
});

test('of two headsets of one name the one that was chosen is taken, by its id', () => {
  const [left, right] = [
    { id: 'left', label: 'Headset' },
    { id: 'right', label: 'Headset' },
  ];
  expect(chooseDevice([right], [left, right])).toBe(right);
  expect(inOrder([right], [left])).toEqual([left, systemChoice]);
});
