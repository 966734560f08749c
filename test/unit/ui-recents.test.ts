import { expect, test } from 'vitest';
import { Eraser } from '../../web/src/state/eraser.ts';
import { groupsOf } from '../../web/src/ui/recents/groups.ts';
import { askedOf } from '../../web/src/ui/recents/list-keys.ts';
import type { CallSid, Conversation } from '../../worker/protocol.ts';
import { ManualClock, settled } from '../support/manual-clock.ts';
import { conversation } from '../support/telephone-double.ts';

const now = new Date(2026, 10, 22, 15).getTime();
const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();
const bob = { kind: 'number', number: '+15145550123' as never } as const;
const zoe = { kind: 'number', number: '+15145550199' as never } as const;

let place = 0;
const call = (facts: Partial<Conversation>): Conversation => {
  place += 1;
  return conversation({
    callSid: `CA${String(place).padStart(32, '0')}` as CallSid,
    startedAt: at(22, 9),
    party: bob,
    ...facts,
  });
};
const sizes = (...calls: Conversation[]): number[] => groupsOf(calls, now).map((group) => group.calls.length);

test('calls in a row with the same party that went the same way are one row', () => {
  const missed = { direction: 'inbound', state: 'missed' } as const;
  expect(sizes(call(missed), call(missed), call(missed))).toEqual([3]);
  expect(sizes(call(missed), call({ ...missed, party: zoe }), call(missed))).toEqual([1, 1, 1]);
  expect(sizes(call(missed), call({ direction: 'inbound', state: 'completed' }))).toEqual([1, 1]);
  expect(sizes(call({}), call({ state: 'busy' }))).toEqual([2]);
  expect(sizes(call({}), call({ line: '+18195550111' as never }))).toEqual([1, 1]);
});

test('a call that goes on, or of somebody nobody knows, stands alone', () => {
  expect(sizes(call({ state: 'in-progress', isFinal: false }), call({}), call({}))).toEqual([1, 2]);
  expect(sizes(call({ isFinal: false }), call({}))).toEqual([2]);
  const withheld = { direction: 'inbound', state: 'missed', party: { kind: 'withheld' } } as const;
  expect(sizes(call(withheld), call(withheld))).toEqual([1, 1]);
});

test('a day’s first row says so, and no row is of two days', () => {
  const groups = groupsOf([call({}), call({}), call({ startedAt: at(21, 9) }), call({ startedAt: at(2, 9) })], now);
  expect(groups.map(({ isFirstOfDay, calls }) => [isFirstOfDay, calls.length])).toEqual([
    [true, 2],
    [true, 1],
    [true, 1],
  ]);
  expect(groups.map(({ ago }) => ago)).toEqual([0, 1, 20]);
});

test('a row stays the same row while newer calls join it', () => {
  const oldest = call({});
  const [before] = groupsOf([oldest], now);
  const [after] = groupsOf([call({}), oldest], now);
  expect(after?.key).toBe(before?.key);
});

test.each([
  ['ArrowDown', 1, 2],
  ['ArrowDown', 4, 4],
  ['ArrowUp', 0, 0],
  ['Home', 3, 0],
  ['End', 1, 4],
  ['Delete', 2, 'erase'],
  ['a', 2, null],
] as const)('%s on row %s of five asks for %s', (key, row, asked) => {
  expect(askedOf({ key, ctrlKey: false, metaKey: false, altKey: false } as KeyboardEvent, row, 5)).toBe(asked);
});

test('Ctrl and Z undo, other shortcuts are the browser’s', () => {
  expect(askedOf({ key: 'z', ctrlKey: true } as KeyboardEvent, 0, 5)).toBe('undo');
  expect(askedOf({ key: 'Home', altKey: true } as KeyboardEvent, 0, 5)).toBeNull();
});

/** Calls that can be hidden and erased, in the test's hands. */
function erasing(isDone = true) {
  const did: string[] = [];
  const clock = new ManualClock();
  let kept = 0;
  const recents = {
    hide: (sids: readonly string[], isHidden = true) => void did.push(`${isHidden ? 'hide' : 'show'} ${sids.join()}`),
    erase: async (sids: readonly CallSid[]) => {
      did.push(`erase ${sids.join()}`);
      return isDone;
    },
  };
  return { did, clock, eraser: new Eraser(recents, clock, () => (kept += 1)), kept: () => kept };
}
const a = 'a' as CallSid;
const b = 'b' as CallSid;

test('an erased call is out of sight at once, and gone when there was time to think again', async () => {
  const { did, clock, eraser } = erasing();
  const undo = eraser.erase([a, b], 5_000);
  await clock.advance(4_999);
  expect(did).toEqual(['hide a,b']);
  await clock.advance(1);
  expect(did).toEqual(['hide a,b', 'erase a,b']);
  undo();
  expect(did).toHaveLength(2);
});

test('whoever thinks again has it back, and nothing is erased', async () => {
  const { did, clock, eraser } = erasing();
  eraser.erase([a], 5_000)();
  await clock.advance(10_000);
  expect(did).toEqual(['hide a', 'show a']);
});

test('a page that goes leaves no time, and erases once', async () => {
  const { did, clock, eraser } = erasing();
  eraser.erase([a], 5_000);
  eraser.flush();
  await clock.advance(10_000);
  expect(did).toEqual(['hide a', 'erase a']);
});

test('what could not be erased is said', async () => {
  const { eraser, kept } = erasing(false);
  eraser.erase([a], 5_000);
  eraser.flush();
  await settled();
  expect(kept()).toBe(1);
});
