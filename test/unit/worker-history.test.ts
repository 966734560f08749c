import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { conversation } from '../../worker/conversation.ts';
import { type CallEvent, type CallRecord, type CallStatus, type DialStatus, fold } from '../../worker/history.ts';
import { CallSid, type Conversation, E164, Identity } from '../../worker/protocol.ts';

const sid = (n: number) => v.parse(CallSid, `CA${String(n).padStart(32, '0')}`);
const ROOT = sid(1);
const LAPTOP = v.parse(Identity, 'p_laptop');
const PHONE = v.parse(Identity, 'p_phone');
const LINE = '+18195550100';
const OUTSIDE = v.parse(E164, '+15145550123');
const T0 = Date.UTC(2026, 10, 22, 12);

const dialed = (destination: Extract<CallEvent, { type: 'dialed' }>['destination']): CallEvent => ({
  type: 'dialed',
  callSid: ROOT,
  at: T0,
  from: LAPTOP,
  destination,
});
const received: CallEvent = { type: 'received', callSid: ROOT, at: T0, from: OUTSIDE, to: LINE };

interface Told {
  seconds: number;
  to: string;
  from?: string;
  sip?: number;
  duration?: number;
}
const leg = (n: number, status: CallStatus, told: Told): CallEvent => ({
  type: 'leg',
  callSid: ROOT,
  legSid: sid(n),
  at: T0 + told.seconds * 1000,
  leg: {
    status,
    from: told.from ?? LINE,
    to: told.to,
    sipCode: told.sip ?? null,
    durationSeconds: told.duration ?? null,
  },
});
const ended = (
  seconds: number,
  status: DialStatus,
  durationSeconds: number | null = null,
  generation = 0,
): CallEvent => ({
  type: 'dial-ended',
  callSid: ROOT,
  at: T0 + seconds * 1000,
  status,
  durationSeconds,
  generation,
});
const rootEnded = (seconds: number, status: CallStatus, from: string, duration = 0): CallEvent => ({
  type: 'root',
  callSid: ROOT,
  at: T0 + seconds * 1000,
  leg: { status, from, to: null, sipCode: null, durationSeconds: duration },
});

