import { describe, expect, test } from 'vitest';
import {
  createExchangeUnderTest,
  FAR,
  LINE,
  twiml,
  type ExchangeUnderTest,
  type Server,
} from '../support/emulated-exchange.ts';

const dial = (nouns: string, attributes = '') =>
  twiml(`<Dial answerOnBridge="true" callerId="${LINE}" timeout="20" action="/ended" ${attributes}>${nouns}</Dial>`);
const outgoing = (nouns = `<Number>${FAR}</Number>`, attributes = ''): Server => ({
  '/outgoing': dial(nouns, attributes),
  '/voice': dial(nouns, attributes).replace(`callerId="${LINE}"`, ''),
  '/ended': twiml(''),
  '/status': { status: 204 },
});

/** What the Dial's action was told, once. */
function ended(exchange: ExchangeUnderTest): Record<string, string> {
  const asked = exchange.asked('/ended');
  expect(asked).toHaveLength(1);
  return asked[0]?.params ?? {};
}
const statuses = (exchange: ExchangeUnderTest) =>
  exchange.control.calls().map(({ direction, status }) => `${direction} ${status}`);

describe('a person calls an outside number', () => {
  test('it rings, is answered, and both hear each other and nothing else', async () => {
    const exchange = createExchangeUnderTest(outgoing());
    exchange.control.phone(FAR).put({ character: 'manual', says: { toneHz: 1000 } });
    const sdk = exchange.place('alice', { To: FAR });
    await exchange.clock.settle();
    await exchange.clock.advance(0);
    expect(sdk.seen).toEqual(['ringing']);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'ringing', other: LINE });
    exchange.control.phone(FAR).answer();
    await exchange.clock.settle();
    expect(sdk.seen).toEqual(['ringing', 'answer']);
    sdk.media.voice = {
      next: () =>
        Int16Array.from({ length: 160 }, (_, i) => Math.round(8000 * Math.sin((2 * Math.PI * 500 * i) / 8000))),
    };
    await exchange.hear(100);
    const [atFar, atSdk] = await exchange.measure(400, () =>
      Promise.all([exchange.control.phone(FAR).hears(500, 400), sdk.media.hears(1000, 400)]),
    );
    expect(atFar.purity).toBeGreaterThan(0.99);
    expect(atSdk.purity).toBeGreaterThan(0.99);
    expect(statuses(exchange)).toEqual(['outbound-dial in-progress', 'inbound in-progress']);
  });

  test.each([
    ['busy', 'busy', 31486, 'busy'],
    ['declines', 'busy', 31603, 'busy'],
    ['not-in-service', 'failed', 31404, 'failed'],
    ['no-answer', 'no-answer', 31480, 'no-answer'],
  ] as const)(
    'a telephone that is %s: DialCallStatus %s, and the SDK is told %i',
    async (character, dialStatus, code, callStatus) => {
      const exchange = createExchangeUnderTest(outgoing());
      exchange.control.phone(FAR).put({ character });
      const sdk = exchange.place('alice', { To: FAR });
      await exchange.clock.advance(21_000);
      expect(ended(exchange)).toMatchObject({
        DialCallStatus: dialStatus,
        DialBridged: 'false',
        CallStatus: 'ringing',
      });
      expect(ended(exchange)).not.toHaveProperty('DialCallDuration');
      expect(sdk.seen.at(-1)).toBe(`hangup ${code}`);
      expect(statuses(exchange)).toEqual([`outbound-dial ${callStatus}`, `inbound ${callStatus}`]);
      expect(exchange.control.phone(FAR).view().state).toBe('idle');
    },
  );

  test('a number that nobody has is not in service', async () => {
    const exchange = createExchangeUnderTest(outgoing('<Number>+15145550199</Number>'));
    const sdk = exchange.place('alice', { To: '+15145550199' });
    await exchange.clock.advance(100);
    expect(ended(exchange)).toMatchObject({ DialCallStatus: 'failed' });
    expect(sdk.seen).toEqual(['hangup 31404']);
  });

  test('a callerId that is not ours is refused: nobody rings, and the timeline says why', async () => {
    const server = outgoing();
    server['/outgoing'] = dial(`<Number>${FAR}</Number>`).replace(LINE, '+12125550100');
    const exchange = createExchangeUnderTest(server);
    exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    expect(exchange.control.phone(FAR).view().state).toBe('idle');
    expect(ended(exchange)).toMatchObject({ DialCallStatus: 'failed' });
    expect(exchange.control.calls()[0]?.timeline).toContainEqual(
      expect.objectContaining({ kind: 'error', code: 13214 }),
    );
  });

  test('a verified number may be shown', async () => {
    const server = outgoing();
    server['/outgoing'] = dial(`<Number>${FAR}</Number>`).replace(LINE, '+12125550100');
    const exchange = createExchangeUnderTest(server);
    exchange.control.phone('+12125550100').put({ character: 'manual', verified: true });
    exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'ringing', other: '+12125550100' });
  });

  test('she hangs up while it rings: the far telephone stops, and the action hears canceled', async () => {
    const exchange = createExchangeUnderTest(outgoing());
    const sdk = exchange.place('alice', { To: FAR });
    await exchange.clock.advance(1000);
    sdk.events.hungUp();
    await exchange.clock.advance(0);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'idle', lastEnd: 'canceled' });
    expect(ended(exchange)).toMatchObject({ DialCallStatus: 'canceled', CallStatus: 'canceled' });
    expect(statuses(exchange)).toEqual(['outbound-dial canceled', 'inbound canceled']);
    expect(sdk.seen).toEqual(['ringing']);
  });

  test.each([
    ['she hangs up', (exchange: ExchangeUnderTest, hungUp: () => void) => (hungUp(), exchange)],
    ['the callee hangs up', (exchange: ExchangeUnderTest) => (exchange.control.phone(FAR).hangUp(), exchange)],
  ])('%s after 61.5 s: completed, 62 s, and nobody is left on a line', async (_, hangUp) => {
    const exchange = createExchangeUnderTest(outgoing());
    const sdk = exchange.place('alice', { To: FAR });
    await exchange.clock.advance(1000);
    exchange.control.phone(FAR).answer();
    await exchange.clock.advance(61_500);
    hangUp(exchange, () => sdk.events.hungUp());
    await exchange.clock.advance(0);
    expect(ended(exchange)).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '62' });
    expect(statuses(exchange)).toEqual(['outbound-dial completed', 'inbound completed']);
    expect(exchange.asked('/status').at(-1)?.params).toMatchObject({
      CallStatus: 'completed',
      CallDuration: '62',
      Duration: '2',
    });
    expect(exchange.control.phone(FAR).view().state).toBe('idle');
  });

  test('timeLimit ends the talk; the action decides what is next', async () => {
    const exchange = createExchangeUnderTest({
      ...outgoing(undefined, 'timeLimit="60"'),
      '/ended': twiml('<Pause length="5"/>'),
    });
    exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    exchange.control.phone(FAR).answer();
    await exchange.clock.advance(60_000);
    expect(statuses(exchange)).toEqual(['outbound-dial completed', 'inbound in-progress']);
    await exchange.clock.advance(5000);
    expect(statuses(exchange)).toEqual(['outbound-dial completed', 'inbound completed']);
  });

  test('with hangupOnStar her * ends the talk and not her call', async () => {
    const exchange = createExchangeUnderTest({
      ...outgoing(undefined, 'hangupOnStar="true"'),
      '/ended': twiml('<Pause length="5"/>'),
    });
    const sdk = exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    exchange.control.phone(FAR).answer();
    await exchange.clock.settle();
    sdk.media.press('1');
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'in-call', digits: '1' });
    sdk.media.press('*');
    await exchange.clock.settle();
    expect(statuses(exchange)).toEqual(['outbound-dial completed', 'inbound in-progress']);
  });
});

