import { describe, expect, test } from 'vitest';
import {
  createExchangeUnderTest,
  FAR,
  LINE,
  SERVER,
  twiml,
  type ExchangeUnderTest,
} from '../support/emulated-exchange.ts';

const quiet = { '/status': { status: 204 } };
const errors = (exchange: ExchangeUnderTest) =>
  exchange.control
    .calls()
    .flatMap(({ timeline }) =>
      timeline.filter(({ kind }) => kind === 'error').map(({ code, what }) => ({ code, what })),
    );
const verbs = (exchange: ExchangeUnderTest) =>
  exchange.control
    .calls()
    .flatMap(({ timeline }) => timeline.filter(({ kind }) => kind === 'verb').map(({ what }) => what));

async function called(verb: string, server = {}) {
  const exchange = createExchangeUnderTest({ '/voice': twiml(verb), ...quiet, ...server });
  exchange.control.phone(FAR).put({ character: 'manual' });
  exchange.control.phone(FAR).call(LINE);
  await exchange.clock.advance(0);
  return exchange;
}

describe('the first verb decides whether the call is answered', () => {
  test.each([
    ['<Say>Bonjour.</Say>', 'in-call'],
    ['<Play digits="1"/>', 'in-call'],
    ['<Pause length="5"/>', 'calling'],
    ['<Pause length="5"/><Say>Bonjour.</Say>', 'calling'],
    ['<Dial timeout="30"><Client>bob</Client></Dial>', 'in-call'],
    ['<Dial answerOnBridge="true"><Client>bob</Client></Dial>', 'calling'],
  ])('%s: the caller is %s', async (verb, state) => {
    const exchange = createExchangeUnderTest({ '/voice': twiml(verb), ...quiet });
    exchange.devices.register('bob');
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(0);
    expect(exchange.control.phone(FAR).view().state).toBe(state);
  });

  test('Hangup alone answers, and ends the call as completed, as Twilio’s page says', async () => {
    const exchange = await called('<Hangup/>');
    expect(exchange.control.calls()[0]).toMatchObject({ status: 'completed' });
    expect(exchange.control.calls()[0]?.timeline.map(({ what }) => what)).toContain('in-progress');
  });

  test.each([
    ['<Reject reason="busy"/>', 'busy'],
    ['<Reject/>', 'declined'],
  ])('%s never answers: the caller is told %s', async (verb, lastEnd) => {
    const exchange = await called(verb);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'idle', lastEnd });
    expect(exchange.control.calls()[0]?.timeline.map(({ what }) => what)).not.toContain('in-progress');
  });
});

describe('verbs follow one another', () => {
  test('Say is heard as long as its text, then Pause, then the end', async () => {
    const exchange = await called('<Say>Bonjour à tous.</Say><Pause length="2"/>');
    const heard = await exchange.measure(400, () => exchange.control.phone(FAR).hears(440, 400));
    expect(heard.rms).toBeGreaterThan(500);
    await exchange.hear(2000);
    expect(verbs(exchange)).toEqual(['Say', 'Pause']);
    await exchange.hear(4000);
    expect(exchange.control.calls()[0]?.status).toBe('completed');
  });

  test('Play sounds a WAV of the server, as often as it is looped', async () => {
    const exchange = await called('<Play loop="2">hold.wav</Play>', {
      '/hold.wav': { status: 200, type: 'audio/wav', body: wavOf(1000, 400) },
    });
    const heard = await exchange.measure(600, () => exchange.control.phone(FAR).hears(1000, 600));
    expect(heard.purity).toBeGreaterThan(0.99);
    expect(exchange.control.calls()[0]?.isAlive).toBe(true);
    await exchange.hear(300);
    expect(exchange.control.calls()[0]?.status).toBe('completed');
    expect(exchange.asked('/hold.wav')).toHaveLength(1);
  });

  test('a Play of what is no WAV is an application error that names it', async () => {
    const exchange = await called('<Play>/hold.wav</Play>', {
      '/hold.wav': { status: 200, type: 'audio/mpeg', body: 'ID3' },
    });
    expect(errors(exchange)[0]).toMatchObject({ code: 12300, what: expect.stringContaining('/hold.wav') });
  });

  test('Redirect goes on elsewhere, relative to the document, and nothing after it runs', async () => {
    const exchange = await called('<Redirect method="GET">next?step=2</Redirect><Say>never</Say>', {
      '/next': twiml('<Pause length="9"/>'),
    });
    const [asked] = exchange.asked('/next');
    expect(asked?.method).toBe('GET');
    expect(asked?.params).toMatchObject({ step: '2', From: FAR, CallStatus: 'ringing' });
    expect(verbs(exchange)).toEqual(['Redirect', 'Pause']);
  });

  test('after a Dial with an action its TwiML runs, and nothing after the Dial', async () => {
    const exchange = await called('<Dial action="/ended"><Client>bob</Client></Dial><Say>never</Say>', {
      '/ended': twiml('<Pause length="9"/>'),
    });
    expect(verbs(exchange).filter((verb) => verb !== 'Dial')).toEqual(['Pause']);
  });

  test('after a Dial without an action the next verb runs', async () => {
    const exchange = await called('<Dial><Client>bob</Client></Dial><Pause length="9"/>');
    expect(verbs(exchange).filter((verb) => verb !== 'Dial')).toEqual(['Pause']);
  });
});

