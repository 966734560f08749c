import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { conversation } from '../../worker/conversation.ts';
import { type CallEvent, type CallRecord, type CallStatus, type DialStatus, fold } from '../../worker/history.ts';
import { type Conversation, PersonId } from '../../worker/protocol.ts';
import {
  ANN,
  annAtLaptop,
  annAtPhone,
  at,
  dialed,
  ended,
  foldAll,
  LATER,
  leg,
  LINE,
  MARIE,
  marie,
  OUTSIDE,
  reads,
  received,
  ROOT,
  rootTold,
  T0,
} from '../support/told.ts';

const { laptop: LAPTOP, phone: PHONE } = ANN;
const ours = `client:${LAPTOP}`;
const toNumber = dialed({ kind: 'number', number: OUTSIDE });
const toPhone = dialed({ kind: 'device', identity: PHONE });
const toMarie = dialed({ kind: 'person', person: MARIE.person, identities: [MARIE.phone] });
const laptop = { to: `client:${LAPTOP}`, from: OUTSIDE };
const phone = { to: `client:${PHONE}`, from: OUTSIDE };
const mariePhone = { to: `client:${MARIE.phone}`, from: OUTSIDE };

interface Scenario {
  name: string;
  events: CallEvent[];
  reads: Partial<Conversation>;
}

/** Ann calls; her call ends unanswered in the given way. */
const unanswered = (
  name: string,
  status: CallStatus & DialStatus,
  sip: number | undefined,
  reads: Partial<Conversation>,
) => ({
  name,
  events: [
    toNumber,
    leg(2, 'initiated', { seconds: 0, to: OUTSIDE }),
    leg(2, 'ringing', { seconds: 1, to: OUTSIDE }),
    leg(2, status, { seconds: 9, to: OUTSIDE, ...(sip === undefined ? {} : { sip }) }),
    ended(9, status),
    rootTold(10, status === 'canceled' ? 'canceled' : 'completed', ours),
  ],
  reads: { direction: 'outbound', answeredAt: null, talkSeconds: null, ...reads } satisfies Partial<Conversation>,
});