const ours = `client:${LAPTOP}`;
const toNumber = dialed({ kind: 'number', number: OUTSIDE });
const toPhone = dialed({ kind: 'device', identity: PHONE });
const laptop = { to: `client:${LAPTOP}`, from: OUTSIDE };
const phone = { to: `client:${PHONE}`, from: OUTSIDE };

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
    rootEnded(10, status === 'canceled' ? 'canceled' : 'completed', ours),
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
      rootEnded(47, 'completed', ours, 47),
    ],
    reads: { direction: 'outbound', state: 'completed', talkSeconds: 42, party: { kind: 'number', number: OUTSIDE } },
  },
  unanswered('Ann calls a busy number', 'busy', 486, { state: 'busy' }),
  unanswered('Ann calls Bob, who declines', 'busy', 603, { state: 'declined' }),
  unanswered('Ann calls Bob, who does not answer', 'no-answer', 480, { state: 'no-answer' }),
  unanswered('Ann calls Bob, and nothing more is known', 'no-answer', undefined, { state: 'no-answer' }),
  unanswered('Ann calls a number nobody has (404)', 'failed', 404, { state: 'not-in-service' }),
  unanswered('Ann calls a number nobody has (410)', 'failed', 410, { state: 'not-in-service' }),
  unanswered('Ann calls half a number (484)', 'failed', 484, { state: 'not-in-service' }),
  unanswered('Ann calls a number nobody has (604)', 'failed', 604, { state: 'not-in-service' }),
  unanswered('Ann’s call fails on the way', 'failed', 503, { state: 'failed' }),
  unanswered('Ann gives up', 'canceled', 487, { state: 'canceled' }),
  {
    name: 'Ann gives up, and the Dial’s action is never requested',
    events: [toNumber, leg(2, 'canceled', { seconds: 4, to: OUTSIDE }), rootEnded(4, 'completed', ours)],
    reads: { state: 'canceled' },
  },
  {
    name: 'Ann dials 911',
    events: [dialed({ kind: 'blocked', reason: 'emergency', dialed: '911' }), rootEnded(1, 'busy', ours)],
    reads: { state: 'blocked', blockReason: 'emergency', party: { kind: 'unknown', dialed: '911' } },
  },
  {
    name: 'Bob calls and Ann answers on her phone',
    events: [
      received,
      leg(2, 'ringing', { seconds: 1, ...laptop }),
      leg(3, 'ringing', { seconds: 1, ...phone }),
      leg(3, 'in-progress', { seconds: 4, ...phone }),
      leg(2, 'canceled', { seconds: 4, ...laptop }),
      leg(3, 'completed', { seconds: 14, ...phone, duration: 10 }),
      ended(14, 'completed', 10),
      rootEnded(14, 'completed', OUTSIDE, 14),
    ],
    reads: {
      direction: 'inbound',
      state: 'completed',
      answeredOn: 'label of p_phone',
      answeredHere: false,
      talkSeconds: 10,
    },
  },
  {
    name: 'Bob calls and nobody answers',
    events: [
      received,
      leg(2, 'no-answer', { seconds: 25, ...laptop }),
      leg(3, 'no-answer', { seconds: 25, ...phone }),
      ended(25, 'no-answer'),
      rootEnded(30, 'completed', OUTSIDE, 5),
    ],
    reads: { state: 'missed', answeredOn: null, party: { kind: 'number', number: OUTSIDE } },
  },
  {
    name: 'Bob calls and every device declines',
    events: [
      received,
      leg(2, 'busy', { seconds: 3, ...laptop, sip: 603 }),
      leg(3, 'busy', { seconds: 5, ...phone, sip: 486 }),
      ended(5, 'busy'),
      rootEnded(9, 'completed', OUTSIDE),
    ],
    reads: { state: 'declined' },
  },
  {
    name: 'Bob calls, one device declines, Bob gives up',
    events: [
      received,
      leg(2, 'busy', { seconds: 3, ...laptop, sip: 603 }),
      leg(3, 'ringing', { seconds: 1, ...phone }),
      leg(3, 'canceled', { seconds: 8, ...phone }),
      ended(8, 'canceled'),
      rootEnded(8, 'canceled', OUTSIDE),
    ],
    reads: { state: 'missed' },
  },
  {
    name: 'Bob calls while no device is signed in',
    events: [received, rootEnded(6, 'completed', OUTSIDE, 6)],
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

const viewer = { identity: LAPTOP, labelOf: (identity: Identity) => `label of ${identity}` };
const LATER = T0 + 60_000;

function foldAll(events: readonly CallEvent[]): CallRecord {
  const record = events.reduce<CallRecord | undefined>(fold, undefined);
  if (!record) throw new Error('nothing was told');
  return record;
}

describe.each(scenarios)('$name', ({ events, reads }) => {
  test('reads so', () => {
    expect(conversation(foldAll(events), viewer, LATER)).toMatchObject({ ...reads, callSid: ROOT, isFinal: true });
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
    const before = conversation(over, viewer, LATER);
    expect(conversation(late.reduce<CallRecord>(fold, over), viewer, LATER)).toEqual(before);
  });
});

test('a call between two of our devices is outbound to one and inbound to the other', () => {
  const record = foldAll([toPhone, leg(2, 'ringing', { seconds: 1, to: `client:${PHONE}`, from: ours })]);
  expect(conversation(record, viewer, T0)).toMatchObject({
    direction: 'outbound',
    party: { kind: 'device', identity: PHONE, label: 'label of p_phone' },
  });
  expect(conversation(record, { ...viewer, identity: PHONE }, T0)).toMatchObject({
    direction: 'inbound',
    party: { kind: 'device', identity: LAPTOP, label: 'label of p_laptop' },
  });
});

test('a Dial that was replaced says nothing any more', () => {
  const stale = ended(3, 'no-answer', null, 1);
  expect(fold(undefined, stale)).toBeUndefined();
  const record = foldAll([received]);
  expect(fold(record, stale)).toBe(record);
});

test('busy is not final until the reason behind it is known, or three seconds passed', () => {
  const busy = foldAll([toNumber, ended(9, 'busy'), rootEnded(9, 'completed', ours)]);
  expect(conversation(busy, viewer, T0 + 11_999)).toMatchObject({ state: 'busy', isFinal: false });
  expect(conversation(busy, viewer, T0 + 12_000)).toMatchObject({ state: 'busy', isFinal: true });
  const known = fold(busy, leg(2, 'busy', { seconds: 9, to: OUTSIDE, sip: 603 }));
  expect(conversation(known, viewer, T0 + 9_001)).toMatchObject({ state: 'declined', isFinal: true });
});

test('a call whose end was never told is over five minutes after the longest call', () => {
  const talking = foldAll([toNumber, leg(2, 'in-progress', { seconds: 5, to: OUTSIDE })]);
  const limit = T0 + (4 * 60 + 5) * 60 * 1000;
  expect(conversation(talking, viewer, limit)).toMatchObject({ state: 'in-progress', isFinal: false });
  expect(conversation(talking, viewer, limit + 1)).toMatchObject({ state: 'completed', isFinal: true });
  const ringing = foldAll([received]);
  expect(conversation(ringing, viewer, limit + 1)).toMatchObject({ state: 'missed', isFinal: true });
});

test('a call of which only one of our own legs is known is not shown yet', () => {
  const record = foldAll([leg(2, 'ringing', { seconds: 1, ...phone })]);
  expect(conversation(record, viewer, T0)).toBeNull();
});
