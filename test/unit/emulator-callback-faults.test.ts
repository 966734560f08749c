import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createExchangeUnderTest, FAR, LINE, twiml, type ExchangeUnderTest } from '../support/emulated-exchange.ts';
import type { FaultInput } from '../emulator/control/fault-inputs.ts';

const runs = { numRuns: process.env['FULL'] ? 2000 : 100, seed: 4 };

const report = 'statusCallback="/leg-status" statusCallbackEvent="initiated ringing answered completed"';

/** Bob rings for a caller, is reported on in four callbacks, and his call ends with the action. */
const server = {
  '/voice': twiml(`<Dial answerOnBridge="true" timeout="20" action="/ended"><Client ${report}>bob</Client></Dial>`),
  '/ended': twiml(''),
  '/status': { status: 204 },
  '/leg-status': { status: 204 },
};

/** A caller is answered by Bob after a second and talks to him for ten. */
async function talk(...faults: FaultInput[]) {
  const exchange = createExchangeUnderTest(server);
  const bob = exchange.devices.register('bob');
  for (const fault of faults) exchange.control.fault(fault);
  const { callSid } = exchange.control.phone(FAR).call(LINE);
  await exchange.clock.advance(1000);
  bob.calls[0]?.events.accepted();
  await exchange.clock.advance(10_000);
  exchange.control.phone(FAR).hangUp();
  await exchange.clock.advance(100);
  return { exchange, callSid };
}

/** What was told of Bob's leg, in the order it arrived: number and status. */
const told = (exchange: ExchangeUnderTest) =>
  exchange.asked('/leg-status').map(({ params }) => `${params['SequenceNumber']} ${params['CallStatus']}`);

const IN_ORDER = ['0 initiated', '1 ringing', '2 in-progress', '3 completed'];

describe('a lost callback', () => {
  test('is never sent; the others are, with the numbers they would have had, and the timeline says which is missing', async () => {
    const { exchange } = await talk({ kind: 'lose-callback', status: 'in-progress' });
    expect(told(exchange)).toEqual(['0 initiated', '1 ringing', '3 completed']);
    expect(exchange.control.webhooks().filter(({ params }) => params['CallStatus'] === 'in-progress')).toEqual([]);
    expect(exchange.control.calls()[0]?.timeline).toContainEqual(
      expect.objectContaining({
        kind: 'error',
        what: expect.stringContaining('never sent'),
        callStatus: 'in-progress',
      }),
    );
  });

  test('an action is not lost with the callbacks, only when its URL is asked for', async () => {
    const all = await talk({ kind: 'lose-callback' });
    expect(all.exchange.paths()).toEqual(['/voice', '/ended']);
    const { exchange } = await talk({ kind: 'lose-callback', urlContains: '/ended' });
    expect(exchange.paths()).not.toContain('/ended');
    expect(told(exchange)).toEqual(IN_ORDER);
  });

  test('a count of one: the first is lost, then the fault is spent', async () => {
    const { exchange } = await talk({ kind: 'lose-callback', count: 1 });
    expect(told(exchange)).toEqual(IN_ORDER.slice(1));
    expect(exchange.control.faults()).toEqual([]);
  });

  test('a fault on a call is on its legs too, and on no other call', async () => {
    const { exchange, callSid } = await talk({ kind: 'lose-callback', callSid: `CA${'0'.repeat(32)}` });
    expect(exchange.asked('/leg-status')).toHaveLength(4);
    const next = exchange.control.phone(FAR).call(LINE).callSid;
    exchange.control.fault({ kind: 'lose-callback', callSid: next });
    await exchange.clock.advance(1000);
    exchange.control.phone(FAR).hangUp();
    await exchange.clock.advance(100);
    expect(next).not.toBe(callSid);
    expect(exchange.asked('/leg-status')).toHaveLength(4);
    expect(exchange.asked('/status')).toHaveLength(1);
    expect(exchange.control.faults()).toMatchObject([{ met: 0 }, { met: 4 }]);
  });
});

