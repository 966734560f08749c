import { describe, expect, test } from 'vitest';
import { createExchangeUnderTest, FAR, LINE, twiml } from '../support/emulated-exchange.ts';

/** An SDK calls a number; what it hears is measured. */
async function callTo(number: string) {
  const exchange = createExchangeUnderTest({
    '/outgoing': twiml(`<Dial answerOnBridge="true" callerId="${LINE}"><Number>${number}</Number></Dial>`),
    '/voice': twiml('<Pause length="60"/><Say>Bonjour.</Say>'),
    '/status': { status: 204 },
  });
  const sdk = exchange.place('alice', { To: number });
  await exchange.clock.settle();
  return { exchange, sdk };
}

describe('numbers with a character', () => {
  test('echo: says back what it hears', async () => {
    const { exchange, sdk } = await callTo('+18195550101');
    await exchange.clock.advance(400);
    sdk.media.voice = {
      next: () =>
        Int16Array.from({ length: 160 }, (_, i) => Math.round(8000 * Math.sin((2 * Math.PI * 500 * i) / 8000))),
    };
    await exchange.hear(200);
    expect((await exchange.measure(400, () => sdk.media.hears(500, 400))).purity).toBeGreaterThan(0.99);
  });

  test('tone: 1000 Hz', async () => {
    const { exchange, sdk } = await callTo('+18195550102');
    await exchange.clock.advance(400);
    await exchange.hear(100);
    expect((await exchange.measure(400, () => sdk.media.hears(1000, 400))).purity).toBeGreaterThan(0.99);
  });

  test('music: something, and not one tone', async () => {
    const { exchange, sdk } = await callTo('+18195550103');
    await exchange.clock.advance(400);
    await exchange.hear(100);
    const heard = await exchange.measure(1200, () => sdk.media.hears(262, 1200));
    expect(heard.rms).toBeGreaterThan(200);
    expect(heard.purity).toBeLessThan(0.9);
  });

  test.each([
    ['+18195550104', 'busy'],
    ['+18195550106', 'declines'],
    ['+18195550107', 'is not in service'],
  ])('%s %s, by itself and at once', async (number) => {
    const { exchange, sdk } = await callTo(number);
    await exchange.clock.advance(1000);
    expect(sdk.seen.at(-1)).toMatch(/^hangup 31/);
  });

  test('no answer: rings until the caller or the Dial gives up', async () => {
    const { exchange, sdk } = await callTo('+18195550105');
    await exchange.clock.advance(29_000);
    expect(sdk.seen).toEqual(['ringing']);
    await exchange.clock.advance(2000);
    expect(sdk.seen).toEqual(['ringing', 'hangup 31480']);
  });

  test('menu: reads each key back as its tones', async () => {
    const { exchange, sdk } = await callTo('+18195550108');
    await exchange.clock.advance(400);
    await exchange.hear(3000);
    sdk.media.press('5');
    const heard = await exchange.measure(200, () => sdk.media.hears(770, 200));
    expect([770, 1340]).toContain(heard.peakHz);
    expect(exchange.control.phone('+18195550108').view().digits).toBe('5');
  });

  test('early media: heard before the answer, which comes after 6 s', async () => {
    const { exchange, sdk } = await callTo('+18195550109');
    await exchange.clock.advance(5900);
    expect(sdk.seen).toEqual(['ringing with media']);
    await exchange.clock.advance(200);
    expect(sdk.seen).toEqual(['ringing with media', 'answer']);
  });
});

