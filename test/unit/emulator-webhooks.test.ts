import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sign } from '../emulator/webhooks/signature.ts';
import { CALL_STATUSES, isFinal, mayMove } from '../emulator/exchange/status.ts';
import { createSidMaker } from '../emulator/exchange/ledger.ts';
import { createExchangeUnderTest, FAR, LINE, SERVER, twiml } from '../support/emulated-exchange.ts';

const runs = { numRuns: process.env['FULL'] ? 5000 : 200, seed: 2 };

test('Twilio’s published example is signed as published', () => {
  const params = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+12349013030',
    Digits: '1234',
    From: '+12349013030',
    To: '+18005551212',
  };
  expect(sign('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', params)).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
});

describe('what a TwiML request says', () => {
  test('a client’s call: Direction inbound, From its identity, To what the app passed, and the custom parameters', async () => {
    const exchange = createExchangeUnderTest({ '/outgoing': twiml('<Pause length="9"/>') });
    const sdk = exchange.place('alice', {
      To: '+15145550123',
      line: 'home',
      From: 'client:mallory',
      AccountSid: 'AC0',
    });
    await exchange.clock.settle();
    expect(exchange.asked('/outgoing')[0]).toMatchObject({
      method: 'POST',
      headers: { 'User-Agent': 'TwilioProxy/1.1' },
    });
    expect(exchange.asked('/outgoing')[0]?.params).toEqual({
      AccountSid: exchange.account.accountSid,
      ApiVersion: '2010-04-01',
      ApplicationSid: exchange.account.applications[0]?.sid,
      CallSid: sdk.callSid,
      CallStatus: 'ringing',
      Called: '+15145550123',
      Caller: 'client:alice',
      Direction: 'inbound',
      From: 'client:alice',
      To: '+15145550123',
      line: 'home',
    });
  });

  test('a client’s call without a To has empty To and Called', async () => {
    const exchange = createExchangeUnderTest({ '/outgoing': twiml('<Pause length="9"/>') });
    exchange.place('alice');
    await exchange.clock.settle();
    expect(exchange.asked()[0]?.params).toMatchObject({ To: '', Called: '' });
  });

  test('a call from the public network: where both ends are, with empty keys where nobody knows, and no ApplicationSid', async () => {
    const exchange = createExchangeUnderTest({ '/voice': twiml('<Pause length="9"/>') });
    exchange.control.phone('+442079460958').put({ character: 'manual', verified: false });
    exchange.control.phone('+442079460958').call(LINE);
    await exchange.clock.settle();
    const params = exchange.asked('/voice')[0]?.params;
    expect(params).toMatchObject({
      Direction: 'inbound',
      CallStatus: 'ringing',
      From: '+442079460958',
      Caller: '+442079460958',
      To: LINE,
      Called: LINE,
      FromCity: '',
      FromState: '',
      FromZip: '',
      FromCountry: 'GB',
      ToState: 'QC',
      ToCountry: 'CA',
      CalledCity: 'SHERBROOKE',
      CallerCountry: 'GB',
      StirVerstat: 'TN-Validation-Failed',
    });
    expect(params).not.toHaveProperty('ApplicationSid');
  });

  test('a GET carries its parameters in the query, and is signed over the whole URL', async () => {
    const exchange = createExchangeUnderTest({
      '/voice': twiml('<Redirect method="GET">/next?a=1</Redirect>'),
      '/next': twiml('<Pause length="9"/>'),
    });
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.settle();
    const [asked] = exchange.asked('/next');
    expect(asked?.headers['X-Twilio-Signature']).toBe(sign(exchange.account.authToken, asked?.url.href ?? '', {}));
    expect(asked?.url.search.startsWith('?a=1&AccountSid=')).toBe(true);
  });
});

