import { describe, expect, test } from 'vitest';
import { askAt, asked } from '../../worker/asking.ts';
import { type CallEvent, type CallRecord, type CallStatus, fold } from '../../worker/history.ts';
import type { Conversation } from '../../worker/protocol.ts';
import type { RestCall } from '../../worker/twilio/rest.ts';
import {
  ANN,
  annAtLaptop,
  annAtPhone,
  declined,
  dialed,
  ended,
  foldAll,
  leg,
  LINE,
  MARIE,
  marie,
  OUTSIDE,
  reads,
  received,
  ROOT,
  rootTold,
  sid,
  T0,
} from '../support/told.ts';

const ours = `client:${ANN.laptop}`;
const laptop = { to: ours, from: OUTSIDE };
const phone = { to: `client:${ANN.phone}`, from: OUTSIDE };
const mariePhone = { to: `client:${MARIE.phone}`, from: OUTSIDE };
const outside = { to: OUTSIDE, from: LINE };

/** A leg as Twilio remembers it, in seconds from the start. */
const remembered = (
  n: number,
  status: CallStatus,
  end: number,
  duration: number,
  more: Partial<RestCall>,
): RestCall => ({
  ...{ sid: sid(n), parent_call_sid: n === 1 ? null : ROOT, status, duration, from: null, to: null },
  ...{ date_created: T0, start_time: T0 + (end - duration) * 1000, end_time: T0 + end * 1000 },
  ...more,
});

interface Scenario {
  name: string;
  /** What we decided, which is written down before we answer, and cannot be lost. */
  decided: CallEvent[];
  /** What Twilio tells. */
  told: CallEvent[];
  /** What Twilio remembers when it is asked. */
  remembered: RestCall[];
  reads: { ann: Partial<Conversation>; marie: Partial<Conversation> };
  /** What Twilio tells once and cannot be asked: without it the plainer word. */
  once?: (event: CallEvent) => Partial<Conversation> | null;
}

const toNumber = dialed({ kind: 'number', number: OUTSIDE });
const sipCode = (event: CallEvent) => (event.type === 'leg' ? event.leg.sipCode : null);

/** Ann calls and is not answered. */
function unanswered(
  name: string,
  [status, code]: [(CallStatus & 'busy') | 'failed' | 'no-answer' | 'canceled', number],
  row: Partial<Conversation>,
  plain: Partial<Conversation> = row,
): Scenario {
  const root = status === 'canceled' ? 'canceled' : 'completed';
  return {
    name,
    decided: [toNumber],
    told: [
      leg(2, 'initiated', { seconds: 0, ...outside }),
      leg(2, 'ringing', { seconds: 1, ...outside }),
      leg(2, status, { seconds: 9, ...outside, sip: code, duration: 0 }),
      ended(9, status),
      rootTold(9, root, ours),
    ],
    remembered: [remembered(1, root, 9, 0, { from: ours }), remembered(2, status, 9, 0, outside)],
    reads: { ann: row, marie: row },
    once: (event) => (sipCode(event) === code ? plain : null),
  };
}