const scenarios: Scenario[] = [
  {
    name: 'Ann calls Bob and they talk',
    events: [
      toNumber,
      leg(2, 'initiated', { seconds: 0, to: OUTSIDE }),
      leg(2, 'ringing', { seconds: 1, to: OUTSIDE }),
      leg(2, 'in-progress', { seconds: 5, to: OUTSIDE }),
      leg(2, 'completed', { seconds: 47, to: OUTSIDE, sip: 200, duration: 42 }),
      ended(47, 'completed', 42),
      rootTold(47, 'completed', ours, 47),
    ],
    reads: { direction: 'outbound', state: 'completed', talkSeconds: 42, party: { kind: 'number', number: OUTSIDE } },
  },
  unanswered('Ann calls a busy number', 'busy', 486, { state: 'busy' }),
  unanswered('Ann calls Bob, who declines', 'busy', 603, { state: 'declined' }),
  unanswered('Ann calls Bob, who does not answer', 'no-answer', 480, { state: 'no-answer' }),
  unanswered('Ann calls Bob, and nothing more is known', 'no-answer', undefined, { state: 'no-answer' }),
  unanswered('Ann calls a number nobody has (404)', 'failed', 404, { state: 'failed', failure: 'not-in-service' }),
  unanswered('Ann calls a number nobody has (410)', 'failed', 410, { state: 'failed', failure: 'not-in-service' }),
  unanswered('Ann calls half a number (484)', 'failed', 484, { state: 'failed', failure: 'not-in-service' }),
  unanswered('Ann calls a number nobody has (604)', 'failed', 604, { state: 'failed', failure: 'not-in-service' }),
  unanswered('Ann’s call fails on the way', 'failed', 503, { state: 'failed', failure: 'network' }),
  unanswered('Ann gives up', 'canceled', 487, { state: 'canceled' }),
  {
    name: 'Ann gives up, and the Dial’s action is never requested',
    events: [toNumber, leg(2, 'canceled', { seconds: 4, to: OUTSIDE }), rootTold(4, 'completed', ours)],
    reads: { state: 'canceled' },
  },
  {
    name: 'Ann dials 911',
    events: [dialed({ kind: 'blocked', reason: 'emergency', dialed: '911' }), rootTold(1, 'busy', ours)],
    reads: { state: 'blocked', blockReason: 'emergency', party: { kind: 'unknown', dialed: '911' } },
  },
  {
    name: 'Bob calls and Ann answers on her phone',
    events: [
      received(),
      leg(2, 'ringing', { seconds: 1, ...laptop }),
      leg(3, 'ringing', { seconds: 1, ...phone }),
      leg(3, 'in-progress', { seconds: 4, ...phone }),
      leg(2, 'canceled', { seconds: 4, ...laptop }),
      leg(3, 'completed', { seconds: 14, ...phone, duration: 10 }),
      ended(14, 'completed', 10),
      rootTold(14, 'completed', OUTSIDE, 14),
    ],
    reads: {
      direction: 'inbound',
      state: 'completed',
      answeredBy: { person: ANN.person, name: 'Ann', device: 'Ann’s phone', isMe: true, isHere: false },
      talkSeconds: 10,
    },
  },
  {
    name: 'Bob calls and nobody answers',
    events: [
      received(),
      leg(2, 'no-answer', { seconds: 25, ...laptop }),
      leg(3, 'no-answer', { seconds: 25, ...phone }),
      ended(25, 'no-answer'),
      rootTold(30, 'completed', OUTSIDE, 5),
    ],
    reads: { state: 'missed', answeredBy: null, party: { kind: 'number', number: OUTSIDE } },
  },
  {
    name: 'Bob calls and every device declines',
    events: [
      received(),
      leg(2, 'busy', { seconds: 3, ...laptop, sip: 603 }),
      leg(3, 'busy', { seconds: 5, ...phone, sip: 486 }),
      ended(5, 'busy'),
      rootTold(9, 'completed', OUTSIDE),
    ],
    reads: { state: 'declined' },
  },
  {
    name: 'Bob calls, Ann declines on one device, Bob gives up',
    events: [
      received(),
      leg(2, 'busy', { seconds: 3, ...laptop, sip: 603 }),
      leg(3, 'ringing', { seconds: 1, ...phone }),
      leg(3, 'canceled', { seconds: 8, ...phone }),
      ended(8, 'canceled'),
      rootTold(8, 'canceled', OUTSIDE),
    ],
    reads: { state: 'declined' },
  },
  {
    name: 'Bob calls while no device is signed in',
    events: [received(), rootTold(6, 'completed', OUTSIDE, 6)],
    reads: { state: 'missed' },
  },
  {
    name: 'Ann’s laptop calls her phone, which is off',
    events: [
      toPhone,
      leg(2, 'failed', { seconds: 1, to: `client:${PHONE}`, from: ours, sip: 404 }),
      ended(1, 'failed'),
    ],
    reads: { direction: 'outbound', state: 'no-answer' },
  },
];

describe.each(scenarios)('$name', ({ events, reads: expected }) => {
  test('reads so', () => {
    expect(reads(foldAll(events))).toMatchObject({ ...expected, callSid: ROOT, isFinal: true });
  });

  test('in any order, with any repeats, the record is the same', () => {
    const expected = foldAll(events);
    const told = fc
      .tuple(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.constantFrom(...events), { maxLength: 6 }),
      )
      .chain(([all, again]) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }));
    fc.assert(
      fc.property(told, (order) => {
        expect(foldAll(order)).toEqual(expected);
      }),
      { numRuns: process.env['FULL'] ? 10_000 : 200, seed: 2 },
    );
  });

  test('what was over stays over, whatever comes late', () => {
    const over = foldAll(events);
    const late = events.map((event) => ({ ...event, at: event.at + 3_600_000 }));
    const before = reads(over);
    expect(reads(late.reduce<CallRecord>(fold, over))).toEqual(before);
  });
});

test('a call between two of our devices is outbound to one and inbound to the other', () => {
  const record = foldAll([toPhone, leg(2, 'ringing', { seconds: 1, to: `client:${PHONE}`, from: ours })]);
  expect(reads(record, annAtLaptop, T0)).toMatchObject({
    direction: 'outbound',
    party: { kind: 'device', identity: PHONE, label: 'Ann’s phone' },
  });
  expect(reads(record, annAtPhone, T0)).toMatchObject({
    direction: 'inbound',
    party: { kind: 'device', identity: LAPTOP, label: 'Ann’s laptop' },
  });
});

test('a Dial that was replaced says nothing any more', () => {
  const stale = ended(3, 'no-answer', null, { generation: 1 });
  expect(fold(undefined, stale)).toBeUndefined();
  const record = foldAll([received()]);
  expect(fold(record, stale)).toBe(record);
});