describe('what a caller hears before the answer', () => {
  test('with answerOnBridge and no early media: only that it rings', async () => {
    const exchange = createExchangeUnderTest(outgoing());
    const sdk = exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    const heard = await exchange.measure(400, () => sdk.media.hears(440, 400));
    expect(sdk.seen).toEqual(['ringing']);
    expect(heard.silent).toBe(true);
  });

  test('with early media: the called network, and no ringback', async () => {
    const exchange = createExchangeUnderTest(outgoing());
    exchange.control.phone(FAR).put({ character: 'early-media', says: { toneHz: 1000 } });
    const sdk = exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    await exchange.hear(100);
    const heard = await exchange.measure(400, () => sdk.media.hears(1000, 400));
    expect(sdk.seen).toEqual(['ringing with media']);
    expect(heard.purity).toBeGreaterThan(0.99);
  });

  test('without answerOnBridge: answered at once, then ringback until the callee answers', async () => {
    const server = outgoing();
    server['/outgoing'] = dial(`<Number>${FAR}</Number>`).replace('answerOnBridge="true"', '');
    const exchange = createExchangeUnderTest(server);
    exchange.control.phone(FAR).put({ character: 'manual', says: { silence: true } });
    const sdk = exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    expect(sdk.seen).toEqual(['answer']);
    const ringing = await exchange.measure(400, () => sdk.media.hears(440, 400));
    expect([440, 480]).toContain(ringing.peakHz);
    exchange.control.phone(FAR).answer();
    await exchange.clock.settle();
    await exchange.hear(40);
    expect((await exchange.measure(400, () => sdk.media.hears(440, 400))).silent).toBe(true);
  });

  test('an outside caller hears ringback from the network', async () => {
    const exchange = createExchangeUnderTest(outgoing('<Client>bob</Client>'));
    exchange.devices.register('bob');
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(100);
    const heard = await exchange.measure(400, () => exchange.control.phone(FAR).hears(440, 400));
    expect([440, 480]).toContain(heard.peakHz);
  });
});
