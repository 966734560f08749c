import { describe, expect, test } from 'vitest';
import { dialing, ringingHere, transition, type Call } from '../../web/src/call/call.ts';
import { endingByUs, endingOfOutcome, endingOfSdk } from '../../web/src/call/ending.ts';
import { calleeOf, callerOf, dialableOf } from '../../web/src/call/party.ts';
import { answerer, conversation } from '../support/telephone-double.ts';

const outgoing = transition(dialing('5550199', { kind: 'unknown', dialed: '5550199' }, 'attempt', null), {
  type: 'prepared',
});
const talking = transition(outgoing, { type: 'answered', at: 0 });
const incoming: Call = ringingHere({
  party: { kind: 'withheld' },
  callSid: 'CA1',
  conversationSid: 'CA0',
  line: null,
  callerName: null,
  isVerified: null,
  joining: null,
});

describe('what the exchange says of an outgoing call', () => {
  test.each([
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['declined', 'declined'],
    ['canceled', 'canceled'],
    ['completed', 'remote-hung-up'],
    ['failed', 'failed'],
  ] as const)('%s is told as %s', (state, reason) => {
    expect(endingOfOutcome(conversation({ state }), false)).toMatchObject({ reason, isSettled: true });
  });
  test('a number that nobody has is told as such', () => {
    expect(endingOfOutcome(conversation({ state: 'failed', failure: 'not-in-service' }), false)?.reason).toBe(
      'not-in-service',
    );
  });
  test('a blocked call carries the rule that blocked it', () => {
    expect(endingOfOutcome(conversation({ state: 'blocked', blockReason: 'emergency' }), false)).toMatchObject({
      reason: 'blocked',
      blockReason: 'emergency',
    });
  });
  test('nothing is told while facts may still arrive', () => {
    expect(endingOfOutcome(conversation({ state: 'busy', isFinal: false }), false)).toBeNull();
    expect(endingOfOutcome(conversation({ state: 'ringing' }), false)).toBeNull();
  });
});

describe('what the exchange says of a call that rang here', () => {
  const inbound = { direction: 'inbound', party: { kind: 'withheld' } } as const;
  test.each([
    ['my laptop', answerer({ device: 'Laptop' }), { name: 'Laptop', isMine: true }],
    [
      'Marie, whom we know by her name',
      answerer({ isMe: false, name: 'Marie', device: 'Phone' }),
      { name: 'Marie', isMine: false },
    ],
  ])('one that %s took is not missed, even while they still talk', (_, answeredBy, who) => {
    const taken = { ...inbound, state: 'in-progress', isFinal: false, answeredBy } as const;
    expect(endingOfOutcome(conversation(taken), false)).toEqual({
      reason: 'answered-elsewhere',
      isSettled: true,
      answerer: who,
    });
  });
  test('one whose caller gave up is missed', () => {
    for (const state of ['missed', 'canceled', 'no-answer'] as const)
      expect(endingOfOutcome(conversation({ ...inbound, state }), false)?.reason).toBe('missed');
  });
  test('one that I turned down is over for me, also while it rings on for others', () => {
    const down = { ...inbound, state: 'declined', isFinal: false } as const;
    expect(endingOfOutcome(conversation(down), false)).toMatchObject({ reason: 'declined', isSettled: true });
  });
  test('one that was answered here ended by the caller', () => {
    const here = { ...inbound, state: 'completed', answeredBy: answerer({ isHere: true }) } as const;
    expect(endingOfOutcome(conversation(here), true)?.reason).toBe('remote-hung-up');
    // Another tab of this browser is the same device.
    expect(endingOfOutcome(conversation(here), false)?.reason).toBe('answered-elsewhere');
  });
});

describe('when the exchange does not answer', () => {
  test.each([
    [31486, 'busy'],
    [31480, 'no-answer'],
    [31603, 'declined'],
    [31404, 'not-in-service'],
  ])('the SDK code %i stands for %s', (code, reason) => {
    expect(endingOfSdk(outgoing, code)).toMatchObject({ reason });
  });
  test('a call that broke while people talked has failed, with the cause', () => {
    expect(endingOfSdk(talking, 53405)).toMatchObject({
      reason: 'failed',
      problem: { code: 'media-failed', sdkCode: 53405 },
    });
  });
  test('a call that ended in peace was hung up by the other side', () => {
    expect(endingOfSdk(talking, null).reason).toBe('remote-hung-up');
  });
  test('a call that stopped ringing here was missed', () => {
    expect(endingOfSdk(incoming, null).reason).toBe('missed');
  });
});

test('what we end ourselves needs no question', () => {
  expect(endingByUs(incoming)).toEqual({ reason: 'declined', isSettled: true });
  expect(endingByUs(outgoing)).toEqual({ reason: 'canceled', isSettled: true });
  expect(endingByUs(talking)).toEqual({ reason: 'hung-up', isSettled: true });
});

describe('who is at the other end', () => {
  const names = {
    ofDevice: (identity: string) => (identity === 'p_laptop' ? 'Laptop' : null),
    ofPerson: (id: string) => (id === 'bob1' ? 'Bob' : null),
  };
  test('a number, one of our devices, or somebody who withheld it', () => {
    expect(callerOf('+15145550123', names)).toEqual({ kind: 'number', number: '+15145550123' });
    expect(callerOf('client:p_laptop', names)).toEqual({ kind: 'device', identity: 'p_laptop', label: 'Laptop' });
    const bob = new Map([
      ['caller_person', 'bob1'],
      ['caller_name', 'Bob'],
    ]);
    expect(callerOf('client:p_bobs', names, bob)).toEqual({ kind: 'person', id: 'bob1', name: 'Bob' });
    for (const from of ['', 'Anonymous', '+266696687', 'Restricted'])
      expect(callerOf(from, names)).toEqual({ kind: 'withheld' });
  });
  test('what was dialled is read as far as it reads, and kept as it was otherwise', () => {
    expect(calleeOf('+1 (514) 555-0123', names)).toEqual({ kind: 'number', number: '+15145550123' });
    expect(calleeOf('p_laptop', names)).toEqual({ kind: 'device', identity: 'p_laptop', label: 'Laptop' });
    expect(calleeOf('person:bob1', names)).toEqual({ kind: 'person', id: 'bob1', name: 'Bob' });
    expect(calleeOf('819 555-0100', names)).toEqual({ kind: 'unknown', dialed: '819 555-0100' });
  });
  test('everybody can be called back but those who withheld their number', () => {
    expect(dialableOf({ kind: 'number', number: '+15145550123' })).toBe('+15145550123');
    expect(dialableOf({ kind: 'withheld' })).toBeNull();
  });
});

test('sound that had come through and stops was lost; sound that never came was stopped by something', () => {
  expect(endingOfSdk(talking, 53405, true).problem).toEqual({ code: 'call-lost', sdkCode: 53405 });
  expect(endingOfSdk(talking, 53405, false).problem).toEqual({ code: 'media-failed', sdkCode: 53405 });
});
