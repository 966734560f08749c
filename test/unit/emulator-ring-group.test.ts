import { describe, expect, test } from 'vitest';
import { updateCall } from '../emulator/rest/call-update.ts';
import { createExchangeUnderTest, FAR, LINE, twiml, type ExchangeUnderTest } from '../support/emulated-exchange.ts';

const report = 'statusCallback="/leg-status" statusCallbackEvent="initiated ringing answered completed"';
const clients = (names: string[]) => names.map((name) => `<Client ${report}>${name}</Client>`).join('');
const server = (names: string[]) => ({
  '/voice': twiml(`<Dial answerOnBridge="true" timeout="20" action="/ended">${clients(names)}</Dial>`),
  '/fallback': twiml('<Reject/>'),
  '/ended': twiml(''),
  '/status': { status: 204 },
  '/leg-status': { status: 204 },
});

/** A caller rings everybody's device. */
async function ringing(names: string[]) {
  const exchange = createExchangeUnderTest(server(names));
  const devices = names.map((name) => exchange.devices.register(name));
  exchange.control.phone(FAR).call(LINE);
  await exchange.clock.advance(1000);
  return { exchange, devices, seen: () => devices.map(({ calls }) => calls.map((call) => call.seen.join())) };
}

/** Ends the leg of one device over REST, as the account's server does. */
function end(exchange: ExchangeUnderTest, name: string, status: 'completed' | 'canceled'): void {
  const leg = exchange.ledger.all().find(({ facts }) => facts.to === `client:${name}`);
  if (leg === undefined) throw new Error(`nobody rings ${name}`);
  updateCall(exchange.exchange, leg, { Status: status });
}

const finals = (exchange: ExchangeUnderTest) =>
  exchange
    .asked('/leg-status')
    .filter(({ params }) => 'SipResponseCode' in params)
    .map(({ params }) => [params['To'], params['CallStatus'], params['SipResponseCode'], params['CallDuration']]);

describe.each(['completed', 'canceled'] as const)(
  'the leg of one device that rings is ended over REST (%s)',
  (status) => {
    test('that device stops, the others ring on, and its last callback says canceled', async () => {
      const { exchange, seen } = await ringing(['bob', 'carol', 'dan']);
      end(exchange, 'carol', status);
      await exchange.clock.advance(1000);
      expect(seen()).toEqual([[''], ['cancel'], ['']]);
      expect(finals(exchange)).toEqual([['client:carol', 'canceled', '487', '0']]);
      expect(exchange.asked('/ended')).toEqual([]);
      expect(exchange.control.phone(FAR).view().state).toBe('calling');
    });

    test('another one answers after that: the caller talks to it', async () => {
      const { exchange, devices, seen } = await ringing(['bob', 'carol', 'dan']);
      end(exchange, 'carol', status);
      devices[2]?.calls[0]?.events.accepted();
      await exchange.clock.advance(1000);
      expect(seen()).toEqual([['cancel'], ['cancel'], ['']]);
      expect(exchange.control.phone(FAR).view().state).toBe('in-call');
      exchange.control.phone(FAR).hangUp();
      await exchange.clock.advance(100);
      expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' });
      expect(finals(exchange).toSorted()).toEqual([
        ['client:bob', 'canceled', '487', '0'],
        ['client:carol', 'canceled', '487', '0'],
        ['client:dan', 'completed', '200', '1'],
      ]);
    });

    test('all of them are ended: the Dial is over, canceled, and the action is asked once', async () => {
      const { exchange, seen } = await ringing(['bob', 'carol']);
      end(exchange, 'bob', status);
      end(exchange, 'carol', status);
      await exchange.clock.advance(300);
      expect(seen()).toEqual([['cancel'], ['cancel']]);
      expect(exchange.asked('/ended').map(({ params }) => params['DialCallStatus'])).toEqual(['canceled']);
    });
  },
);

describe('somebody who scripts an evening need not wait until a Dial gives up', () => {
  const caller = (exchange: ExchangeUnderTest) => {
    const root = exchange.ledger.all().find(({ facts }) => facts.parentCallSid === null);
    return exchange.control.call(root?.sid ?? '');
  };

  test('its time is up at once: the same callbacks and the same action as after its timeout', async () => {
    const early = await ringing(['bob', 'carol']);
    caller(early.exchange).ringOut();
    await early.exchange.clock.advance(300);
    const late = await ringing(['bob', 'carol']);
    await late.exchange.clock.advance(20_000);
    expect(early.seen()).toEqual([['cancel'], ['cancel']]);
    expect(finals(early.exchange)).toEqual(finals(late.exchange));
    expect(early.exchange.asked('/ended').map(({ params }) => params['DialCallStatus'])).toEqual(['no-answer']);
    expect(late.exchange.asked('/ended').map(({ params }) => params['DialCallStatus'])).toEqual(['no-answer']);
  });

  test('of a Dial that was answered, or is over, it says so and changes nothing', async () => {
    const { exchange, devices } = await ringing(['bob']);
    devices[0]?.calls[0]?.events.accepted();
    await exchange.clock.advance(100);
    expect(() => caller(exchange).ringOut()).toThrow('nothing rings');
    expect(exchange.control.phone(FAR).view().state).toBe('in-call');
    exchange.control.phone(FAR).hangUp();
    await exchange.clock.advance(300);
    expect(() => caller(exchange).ringOut()).toThrow('nothing rings');
  });
});

describe('ten nouns ring in one Dial, eleven do not', () => {
  const names = Array.from({ length: 11 }, (_, index) => `device${index + 1}`);

  test('ten devices ring at once', async () => {
    const { devices } = await ringing(names.slice(0, 10));
    expect(devices.every(({ calls }) => calls.length === 1)).toBe(true);
  });

  test('an eleventh is an error with its number: nobody rings, and the fallback is asked', async () => {
    const { exchange, devices } = await ringing(names);
    expect(devices.flatMap(({ calls }) => calls)).toEqual([]);
    expect(exchange.control.calls()[0]?.timeline).toContainEqual(
      expect.objectContaining({ kind: 'error', code: 12200, what: 'A <Dial> rings at most 10 nouns, not 11' }),
    );
    expect(exchange.asked('/fallback')[0]?.params).toMatchObject({ ErrorCode: '12200' });
  });
});

test('those who ring beside the one that answers are canceled, or have not answered when Twilio is taken to say so', async () => {
  for (const ringLosers of ['canceled', 'no-answer'] as const) {
    const { exchange, devices } = await ringing(['ann', 'bob']);
    exchange.control.guess({ ringLosers });
    devices[0]?.calls[0]?.events.accepted();
    await exchange.clock.advance(100);
    expect(finals(exchange)).toEqual([['client:bob', ringLosers, '487', '0']]);
  }
});