describe('status callbacks', () => {
  const everything = 'statusCallback="/leg-status" statusCallbackEvent="initiated ringing answered completed"';
  const server = (number: string) => ({
    '/outgoing': twiml(
      `<Dial answerOnBridge="true" callerId="${LINE}" timeout="20" action="/ended"><Number ${number}>${FAR}</Number></Dial>`,
    ),
    '/ended': twiml(''),
    '/leg-status': { status: 204 },
    '/status': { status: 204 },
  });

  test('an answered leg: four callbacks, numbered from 0, the last one before the action, the parent’s after it', async () => {
    const exchange = createExchangeUnderTest(server(everything));
    const sdk = exchange.place('alice', { To: FAR });
    await exchange.clock.advance(3000);
    exchange.control.phone(FAR).answer();
    await exchange.clock.advance(90_000);
    exchange.control.phone(FAR).hangUp();
    await exchange.clock.advance(0);
    const told = exchange.asked('/leg-status').map(({ params }) => params);
    expect(told.map((params) => [params['SequenceNumber'], params['CallStatus']])).toEqual([
      ['0', 'initiated'],
      ['1', 'ringing'],
      ['2', 'in-progress'],
      ['3', 'completed'],
    ]);
    expect(told[3]).toMatchObject({
      ParentCallSid: sdk.callSid,
      Direction: 'outbound-dial',
      CallbackSource: 'call-progress-events',
      From: LINE,
      To: FAR,
      CallDuration: '90',
      Duration: '2',
      SipResponseCode: '200',
      Timestamp: 'Sun, 22 Nov 2026 12:01:33 +0000',
    });
    expect(told[1]).not.toHaveProperty('CallDuration');
    expect(exchange.paths().slice(-3)).toEqual(['/leg-status', '/ended', '/status']);
    expect(exchange.asked('/status')[0]?.params).toMatchObject({
      CallSid: sdk.callSid,
      SequenceNumber: '0',
      CallStatus: 'completed',
      CallDuration: '90',
    });
  });

  test.each([
    ['busy', 'busy', '486'],
    ['declines', 'busy', '603'],
    ['not-in-service', 'failed', '404'],
    ['no-answer', 'no-answer', '487'],
  ] as const)('a telephone that is %s ends %s with SIP %s', async (character, status, sip) => {
    const exchange = createExchangeUnderTest(server(everything));
    exchange.control.phone(FAR).put({ character });
    exchange.place('alice', { To: FAR });
    await exchange.clock.advance(30_000);
    expect(exchange.asked('/leg-status').at(-1)?.params).toMatchObject({
      CallStatus: status,
      SipResponseCode: sip,
      CallDuration: '0',
    });
  });

  test('a Number that asks for nothing in particular hears only of the end', async () => {
    const exchange = createExchangeUnderTest(server('statusCallback="/leg-status"'));
    exchange.control.phone(FAR).put({ character: 'busy' });
    exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    expect(exchange.asked('/leg-status').map(({ params }) => [params['SequenceNumber'], params['CallStatus']])).toEqual(
      [['0', 'busy']],
    );
  });

  test('a callback that fails is an error in the timeline and stops nothing', async () => {
    const exchange = createExchangeUnderTest({ ...server(everything), '/leg-status': { status: 500 } });
    exchange.control.phone(FAR).put({ character: 'busy' });
    exchange.place('alice', { To: FAR });
    await exchange.clock.advance(1000);
    expect(exchange.asked('/ended')).toHaveLength(1);
    expect(exchange.control.calls()[0]?.timeline).toContainEqual(
      expect.objectContaining({ kind: 'error', code: 11200 }),
    );
  });

  test('a callback server that hangs delays the action by a fifth of a second at most', async () => {
    const exchange = createExchangeUnderTest({ ...server(everything), '/leg-status': 'never' });
    exchange.control.phone(FAR).put({ character: 'busy' });
    exchange.place('alice', { To: FAR });
    await exchange.clock.advance(200);
    expect(exchange.asked('/ended')).toHaveLength(1);
  });
});

describe('a call’s status', () => {
  test('nothing leaves a final status, whatever happens', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CALL_STATUSES), fc.constantFrom(...CALL_STATUSES), (from, to) => {
        if (isFinal(from) || from === to) expect(mayMove(from, to)).toBe(false);
        if (!isFinal(from)) expect(mayMove(from, 'completed')).toBe(true);
      }),
      runs,
    );
  });

  test('the same seed gives the same SIDs, shaped like Twilio’s', () => {
    const [one, two] = [createSidMaker(7), createSidMaker(7)];
    const sids = Array.from({ length: 200 }, () => one('CA'));
    expect(sids).toEqual(Array.from({ length: 200 }, () => two('CA')));
    expect(new Set(sids).size).toBe(200);
    expect(sids.every((sid) => /^CA[0-9a-f]{32}$/.test(sid))).toBe(true);
  });
});

test('the journal keeps what was asked and answered, newest first', async () => {
  const exchange = createExchangeUnderTest({ '/voice': twiml('<Reject/>'), '/status': { status: 204 } });
  const { callSid } = exchange.control.phone(FAR).call(LINE);
  await exchange.clock.settle();
  expect(exchange.control.webhooks()).toMatchObject([
    { kind: 'callback', url: `${SERVER}/status`, status: 204 },
    {
      kind: 'twiml',
      callSid,
      url: `${SERVER}/voice`,
      method: 'POST',
      status: 200,
      ms: 0,
      body: twiml('<Reject/>'),
      error: null,
    },
  ]);
});
