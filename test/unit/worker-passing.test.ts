import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CallSid, E164, Identity } from '../../worker/protocol.ts';
import { transfer } from '../../worker/steering/intents.ts';
import type { Steering } from '../../worker/steering/steering.ts';

const sid = (digit: string) => v.parse(CallSid, `CA${digit.repeat(32)}`);
const FAR = sid('1');
const OURS = sid('2');
const ANN = v.parse(Identity, 'p_ann');
const TO = { kind: 'number', number: v.parse(E164, '+15145550199') } as const;

const inbound: Steering = {
  generation: 0,
  callSid: FAR,
  mode: 'dial',
  parent: FAR,
  far: { leg: FAR, identity: null },
  ours: { leg: OURS, identity: ANN },
  room: null,
  presence: {},
  isHeld: false,
  guest: null,
  replaced: {},
  task: null,
  failure: null,
  endsAt: 0,
  aloneSince: null,
  tries: 0,
  recording: null,
  before: null,
};

const does = (now: Steering) => transfer(now, TO, ANN, 0)?.commands.map((command) => command.do);

test('a call in a Dial is passed on by its redirection alone: our leg, ended sooner, would end the Dial and the caller', () => {
  expect(does(inbound)).toEqual(['redirect']);
  expect(does({ ...inbound, parent: OURS })).toEqual(['redirect']);
  expect(does({ ...inbound, generation: 2, replaced: { 0: 'room', 1: 'hang-up' } })).toEqual(['redirect']);
});

test('in a room our leg is told to go, also when nobody knows whether the way into it was taken', () => {
  expect(does({ ...inbound, mode: 'room', room: 'CF1', generation: 1, replaced: { 0: 'room' } })).toContain('hang-up');
  expect(does({ ...inbound, generation: 1, replaced: { 0: 'room' } })).toContain('hang-up');
});
