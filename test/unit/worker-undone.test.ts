import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CallSid, E164, Identity } from '../../worker/protocol.ts';
import type { Command, Step } from '../../worker/steering/commands.ts';
import { afterDial, afterLeg, type Moment } from '../../worker/steering/heard.ts';
import { complete, consult, transfer } from '../../worker/steering/intents.ts';
import type { Steering } from '../../worker/steering/steering.ts';
import { notDone } from '../../worker/steering/undo.ts';
import { watch, watchAt } from '../../worker/steering/watch.ts';
import { answered, DEVICES, PHONE, ROOM } from '../support/steering-legs.ts';

const sid = (digit: string) => v.parse(CallSid, `CA${digit.repeat(32)}`);
const [FAR, OURS, GUEST, LATE] = [sid('1'), sid('2'), sid('3'), sid('4')];
const CAROL = { kind: 'number', number: v.parse(E164, '+15145550177') } as const;

/** Ann's call with Bob, who called; in the room unless it is a plain one. */
const plain = answered(FAR, FAR, OURS, 14_400_000);
const inRoom: Steering = {
  ...plain,
  generation: 1,
  mode: 'room',
  room: ROOM,
  replaced: { 0: 'room' },
  presence: { [FAR]: { isIn: true, number: 1 }, [OURS]: { isIn: true, number: 2 } },
};
const talking: Steering = {
  ...inRoom,
  isHeld: true,
  guest: { to: CAROL, legs: [GUEST], identity: null, stage: 'talking' },
};

const at = (ms: number, devices = DEVICES): Moment => ({ at: ms, devicesOf: () => devices, isHungUp: () => false });
const told = (leg: CallSid, status: 'ringing' | 'in-progress', generation = 1, isGuest = true) => ({
  leg,
  generation,
  isGuest,
  identity: null,
  status,
  isFinal: false,
});

function must(step: Step | null): Step {
  if (!step) throw new Error('it cannot be asked for now');
  return step;
}

const orders = ({ commands }: Step) =>
  commands.map((command) => ('isHeld' in command ? `${command.do} ${String(command.isHeld)}` : command.do));

test('whoever goes lets the far party hear only once all the rest is done', () => {
  expect(orders(must(complete(talking)))).toEqual(['keep-room', 'keep-room', 'hold false', 'hang-up']);
});

test('the end rules were not changed: the far party waits as before, and the room outlives each of them again', () => {
  const { steering, commands } = must(complete(talking));
  const [rule] = commands as [Command];
  const mended = notDone(steering, 'complete', rule);
  expect(mended.steering).toMatchObject({ isHeld: true, guest: { stage: 'talking' }, ours: { leg: OURS } });
  expect(mended.commands).toEqual([
    { do: 'keep-room', room: ROOM, leg: FAR, endsRoom: false },
    { do: 'keep-room', room: ROOM, leg: GUEST, endsRoom: false },
  ]);
});

test('whether the far party hears was not said: all three talk, and the screen says so', () => {
  const { steering, commands } = must(complete(talking));
  const hold = commands.find((command) => command.do === 'hold') as Command;
  const mended = notDone(steering, 'complete', hold);
  expect(mended.steering).toMatchObject({ isHeld: false, guest: { stage: 'joined' }, failure: { what: 'complete' } });
  expect(orders(mended)).toEqual(['hold false', 'keep-room', 'keep-room']);
});

test('whoever waits already and is to wait for a talk with somebody else does not end the room by leaving', () => {
  expect(orders(must(consult({ ...inRoom, isHeld: true }, CAROL, 0)))).toEqual(['keep-room', 'invite']);
});

test('of a room that was left since then nothing is put right', () => {
  const left = must(transfer(inRoom, CAROL, PHONE, 0)).steering;
  const late = notDone(left, 'hold', { do: 'hold', room: ROOM, leg: FAR, isHeld: false });
  expect(late).toEqual({ steering: left, commands: [] });
});

test.each(['ringing', 'in-progress'] as const)(
  'another device of a colleague who answered is told to go: %s',
  (how) => {
    const late = afterLeg(talking, told(LATE, how), at(0));
    expect(late).toEqual({ steering: talking, commands: [{ do: 'hang-up', leg: LATE }] });
    expect(afterLeg(talking, told(GUEST, how), at(0)).commands).toEqual([]);
  },
);