describe('when the account’s server fails', () => {
  const failing = (
    answer: ReturnType<typeof twiml> | { status: number; type?: string; body?: string } | 'unreachable' | 'never',
  ) => {
    const exchange = createExchangeUnderTest({
      '/voice': answer,
      '/fallback': twiml('<Pause length="60"/>'),
      ...quiet,
    });
    exchange.control.phone(FAR).call(LINE);
    return exchange;
  };

  test.each([
    [{ status: 500 }, '11200'],
    [{ status: 302 }, '11200'],
    ['unreachable' as const, '11205'],
    [twiml('<Gather/>'), '12200'],
    ['<Response', '12100'],
    [{ status: 200, type: 'application/json', body: '{}' }, '12300'],
  ])('%j: the fallback URL is asked with ErrorCode %s, and its TwiML runs', async (answer, code) => {
    const exchange = failing(answer);
    await exchange.clock.advance(0);
    expect(exchange.asked('/fallback')[0]?.params).toMatchObject({
      ErrorCode: code,
      ErrorUrl: `${SERVER}/voice`,
      From: FAR,
      To: LINE,
    });
    expect(verbs(exchange)).toEqual(['Pause']);
    expect(String(errors(exchange)[0]?.code)).toBe(code);
  });

  test('a server that hangs is given 15 s', async () => {
    const exchange = failing('never');
    await exchange.clock.advance(14_900);
    expect(exchange.asked('/fallback')).toHaveLength(0);
    await exchange.clock.advance(200);
    expect(exchange.asked('/fallback')[0]?.params).toMatchObject({ ErrorCode: '11205' });
  });

  test('a server that cannot be connected to is tried once more', async () => {
    const exchange = failing('unreachable');
    await exchange.clock.advance(0);
    expect(exchange.asked('/voice')).toHaveLength(2);
  });

  test('the fallback fails too: the caller hears three falling tones and the call fails', async () => {
    const exchange = createExchangeUnderTest({
      '/voice': { status: 500 },
      '/fallback': { status: 500 },
      ...quiet,
    });
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(0);
    const heard = await exchange.measure(200, () => exchange.control.phone(FAR).hears(950, 200));
    expect(heard.purity).toBeGreaterThan(0.9);
    await exchange.hear(2000);
    expect(exchange.control.calls()[0]).toMatchObject({ status: 'failed', isAlive: false });
    expect(exchange.asked('/status').at(-1)?.params).toMatchObject({ CallStatus: 'failed' });
  });

  test('scripted faults: a webhook delayed, and one failing, until the fault is taken back', async () => {
    const exchange = failing(twiml('<Pause length="60"/>'));
    exchange.control.reset();
    const { id } = exchange.control.fault({ kind: 'fail-webhook', urlContains: '/voice', httpStatus: 503 });
    exchange.control.fault({ kind: 'delay-webhook', urlContains: '/voice', ms: 700 });
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(699);
    expect(exchange.asked('/fallback')).toHaveLength(0);
    await exchange.clock.advance(1);
    expect(exchange.asked('/fallback')).toHaveLength(1);
    expect(exchange.control.webhooks().at(-1)).toMatchObject({ status: 503, ms: 700 });
    exchange.control.removeFault(id);
    expect(exchange.control.faults()).toHaveLength(1);
    exchange.control.clearFaults();
    expect(exchange.control.faults()).toEqual([]);
  });
});

/** A WAV of a pure tone: 8 kHz, 16 bit, mono. */
function wavOf(hz: number, ms: number): Uint8Array {
  const samples = ms * 8;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  [16, 1 + (1 << 16), 8000, 16_000, 2 + (16 << 16)].forEach((word, index) => wav.writeUInt32LE(word, 16 + index * 4));
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1)
    wav.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hz * i) / 8000)), 44 + i * 2);
  return wav;
}