const scenarios: Scenario[] = [
  {
    name: 'Ann calls Bob and they talk',
    decided: [toNumber],
    told: [
      leg(2, 'initiated', { seconds: 0, ...outside }),
      leg(2, 'ringing', { seconds: 1, ...outside }),
      leg(2, 'in-progress', { seconds: 5, ...outside }),
      leg(2, 'completed', { seconds: 47, ...outside, sip: 200, duration: 42 }),
      ended(47, 'completed', 42),
      rootTold(47, 'completed', ours, 47),
    ],
    remembered: [remembered(1, 'completed', 47, 47, { from: ours }), remembered(2, 'completed', 47, 42, outside)],
    reads: {
      ann: { direction: 'outbound', state: 'completed', talkSeconds: 42, ringSeconds: 5 },
      marie: { direction: 'outbound', state: 'completed', talkSeconds: 42 },
    },
  },
  unanswered('Ann calls a busy number', ['busy', 486], { state: 'busy' }),
  unanswered('Ann calls Bob, who declines', ['busy', 603], { state: 'declined' }, { state: 'busy' }),
  unanswered('Ann calls Bob, who does not answer', ['no-answer', 480], { state: 'no-answer', ringSeconds: 9 }),
  unanswered(
    'Ann calls a number nobody has',
    ['failed', 404],
    { state: 'failed', failure: 'not-in-service' },
    { state: 'failed', failure: 'network' },
  ),
  unanswered('Ann gives up', ['canceled', 487], { state: 'canceled' }),
  {
    name: 'Bob calls, three devices ring, Ann answers on her phone',
    decided: [],
    told: [
      received({ rounds: [[ANN.laptop, ANN.phone, MARIE.phone]] }),
      leg(3, 'initiated', { seconds: 0, ...phone }),
      leg(2, 'canceled', { seconds: 4, ...laptop, sip: 487 }),
      leg(3, 'in-progress', { seconds: 4, ...phone }),
      leg(4, 'no-answer', { seconds: 4, ...mariePhone, sip: 487 }),
      leg(3, 'completed', { seconds: 14, ...phone, sip: 200, duration: 10 }),
      ended(14, 'completed', 10),
      rootTold(14, 'completed', OUTSIDE, 14),
    ],
    remembered: [
      remembered(1, 'completed', 14, 14, { from: OUTSIDE, to: LINE }),
      remembered(2, 'canceled', 4, 0, laptop),
      remembered(3, 'completed', 14, 10, phone),
      remembered(4, 'no-answer', 4, 0, mariePhone),
    ],
    reads: {
      ann: { direction: 'inbound', state: 'completed', talkSeconds: 10, ringSeconds: 4, line: LINE },
      marie: { state: 'answered-elsewhere', isUnread: false, talkSeconds: 10 },
    },
  },
  {
    name: 'Bob calls, Ann declines, Marie does not hear it',
    decided: [declined(3, ANN.person)],
    told: [
      received({ rounds: [[ANN.laptop, MARIE.phone]] }),
      leg(2, 'initiated', { seconds: 0, ...laptop }),
      leg(3, 'initiated', { seconds: 0, ...mariePhone }),
      leg(2, 'busy', { seconds: 3, ...laptop, sip: 603 }),
      leg(3, 'no-answer', { seconds: 25, ...mariePhone }),
      ended(25, 'no-answer'),
      rootTold(30, 'completed', OUTSIDE, 5),
    ],
    remembered: [
      remembered(1, 'completed', 30, 5, { from: OUTSIDE, to: LINE }),
      remembered(2, 'busy', 3, 0, laptop),
      remembered(3, 'no-answer', 25, 0, mariePhone),
    ],
    reads: {
      ann: { state: 'declined', isUnread: false, ringSeconds: 25 },
      marie: { state: 'missed', isUnread: true, ringSeconds: 25 },
    },
  },
  {
    name: 'Bob calls and gives up',
    decided: [],
    told: [
      received({ rounds: [[ANN.laptop, MARIE.phone]] }),
      leg(2, 'initiated', { seconds: 0, ...laptop }),
      leg(2, 'ringing', { seconds: 1, ...laptop }),
      leg(2, 'canceled', { seconds: 8, ...laptop }),
      leg(3, 'canceled', { seconds: 8, ...mariePhone }),
      ended(8, 'canceled'),
      rootTold(8, 'canceled', OUTSIDE),
    ],
    remembered: [
      remembered(1, 'canceled', 8, 0, { from: OUTSIDE, to: LINE }),
      remembered(2, 'canceled', 8, 0, laptop),
      remembered(3, 'canceled', 8, 0, mariePhone),
    ],
    reads: { ann: { state: 'missed', ringSeconds: 8 }, marie: { state: 'missed', isUnread: true } },
  },
  {
    name: 'Bob calls, the first round does not hear it, Marie answers in the second',
    decided: [],
    told: [
      received({ rounds: [[ANN.laptop], [MARIE.phone]] }),
      leg(2, 'initiated', { seconds: 0, ...laptop }),
      leg(2, 'no-answer', { seconds: 20, ...laptop }),
      ended(20, 'no-answer', null, { isLast: false }),
      leg(3, 'in-progress', { seconds: 25, ...mariePhone }),
      leg(3, 'completed', { seconds: 35, ...mariePhone, duration: 10 }),
      ended(35, 'completed', 10, { round: 1 }),
      rootTold(35, 'completed', OUTSIDE, 35),
    ],
    remembered: [
      remembered(1, 'completed', 35, 35, { from: OUTSIDE, to: LINE }),
      remembered(2, 'no-answer', 20, 0, laptop),
      remembered(3, 'completed', 35, 10, mariePhone),
    ],
    reads: {
      ann: { state: 'answered-elsewhere', ringSeconds: 25 },
      marie: { state: 'completed', talkSeconds: 10, ringSeconds: 25 },
    },
  },
  {
    name: 'Ann’s laptop calls Marie, who answers',
    decided: [dialed({ kind: 'person', person: MARIE.person, identities: [MARIE.phone] })],
    told: [
      leg(2, 'initiated', { seconds: 0, to: mariePhone.to, from: ours }),
      leg(2, 'in-progress', { seconds: 6, to: mariePhone.to, from: ours }),
      leg(2, 'completed', { seconds: 16, to: mariePhone.to, from: ours, duration: 10 }),
      ended(16, 'completed', 10),
      rootTold(16, 'completed', ours, 16),
    ],
    remembered: [
      remembered(1, 'completed', 16, 16, { from: ours }),
      remembered(2, 'completed', 16, 10, { to: mariePhone.to, from: ours }),
    ],
    reads: {
      ann: { direction: 'outbound', state: 'completed', talkSeconds: 10 },
      marie: { direction: 'inbound', state: 'completed', talkSeconds: 10 },
    },
  },
];