describe('a telephone that somebody holds', () => {
  test('keys are heard by the other side in order, and are in the timeline of the leg that pressed them, with how they came', async () => {
    const { exchange, sdk } = await callTo(FAR);
    await exchange.clock.advance(0);
    exchange.control.phone(FAR).answer();
    await exchange.clock.settle();
    for (const key of ['1', '2', '#', '*']) sdk.media.press(key);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ digits: '12#*' });
    exchange.control.phone(FAR).digits('9*');
    const [child, parent] = exchange.control.calls();
    const keys = (timeline: typeof child) =>
      timeline?.timeline.filter(({ kind }) => kind === 'dtmf').map(({ what, via }) => `${what} ${String(via)}`);
    expect([keys(child), keys(parent)]).toEqual([
      ['9 keypad', '* keypad'],
      ['1 rtp', '2 rtp', '# rtp', '* rtp'],
    ]);
  });

  test('is told to ring before it can be answered, however fast somebody is', async () => {
    const { exchange, sdk } = await callTo(FAR);
    exchange.control.phone(FAR).answer();
    await exchange.clock.settle();
    expect(sdk.seen).toEqual(['ringing', 'answer']);
  });

  test('is busy while it rings or talks', async () => {
    const { exchange } = await callTo(FAR);
    await exchange.clock.advance(0);
    const other = exchange.place('bob', { To: FAR });
    await exchange.clock.advance(100);
    expect(other.seen).toEqual(['hangup 31486']);
    expect(exchange.control.phone(FAR).view().state).toBe('ringing');
  });

  test('the network gives up on it', async () => {
    const { exchange, sdk } = await callTo(FAR);
    await exchange.clock.advance(0);
    exchange.control.phone(FAR).noAnswer();
    await exchange.clock.settle();
    expect(sdk.seen.at(-1)).toBe('hangup 31480');
  });

  test('tells its listeners of each change', async () => {
    const { exchange } = await callTo('+18195550105');
    const states: string[] = [];
    exchange.control.phone(FAR).onChange(({ state }) => states.push(state));
    exchange.control.phone(FAR).call(LINE);
    exchange.control.phone(FAR).hangUp();
    expect(states).toEqual(['calling', 'idle']);
  });

  test.each([
    [
      'answers when nobody calls',
      (phone: ReturnType<ReturnType<typeof createExchangeUnderTest>['control']['phone']>) => phone.answer(),
    ],
    ['presses keys in no call', (phone) => phone.digits('1')],
    ['hangs up nothing', (phone) => phone.hangUp()],
    ['calls a number that is no line', (phone) => phone.call('+18195550199')],
  ])('cannot: %s', (_, act) => {
    const exchange = createExchangeUnderTest({});
    expect(() => act(exchange.control.phone(FAR))).toThrow();
  });

  test('reset ends all calls and brings the fixed telephones back', async () => {
    const { exchange, sdk } = await callTo(FAR);
    exchange.control.phone('+15145550177').put({ character: 'echo' });
    exchange.control.phone(FAR).put({ character: 'busy' });
    exchange.control.reset();
    expect(exchange.control.calls()).toEqual([]);
    expect(exchange.control.phones()).toHaveLength(10);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ character: 'manual', state: 'idle' });
    expect(sdk.seen.some((what) => what.startsWith('hangup'))).toBe(true);
  });
});

describe('faults reach signaling and media', () => {
  test('sockets dropped, refused for a while, silenced; tokens expired', async () => {
    const exchange = createExchangeUnderTest({});
    exchange.devices.register('bob');
    exchange.devices.register('carol');
    expect(exchange.control.fault({ kind: 'refuse-sockets', forMs: 8000 })).toEqual({ id: 'fault-1', affected: 0 });
    expect(exchange.control.fault({ kind: 'drop-socket' }).affected).toBe(2);
    expect(exchange.control.fault({ kind: 'silence-heartbeat', identity: 'bob' }).affected).toBe(1);
    expect(exchange.control.fault({ kind: 'expire-token' }).affected).toBe(2);
    expect(exchange.control.fault({ kind: 'expire-token', identity: 'dan' }).affected).toBe(0);
    await exchange.clock.advance(8000);
    exchange.control.clearFaults();
    expect(exchange.devices.told).toEqual([
      'refuse true',
      'drop all',
      'silence true bob',
      'expire all',
      'expire dan',
      'refuse false',
      'silence false bob',
    ]);
  });

  test('media of one identity blackholed, until taken back', async () => {
    const { exchange, sdk } = await callTo(FAR);
    const { id, affected } = exchange.control.fault({ kind: 'blackhole-media', identity: 'alice' });
    expect(affected).toBe(1);
    expect(sdk.isBlackholed).toBe(true);
    exchange.control.removeFault(id);
    expect(sdk.isBlackholed).toBe(false);
  });

  test('a share of what one identity should hear is lost, until taken back', async () => {
    const { exchange, sdk } = await callTo(FAR);
    const { id } = exchange.control.fault({ kind: 'lossy-media', identity: 'alice', percent: 20 });
    expect(sdk.lossPercent).toBe(20);
    exchange.control.removeFault(id);
    expect(sdk.lossPercent).toBe(0);
  });

  test('a fault that is not known is refused by the name of what is wrong', () => {
    const { control } = createExchangeUnderTest({});
    expect(() => control.fault(JSON.parse('{"kind":"earthquake"}'))).toThrow(
      expect.objectContaining({ field: 'kind' }),
    );
    expect(() => control.fault(JSON.parse('{"kind":"drop-socket","who":"bob"}'))).toThrow(
      expect.objectContaining({ field: 'who' }),
    );
  });
});
