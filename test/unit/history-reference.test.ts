import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallEvent, CallStatus, Destination, DialStatus } from '../../worker/history.ts';
import type { Conversation } from '../../worker/protocol.ts';
import { type Fact, referenceRow, type Row } from '../support/reference-history.ts';
import {
  ANN,
  annAtLaptop,
  annAtPhone,
  declined,
  dialed,
  ended,
  foldAll,
  LINE,
  MARIE,
  marie,
  OUTSIDE,
  reads,
  received,
  ROOT,
  sid,
  T0,
  unplaced,
} from '../support/told.ts';

const numRuns = process.env['FULL'] ? 100_000 : 1_500;
const ADDRESSES = [OUTSIDE, ...[ANN.laptop, ANN.phone, MARIE.phone].map((identity) => `client:${identity}`)];
const STATUSES: CallStatus[] = [
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'canceled',
  'no-answer',
  'failed',
  'busy',
  'completed',
];
const ENDS: DialStatus[] = ['canceled', 'no-answer', 'failed', 'busy', 'answered', 'completed'];

const seconds = fc.integer({ min: 0, max: 60 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

/** Anything that Twilio could say of a leg, sensible or not. */
const facts = (to: string, from: string) =>
  fc.record({
    status: fc.constantFrom(...STATUSES),
    to: fc.constant(to),
    from: fc.constant(from),
    sipCode: orNull(fc.constantFrom(200, 404, 480, 486, 487, 503, 603)),
    durationSeconds: orNull(fc.constantFrom(0, 1, 30)),
  });
const legs = fc
  .uniqueArray(fc.integer({ min: 2, max: 5 }), { maxLength: 4 })
  .chain((numbers) =>
    fc.tuple(
      ...numbers.map((n) => {
        const told = fc.record({ after: seconds, leg: facts(ADDRESSES[n - 2] ?? '', LINE), isAsked: fc.boolean() });
        return fc.array(told, { minLength: 1, maxLength: 4 }).map((all) =>
          all.map(({ after, leg, isAsked }): CallEvent => ({
            ...{ type: 'leg', callSid: ROOT, legSid: sid(n), at: T0 + after * 1000, leg },
            ...(isAsked ? { isAsked } : {}),
          })),
        );
      }),
    ),
  )
  .map((each) => each.flat());

/** What we decided when Twilio asked, if it asked. */
const decision: fc.Arbitrary<CallEvent[]> = fc.oneof(
  fc.constant<CallEvent[]>([]),
  fc.boolean().map((isBlocked) => [received({ rounds: [[ANN.laptop], [MARIE.phone]], isBlocked })]),
  fc
    .constantFrom<Destination>(
      { kind: 'number', number: OUTSIDE },
      { kind: 'device', identity: ANN.phone },
      { kind: 'device', identity: MARIE.phone },
      { kind: 'person', person: MARIE.person, identities: [MARIE.phone] },
      { kind: 'blocked', reason: 'country', dialed: '+33184880000' },
    )
    .map((destination) => [dialed(destination)]),
);
const dials = fc.array(
  fc
    .record({
      after: seconds,
      status: fc.constantFrom(...ENDS),
      duration: orNull(fc.constantFrom(0, 29)),
      round: fc.nat(2),
      isLast: fc.boolean(),
      generation: fc.constantFrom(0, 0, 0, 1),
    })
    .map(({ after, status, duration, ...dial }) => ended(after, status, duration, dial)),
  { maxLength: 3 },
);
const roots = fc.constantFrom(OUTSIDE, `client:${ANN.laptop}`).chain((from) =>
  fc.array(
    fc.record({ after: seconds, leg: facts(LINE, from) }).map(({ after, leg }): CallEvent => ({
      ...{ type: 'root', callSid: ROOT, at: T0 + after * 1000, leg },
    })),
    { maxLength: 3 },
  ),
);
const rest = fc.subarray<CallEvent>([
  declined(3, ANN.person),
  declined(4, MARIE.person),
  { type: 'untold', callSid: ROOT, at: T0 + 90_000 },
  unplaced(2),
]);

/** Everything that was told of one call: any part of it, in any order, some of it again. */
const told = fc
  .tuple(decision, legs, dials, roots, rest)
  .map((parts) => parts.flat())
  .filter((all) => all.some(({ type }) => type !== 'dial-ended'))
  .chain((all) => fc.tuple(fc.constant(all), fc.array(fc.constantFrom(...all), { maxLength: 4 })))
  .chain(([all, again]) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }));

const READERS = [annAtLaptop, annAtPhone, marie];
const NEVER = T0 + 3_600_000;

function rowOf(call: Conversation | null): Row | null {
  if (!call) return null;
  const moment = (iso: string | null) => (iso === null ? null : Date.parse(iso));
  const labels: Record<string, string> = {
    'Ann’s laptop': ANN.laptop,
    'Ann’s phone': ANN.phone,
    'Marie’s phone': MARIE.phone,
  };
  return {
    direction: call.direction,
    state: call.state,
    failure: call.failure,
    blockReason: call.blockReason,
    answeredOn: call.answeredBy && (labels[call.answeredBy.device] ?? call.answeredBy.device),
    startedAt: Date.parse(call.startedAt),
    answeredAt: moment(call.answeredAt),
    endedAt: moment(call.endedAt),
    talkSeconds: call.talkSeconds,
  };
}

test(`whatever is told of a call, in whatever order, everybody reads what the reference says (${String(numRuns)} calls)`, () => {
  fc.assert(
    fc.property(told, (events) => {
      const record = foldAll(events);
      for (const viewer of READERS) {
        const reader = {
          ...viewer,
          ownerOf: (identity: string) => viewer.whoIs(identity as typeof ANN.laptop)?.person,
        };
        expect(rowOf(reads(record, viewer, NEVER))).toEqual(referenceRow(events as Fact[], reader));
      }
    }),
    { numRuns, seed: 4 },
  );
});

/** How far a call has come: it rings, somebody talks, it is over. */
function stageOf(call: Conversation | null): number {
  // Whom we turned away may yet turn out to have been answered.
  if (!call || call.blockReason === 'blocked-number') return -1;
  if (call.state === 'in-progress' || (call.state === 'answered-elsewhere' && !call.isFinal)) return 1;
  return call.state === 'ringing' || (call.state === 'declined' && !call.isFinal) ? 0 : 2;
}

test('with each thing more that is told a call goes on or stays where it is, and never goes back', () => {
  fc.assert(
    fc.property(told, (events) => {
      const heard = events.filter((event) => event.type !== 'dial-ended' || event.generation === 0);
      let stages = READERS.map(() => -1);
      heard.forEach((_, i) => {
        const record = foldAll(heard.slice(0, i + 1));
        const now = READERS.map((viewer) => stageOf(reads(record, viewer, NEVER)));
        now.forEach((stage, reader) => {
          // Until it is known which way it went it is not shown.
          if (stage !== -1) expect(stage).toBeGreaterThanOrEqual(stages[reader] ?? -1);
        });
        stages = now.map((stage, reader) => Math.max(stage, stages[reader] ?? -1));
      });
    }),
    { numRuns: numRuns / 5, seed: 5 },
  );
});

test('the same facts in another order are the same record', () => {
  const twice = told.chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
  );
  fc.assert(
    fc.property(twice, ([events, shuffled]) => {
      expect(foldAll(shuffled)).toEqual(foldAll(events));
    }),
    { numRuns, seed: 6 },
  );
});