/** Calls `visit` with what is known after each event of every order of `events`, and with the orders that end there. */
function everyOrder(
  known: CallRecord | undefined,
  events: readonly CallEvent[],
  visit: (before: CallRecord | undefined, after: CallRecord, isWhole: boolean) => void,
): void {
  events.forEach((event, i) => {
    const after = fold(known, event);
    if (!after) throw new Error('a fact was not believed');
    const rest = events.filter((_, other) => other !== i);
    visit(known, after, rest.length === 0);
    everyOrder(after, rest, visit);
  });
}

/** A record as text, its legs in the order of their SIDs. */
function textOf(record: CallRecord): string {
  const sorted = (of: object) => Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ ...record, legs: sorted(record.legs), dials: sorted(record.dials) });
}

const rank = (status: CallStatus) =>
  ['queued', 'initiated', 'ringing', 'in-progress', 'canceled', 'no-answer', 'failed', 'busy', 'completed'].indexOf(
    status,
  );
/** No leg of it went back. */
const isForward = (before: CallRecord, after: CallRecord) =>
  rank(after.root.status) >= rank(before.root.status) &&
  Object.entries(before.legs).every(([sid, { status }]) => rank(after.legs[sid]?.status ?? 'queued') >= rank(status));

const DAY = 24 * 3_600_000;
const rows = (record: CallRecord) => [annAtLaptop, annAtPhone, marie].map((viewer) => reads(record, viewer, T0 + DAY));
describe.each(scenarios)('$name', (scenario) => {
  const { decided, told, reads: expected } = scenario;
  const whole = foldAll([...decided, ...told]);

  test('reads so, and leaves nothing to ask', () => {
    expect(reads(whole, annAtLaptop, T0 + DAY)).toMatchObject({ ...expected.ann, isFinal: true });
    expect(reads(whole, marie, T0 + DAY)).toMatchObject({ ...expected.marie, isFinal: true });
    expect(askAt(whole)).toBeNull();
  });

  test('in every order, each told twice, the record is the same, and no leg of it ever goes back', () => {
    const text = textOf(whole);
    let count = 0;
    everyOrder(decided.reduce<CallRecord | undefined>(fold, undefined), told, (before, after, isWhole) => {
      if (before && !isForward(before, after)) throw new Error('a leg went back');
      if (!isWhole) return;
      count += 1;
      if (textOf(after) !== text) expect(textOf(after)).toBe(text);
    });
    expect(count).toBe(told.reduce((product, _, i) => product * (i + 1), 1));
    expect(textOf(told.toReversed().reduce<CallRecord>(fold, whole))).toBe(text);
  });

  test.each(told.map((event, i) => ({ missing: nameOf(event), i })))(
    'without “$missing” it reads the same, by itself or once Twilio was asked',
    ({ i }) => {
      const lost = told[i];
      const known = foldAll([...decided, ...told.filter((_, other) => other !== i)]);
      const plain = lost && scenario.once?.(lost);
      const answer = scenario.remembered.map((call) => asked(ROOT, call, T0 + DAY));
      const read = askAt(known) === null ? known : answer.reduce<CallRecord>(fold, known);
      expect(askAt(read)).toBeNull();
      if (plain) expect(reads(read, annAtLaptop, T0 + DAY)).toMatchObject(plain);
      else expect(rows(read)).toEqual(rows(whole));
    },
  );
});

function nameOf(event: CallEvent): string {
  if (event.type === 'leg') return `leg ${event.legSid.slice(-1)}: ${event.leg.status}`;
  if (event.type === 'root') return `the caller’s own leg: ${event.leg.status}`;
  return event.type === 'dial-ended' ? `the Dial’s action, round ${String(event.round)}` : event.type;
}
