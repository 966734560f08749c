import * as v from 'valibot';
import { expect, test } from 'vitest';
import { controlOf } from '../../worker/control.ts';
import type { Viewer } from '../../worker/conversation.ts';
import { fold } from '../../worker/history.ts';
import { CallSid, E164, Identity, PersonId } from '../../worker/protocol.ts';
import { seenFrom, type Steering } from '../../worker/steering/steering.ts';

const sid = (digit: string) => v.parse(CallSid, `CA${digit.repeat(32)}`);
const ANN = v.parse(Identity, 'p_anna');
const BOB = v.parse(Identity, 'p_robert');
const ZOE = { kind: 'number', number: v.parse(E164, '+15145550199') } as const;

const viewer = (identity: Identity): Viewer => ({
  person: v.parse(PersonId, identity.slice(2)),
  identity,
  seenUpTo: 0,
  isOwner: false,
  mayRecord: () => true,
  whoIs: (each) => ({ person: v.parse(PersonId, each.slice(2)), name: each.slice(2), device: 'Laptop' }),
  nameOf: (person) => person,
});

/** Ann called Bob, her colleague. */
const between = (facts: Partial<Steering> = {}): Steering => ({
  generation: 1,
  callSid: sid('1'),
  mode: 'room',
  parent: sid('1'),
  far: { leg: sid('2'), identity: BOB },
  ours: { leg: sid('1'), identity: ANN },
  room: 'CF1',
  presence: {},
  isHeld: false,
  guest: null,
  replaced: { 0: 'room' },
  task: null,
  failure: null,
  endsAt: 0,
  aloneSince: null,
  tries: 0,
  recording: null,
  before: null,
  ...facts,
});
const answered = fold(undefined, { type: 'steered', callSid: sid('1'), at: 0, generation: 1 });
if (!answered) throw new Error('nothing is known of the call');
const record = answered;
const reads = (steering: Steering, identity: Identity) => controlOf({ record, steering }, viewer(identity), false);

test('two of us talk: each has the call on their own device', () => {
  expect(reads(between(), ANN)).toMatchObject({ on: { isHere: true }, isHeld: false });
  expect(reads(between(), BOB)).toMatchObject({ on: { isHere: true }, isHeld: false });
  expect(seenFrom(between(), BOB).ours?.identity).toBe(BOB);
});

test.each([
  ['holds him', { isHeld: true }],
  [
    'talks to somebody else meanwhile',
    { isHeld: true, guest: { to: ZOE, legs: [], identity: null, stage: 'talking' } },
  ],
] as const)('Ann %s: Bob waits, reads of no hold and no guest of his, and can undo neither', (_, facts) => {
  const held = between(facts as Partial<Steering>);
  expect(reads(held, ANN)).toMatchObject({ on: { isHere: true }, isHeld: true });
  expect(reads(held, BOB)).toMatchObject({ on: { isHere: false, isMe: false }, isHeld: false, guest: null });
  expect(seenFrom(held, BOB).ours?.identity).toBe(ANN);
});

const leg = (to: string, answeredAt: number) => ({
  ...({ status: 'in-progress', to, from: null, sipCode: null, startedAt: 0, answeredAt, endedAt: null } as const),
  durationSeconds: null,
});
const told = { ...record, legs: { [sid('2')]: leg(`client:${BOB}`, 1), [sid('3')]: leg(ZOE.number, 2) } };
const readsFar = (facts: Partial<Steering>, identity: Identity) =>
  controlOf({ record: told, steering: between(facts) }, viewer(identity), false)?.far;

test('Bob hangs up while Ann talks to Zoe in addition: from then on Zoe is at the other end', () => {
  expect(readsFar({}, ANN)).toBeNull();
  expect(readsFar({}, BOB)).toBeNull();
  expect(readsFar({ far: { leg: sid('3'), identity: null } }, ANN)).toEqual(ZOE);
});

test('Bob passes Ann on to Carla, one of us: she reads who is there now; of somebody nobody told, nothing', () => {
  const CARLA = v.parse(Identity, 'p_carla');
  const passedOn = { far: { leg: sid('1'), identity: ANN }, ours: { leg: sid('4'), identity: CARLA } };
  expect(readsFar(passedOn, ANN)).toEqual({ kind: 'person', id: 'carla', name: 'carla' });
  expect(readsFar(passedOn, CARLA)).toBeNull();
  expect(readsFar({ far: { leg: sid('5'), identity: null } }, ANN)).toBeNull();
});