describe('a doubled callback', () => {
  test('arrives as often as asked, the same byte for byte', async () => {
    const { exchange } = await talk({ kind: 'double-callback', status: 'completed', times: 3 });
    expect(told(exchange)).toEqual([...IN_ORDER, '3 completed', '3 completed']);
    const copies = exchange.asked('/leg-status').slice(3);
    expect(new Set(copies.map(({ body }) => body)).size).toBe(1);
    expect(new Set(copies.map(({ headers }) => JSON.stringify(headers))).size).toBe(1);
    expect(exchange.asked('/status')).toHaveLength(3);
  });

  test('may come again when the call has long gone on', async () => {
    const { exchange } = await talk({ kind: 'double-callback', status: 'ringing', afterMs: 60_000 });
    expect(told(exchange)).toEqual(IN_ORDER);
    await exchange.clock.advance(60_000);
    expect(told(exchange)).toEqual([...IN_ORDER, '1 ringing']);
    expect(exchange.control.calls()[0]?.timeline.at(-1)).toMatchObject({ kind: 'callback', copy: 2, lateMs: 60_000 });
  });

  test('an action asked twice is answered once', async () => {
    const { exchange } = await talk({ kind: 'double-callback', urlContains: '/ended' });
    expect(exchange.asked('/ended')).toHaveLength(2);
    expect(exchange.control.calls().every(({ isAlive }) => !isAlive)).toBe(true);
  });
});

describe('a late callback', () => {
  test('is overtaken by those after it, and says the time of what happened, not of its sending', async () => {
    const { exchange } = await talk({ kind: 'delay-callback', status: 'ringing', ms: 300_000 });
    expect(told(exchange)).toEqual(['0 initiated', '2 in-progress', '3 completed']);
    await exchange.clock.advance(300_000);
    expect(told(exchange).at(-1)).toBe('1 ringing');
    const [first, , , late] = exchange.asked('/leg-status');
    expect(late?.params['Timestamp']).toBe(first?.params['Timestamp']);
  });

  test('of a call whose last action took its time says when the call ended', async () => {
    const { exchange } = await talk({ kind: 'delay-webhook', urlContains: '/ended', ms: 3000 });
    expect(exchange.asked('/status')).toEqual([]);
    await exchange.clock.advance(3000);
    expect(exchange.asked('/status')[0]?.params['Timestamp']).toBe('Sun, 22 Nov 2026 12:00:11 +0000');
  });

  test('does not hold up the action', async () => {
    const { exchange } = await talk({
      kind: 'delay-callback',
      status: 'completed',
      ms: 5000,
      urlContains: '/leg-status',
    });
    expect(exchange.paths()).toEqual([...['/voice', '/leg-status', '/leg-status', '/leg-status'], '/ended', '/status']);
    await exchange.clock.advance(5000);
    expect(exchange.paths().at(-1)).toBe('/leg-status');
  });

  test('a reset forgets it: nothing of one evening reaches the next', async () => {
    const { exchange } = await talk(
      { kind: 'delay-callback', status: 'ringing', ms: 60_000 },
      { kind: 'double-callback', status: 'in-progress', afterMs: 20_000 },
      { kind: 'disorder-callbacks', status: 'completed' },
    );
    exchange.control.reset();
    await exchange.clock.advance(600_000);
    expect(told(exchange)).toEqual(['0 initiated', '2 in-progress']);
    expect(exchange.control.webhooks()).toEqual([]);
  });
});