test('whoever was called in addition and is the far party now stays, also when their answer is told twice', () => {
  const now: Steering = { ...inRoom, far: { leg: GUEST, identity: null } };
  expect(afterLeg(now, told(GUEST, 'in-progress'), at(0)).commands).toEqual([]);
});

test('a device is lost, and no other is signed in: the caller hears a sentence, also when they ask twice', () => {
  const end = { leg: FAR, generation: 0, status: 'completed', durationSeconds: 9, isAlive: true } as const;
  const { steering, instruction } = afterDial(plain, end, at(0, []));
  expect(instruction).toEqual({ does: 'say', sentence: 'over' });
  expect(afterDial(steering, end, at(0, [])).instruction).toEqual(instruction);
});

/** What is ordered when Twilio refuses all of it, until nothing more is waited for. */
function refusedFrom(now: Steering): string[] {
  const all: string[] = [];
  let steering = now;
  for (let due = watchAt(steering); due !== null && all.length < 50; due = watchAt(steering)) {
    const looked = must(watch(steering, at(due)));
    steering = looked.steering;
    for (const command of looked.commands) {
      all.push(command.do === 'redirect' ? command.to.does : command.do);
      if (command.do !== 'redirect') continue;
      steering = notDone(steering, 'hold', command).steering;
      break;
    }
  }
  return all;
}

test('a rescue that Twilio refuses is tried again, then a sentence, and at last the room is ended', () => {
  const alone: Steering = { ...inRoom, presence: { [FAR]: { isIn: true, number: 1 } }, aloneSince: 0 };
  expect(refusedFrom(alone)).toEqual(['ring', 'ring', 'ring', 'say', 'say', 'say', 'end-room']);
});

test.each([
  ['a plain call', plain],
  ['the room', inRoom],
])('the orders of a transfer out of %s are lost: a while after it would have rung Ann has the call again', (_, now) => {
  const passed = must(transfer(now, CAROL, PHONE, 1000)).steering;
  expect(watchAt(passed)).toBe(41_000);
  expect(watch(passed, at(40_999))).toBeNull();
  const { steering, commands } = must(watch(passed, at(41_000)));
  expect(commands).toEqual([]);
  expect(steering).toMatchObject({ task: null, ours: { leg: OURS }, failure: { what: 'transfer', why: 'network' } });
  expect(watchAt(steering)).toBeNull();
  expect(transfer(steering, CAROL, PHONE, 50_000)).not.toBeNull();
});

test('a transfer of which nothing was told came about: the far party is not called back when it is over', () => {
  const passed = must(transfer(plain, CAROL, PHONE, 0)).steering;
  const { steering } = must(watch(passed, at(60_000)));
  const end = { leg: FAR, generation: 1, status: 'completed', durationSeconds: 90, isAlive: true } as const;
  expect(afterDial(steering, end, at(99_000)).instruction).toEqual({ does: 'hang-up' });
  const inVain = afterDial(steering, { ...end, status: 'busy' }, at(99_000));
  expect(inVain.instruction).toMatchObject({ does: 'ring', parameters: { returned: 'busy' } });
});

test('a transfer out of the room was refused, and done: with the answer the call is out of it, and nobody waits', () => {
  const { steering, commands } = must(transfer({ ...inRoom, isHeld: true }, CAROL, PHONE, 0));
  const undone = notDone(steering, 'transfer', commands[0] as Command).steering;
  expect(undone).toMatchObject({ mode: 'room', isHeld: true });
  const done = afterLeg(undone, told(LATE, 'in-progress', 2, false), at(0));
  expect(done.steering).toMatchObject({ mode: 'dial', isHeld: false, ours: null, failure: null });
  expect(done.commands).toEqual([{ do: 'hang-up', leg: OURS }]);
});

test('a move to a device is looked after as well', () => {
  const before = { ...plain, generation: 0 };
  const task = { kind: 'move', since: 0, by: PHONE, to: v.parse(Identity, 'p_laptop') } as const;
  expect(watchAt({ ...plain, generation: 1, ours: null, task, before })).toBe(15_000);
});
