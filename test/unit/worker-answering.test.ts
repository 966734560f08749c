import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { askToAnswer, type Grant, ringingLegs } from '../../worker/answering.ts';
import { type CallRecord, fold, type LegFacts } from '../../worker/history.ts';
import { CallSid, E164, Identity } from '../../worker/protocol.ts';

const sid = (n: number) => v.parse(CallSid, `CA${n.toString(16).padStart(32, '0')}`);
const DEVICES = ['p_laptop', 'p_phone', 'p_tablet'].map((name) => v.parse(Identity, name));
const [LAPTOP, PHONE] = DEVICES as [Identity, Identity];

const received: CallRecord = fold(undefined, {
  type: 'received',
  callSid: sid(1),
  at: 0,
  from: '+15145550123',
  to: '+18195550100',
  line: v.parse(E164, '+18195550100'),
}) as CallRecord;

/** What the network says of a device's leg. */
function hears(record: CallRecord, identity: Identity, status: LegFacts['status']): CallRecord {
  const legSid = sid(10 + DEVICES.indexOf(identity));
  const leg: LegFacts = {
    status,
    from: '+15145550123',
    to: `client:${identity}`,
    sipCode: null,
    durationSeconds: null,
  };
  return fold(record, { type: 'leg', callSid: record.callSid, at: 1, legSid, leg });
}
const ringing = DEVICES.reduce((record, identity) => hears(record, identity, 'ringing'), received);

const granted = (record: CallRecord, held: Grant | null, asking: Identity, now: number) =>
  askToAnswer(record, held, asking, now).grant;

test('the first device to ask may answer, and the next hears which one it is', () => {
  const held = granted(ringing, null, LAPTOP, 1000);
  expect(held).toEqual({ to: LAPTOP, until: 9000 });
  expect(askToAnswer(ringing, held, PHONE, 1001)).toEqual({ grant: null, winner: LAPTOP });
});

test('whoever may answer may ask again, and has eight more seconds', () => {
  expect(granted(ringing, { to: LAPTOP, until: 9000 }, LAPTOP, 5000)).toEqual({ to: LAPTOP, until: 13_000 });
});

test('a device that may and does not for eight seconds leaves it to the next', () => {
  const held = { to: LAPTOP, until: 9000 };
  expect(granted(ringing, held, PHONE, 8999)).toBeNull();
  expect(granted(ringing, held, PHONE, 9000)).toEqual({ to: PHONE, until: 17_000 });
});

test.each(['failed', 'busy', 'no-answer', 'canceled'] as const)(
  'a device whose leg is %s leaves it to the next',
  (status) => {
    const record = hears(ringing, LAPTOP, status);
    expect(granted(record, { to: LAPTOP, until: 9000 }, PHONE, 2000)).toEqual({ to: PHONE, until: 10_000 });
  },
);

test('a call that somebody answered is theirs, however long ago they were let', () => {
  const record = hears(ringing, LAPTOP, 'in-progress');
  expect(askToAnswer(record, null, PHONE, 60_000)).toEqual({ grant: null, winner: LAPTOP });
  expect(granted(record, null, LAPTOP, 60_000)).not.toBeNull();
});

test('what still rings at my other devices is known by its legs', () => {
  const record = hears(hears(ringing, LAPTOP, 'in-progress'), PHONE, 'busy');
  expect(ringingLegs(ringing, (identity) => identity !== LAPTOP)).toEqual([sid(11), sid(12)]);
  expect(ringingLegs(record, () => true)).toEqual([sid(12)]);
});

test('in whatever order devices ask, time passes and legs fail: never two at once may answer', () => {
  const step = fc.oneof(
    fc.record({ does: fc.constant('asks' as const), who: fc.constantFrom(...DEVICES) }),
    fc.record({ does: fc.constant('waits' as const), ms: fc.integer({ min: 1, max: 9000 }) }),
    fc.record({ does: fc.constant('fails' as const), who: fc.constantFrom(...DEVICES) }),
    fc.record({ does: fc.constant('releases' as const), who: fc.constantFrom(...DEVICES) }),
    fc.record({ does: fc.constant('is answered' as const), who: fc.constantFrom(...DEVICES) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let now = 0;
      let record = ringing;
      let held: Grant | null = null;
      const out = new Set<Identity>();
      let answered: Identity | null = null;
      for (const each of steps) {
        switch (each.does) {
          case 'waits':
            now += each.ms;
            break;
          case 'fails':
            if (answered !== each.who) {
              record = hears(record, each.who, 'failed');
              out.add(each.who);
            }
            break;
          case 'releases':
            if (held?.to === each.who) held = null;
            break;
          case 'is answered':
            if (answered === null && !out.has(each.who)) {
              record = hears(record, each.who, 'in-progress');
              answered = each.who;
            }
            break;
          case 'asks': {
            const mayStill: Identity | null =
              answered ?? (held !== null && now < held.until && !out.has(held.to) ? held.to : null);
            const asked = askToAnswer(record, held, each.who, now);
            if (mayStill !== null && mayStill !== each.who) expect(asked).toEqual({ grant: null, winner: mayStill });
            else expect(asked.grant).toEqual({ to: each.who, until: now + 8000 });
            held = asked.grant ?? held;
          }
        }
      }
    }),
    { numRuns: process.env['FULL'] ? 20_000 : 500, seed: 20261122 },
  );
});