describe('callbacks in another order', () => {
  test('are kept back until there are as many as asked, then go the other way round', async () => {
    const { exchange } = await talk({ kind: 'disorder-callbacks', urlContains: '/leg-status', held: 4 });
    expect(told(exchange)).toEqual(IN_ORDER.toReversed());
    expect(exchange.asked('/leg-status').map(({ params }) => params['Timestamp'])).toEqual([
      'Sun, 22 Nov 2026 12:00:11 +0000',
      'Sun, 22 Nov 2026 12:00:01 +0000',
      'Sun, 22 Nov 2026 12:00:00 +0000',
      'Sun, 22 Nov 2026 12:00:00 +0000',
    ]);
  });

  test('those of all legs of one call go together when the fault is taken back', async () => {
    const { exchange } = await talk({ kind: 'disorder-callbacks' });
    expect(exchange.paths()).toEqual(['/voice', '/ended']);
    exchange.control.clearFaults();
    await exchange.clock.settle();
    expect(exchange.paths().slice(2)).toEqual(['/status', '/leg-status', '/leg-status', '/leg-status', '/leg-status']);
    expect(told(exchange)).toEqual(IN_ORDER.toReversed());
  });

  test('those of another call are kept back on their own', async () => {
    const exchange = createExchangeUnderTest(server);
    exchange.devices.register('bob');
    exchange.control.fault({ kind: 'disorder-callbacks', urlContains: '/leg-status', held: 3 });
    const other = '+15145550144';
    exchange.control.phone(other).put({ character: 'manual' });
    exchange.control.phone(FAR).call(LINE);
    exchange.control.phone(other).call(LINE);
    await exchange.clock.advance(1000);
    expect(told(exchange)).toEqual([]);
    exchange.control.phone(other).hangUp();
    await exchange.clock.advance(100);
    expect(told(exchange)).toEqual(['2 canceled', '1 ringing', '0 initiated']);
    expect(exchange.asked('/leg-status').every(({ params }) => params['From'] === other)).toBe(true);
  });

  test('a count that is met lets them go, the last one with the others', async () => {
    const { exchange } = await talk({ kind: 'disorder-callbacks', urlContains: '/leg-status', count: 3 });
    expect(told(exchange)).toEqual(['2 in-progress', '1 ringing', '0 initiated', '3 completed']);
    expect(exchange.control.faults()).toEqual([]);
  });

  test('any seed: each arrives once, and the same seed gives the same order', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 50 }), async (seed) => {
        const fault: FaultInput = {
          kind: 'disorder-callbacks',
          urlContains: '/leg-status',
          held: 4,
          order: 'shuffled',
          seed,
        };
        const [one, two] = [told((await talk(fault)).exchange), told((await talk(fault)).exchange)];
        expect(one).toEqual(two);
        expect(one.toSorted()).toEqual(IN_ORDER);
        seen.add(one.join());
      }),
      runs,
    );
    expect(seen.size).toBeGreaterThan(8);
  });
});

const selector = fc.record(
  {
    status: fc.constantFrom('initiated', 'ringing', 'in-progress', 'completed'),
    count: fc.integer({ min: 1, max: 3 }),
    forMs: fc.integer({ min: 0, max: 20_000 }),
  },
  { requiredKeys: [] },
);
const ms = fc.integer({ min: 0, max: 60_000 });
const harmless = fc.oneof(
  fc.tuple(selector, ms).map(([which, ms]) => ({ kind: 'delay-callback', ...which, ms }) as const),
  fc.tuple(selector, ms).map(([which, afterMs]) => ({ kind: 'double-callback', ...which, afterMs }) as const),
  fc
    .tuple(selector, fc.constantFrom('reversed', 'shuffled'), fc.integer({ min: 2, max: 5 }))
    .map(([which, order, held]) => ({ kind: 'disorder-callbacks', ...which, order, held }) as const),
);

test('whatever goes wrong together: all that was not lost arrives, and all copies of it are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(harmless, { maxLength: 4 }), fc.boolean(), async (faults, losesRinging) => {
      const lost: FaultInput[] = losesRinging ? [{ kind: 'lose-callback', status: 'ringing' }] : [];
      const { exchange } = await talk(...faults, ...lost);
      exchange.control.clearFaults();
      await exchange.clock.advance(600_000);
      const arrived = exchange.asked('/leg-status');
      expect([...new Set(told(exchange))].toSorted()).toEqual(
        IN_ORDER.filter((fact) => !losesRinging || fact !== '1 ringing'),
      );
      expect(new Set(arrived.map(({ body }) => body)).size).toBe(losesRinging ? 3 : 4);
      expect(exchange.asked('/ended')).toHaveLength(1);
      expect(exchange.control.calls().every(({ isAlive }) => !isAlive)).toBe(true);
    }),
    runs,
  );
});

describe('a webhook sent again', () => {
  test('two days later it is the same, byte for byte, and no fault meets it', async () => {
    const { exchange } = await talk();
    await exchange.clock.advance(48 * 3_600_000);
    exchange.control.fault({ kind: 'fail-webhook' });
    const first = exchange.control
      .webhooks()
      .find(({ params }) => params['CallStatus'] === 'ringing' && params['ParentCallSid']);
    const again = await exchange.control.replay(first?.id ?? 0);
    expect(again).toMatchObject({ status: 204, replayOf: first?.id, signature: first?.signature });
    const sent = exchange.asked('/leg-status');
    expect(sent).toHaveLength(5);
    expect([sent[4]?.url.href, sent[4]?.headers, sent[4]?.body]).toEqual([
      sent[1]?.url.href,
      sent[1]?.headers,
      sent[1]?.body,
    ]);
    expect(exchange.control.calls()[0]?.timeline.at(-1)).toMatchObject({ kind: 'callback', replayOf: first?.id });
  });
});