test('busy is not final until the reason behind it is known, or three seconds passed', () => {
  const busy = foldAll([toNumber, ended(9, 'busy'), rootTold(9, 'completed', ours)]);
  expect(reads(busy, annAtLaptop, T0 + 11_999)).toMatchObject({ state: 'busy', isFinal: false });
  expect(reads(busy, annAtLaptop, T0 + 12_000)).toMatchObject({ state: 'busy', isFinal: true });
  const known = fold(busy, leg(2, 'busy', { seconds: 9, to: OUTSIDE, sip: 603 }));
  expect(reads(known, annAtLaptop, T0 + 9_001)).toMatchObject({ state: 'declined', isFinal: true });
});

test('a call whose end was never told is over five minutes after the longest call', () => {
  const talking = foldAll([toNumber, leg(2, 'in-progress', { seconds: 5, to: OUTSIDE })]);
  const limit = T0 + (4 * 60 + 5) * 60 * 1000;
  expect(reads(talking, annAtLaptop, limit)).toMatchObject({ state: 'in-progress', isFinal: false });
  expect(reads(talking, annAtLaptop, limit + 1)).toMatchObject({ state: 'completed', isFinal: true });
  const ringing = foldAll([received()]);
  expect(reads(ringing, annAtLaptop, limit + 1)).toMatchObject({ state: 'missed', isFinal: true });
});

test('a call of which only one of our own legs is known is not shown yet', () => {
  const record = foldAll([leg(2, 'ringing', { seconds: 1, ...phone })]);
  expect(reads(record, annAtLaptop, T0)).toBeNull();
});

test('a call between two of us is outbound to one, inbound to the other, and nobody else’s', () => {
  const bob = at(ANN.person, null);
  const record = foldAll([toMarie, leg(2, 'ringing', { seconds: 1, to: `client:${MARIE.phone}`, from: ours })]);
  expect(reads(record, bob)).toMatchObject({ direction: 'outbound', party: { kind: 'person', name: 'Marie' } });
  expect(reads(record, marie)).toMatchObject({ direction: 'inbound', party: { kind: 'person', name: 'Ann' } });
  expect(reads(record, { ...marie, person: v.parse(PersonId, 'paul') })).toBeNull();
});

test('a call that Marie took reads as answered elsewhere to Ann, and as completed to Marie', () => {
  const record = foldAll([
    received(),
    leg(2, 'canceled', { seconds: 4, ...laptop }),
    leg(3, 'in-progress', { seconds: 4, ...mariePhone }),
    leg(3, 'completed', { seconds: 14, ...mariePhone, duration: 10 }),
    ended(14, 'completed', 10),
    rootTold(14, 'completed', OUTSIDE, 14),
  ]);
  const answeredBy = { person: MARIE.person, name: 'Marie', device: 'Marie’s phone' };
  expect(reads(record)).toMatchObject({
    state: 'answered-elsewhere',
    answeredBy: { ...answeredBy, isMe: false, isHere: false },
    isUnread: false,
  });
  expect(reads(record, marie)).toMatchObject({ state: 'completed', answeredBy: { ...answeredBy, isMe: true } });
});

test('a missed call is unread to who has not looked that far, until somebody calls back', () => {
  const record = foldAll([received(), ended(25, 'no-answer'), rootTold(30, 'completed', OUTSIDE, 5)]);
  const kept = { place: 7, isHandled: false, note: '', record, steering: null };
  expect(conversation(kept, at(ANN.person, null, 6), LATER)).toMatchObject({ place: 7, isUnread: true });
  expect(conversation(kept, at(ANN.person, null, 7), LATER)).toMatchObject({ isUnread: false });
  expect(conversation({ ...kept, isHandled: true }, annAtLaptop, LATER)).toMatchObject({ isUnread: false });
});

test('a call has the line it came in on, as we were asked or else as its legs tell', () => {
  expect(reads(foldAll([received()]))?.line).toBe(LINE);
  expect(reads(foldAll([leg(2, 'ringing', { seconds: 1, to: OUTSIDE }), rootTold(9, 'completed', ours)]))?.line).toBe(
    LINE,
  );
});

test('between two rounds a call rings on, however long ago the first was over', () => {
  const told = [received({ rounds: [[LAPTOP], [PHONE]] }), ended(20, 'no-answer', null, { isLast: false })];
  expect(reads(foldAll(told))).toMatchObject({ state: 'ringing', isFinal: false, endedAt: null });
  const over = foldAll([...told, ended(40, 'no-answer', null, { round: 1 })]);
  expect(reads(over, annAtLaptop, T0 + 44_000)).toMatchObject({ state: 'missed', isFinal: true });
});
