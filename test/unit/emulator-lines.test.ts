import { describe, expect, test } from 'vitest';
import { createExchangeUnderTest, FAR, LINE, SECOND_LINE, twiml } from '../support/emulated-exchange.ts';

const lines = { lines: 2 } as const;
const statuses = { '/status': { status: 204 }, '/ended': twiml('') };
/** Alice calls the second line, shown as the first; Bob rings there. */
const acrossLines = {
  '/outgoing': twiml(
    `<Dial answerOnBridge="true" callerId="${LINE}" timeout="20" action="/ended"><Number>${SECOND_LINE}</Number></Dial>`,
  ),
  '/voice': twiml('<Dial answerOnBridge="true" timeout="15"><Client>bob</Client></Dial>'),
  ...statuses,
};

describe('an account with two lines', () => {
  test('tells both, the main one first', () => {
    const exchange = createExchangeUnderTest({}, lines);
    expect(exchange.control.lines()).toEqual([{ phoneNumber: LINE }, { phoneNumber: SECOND_LINE }]);
  });

  test.each([LINE, SECOND_LINE])('is called on %s: the webhooks and the call say which', async (line) => {
    const exchange = createExchangeUnderTest({ '/voice': twiml('<Reject/>'), ...statuses }, lines);
    exchange.control.phone(FAR).call(line);
    await exchange.clock.advance(0);
    expect(exchange.asked('/voice')[0]?.params).toMatchObject({ From: FAR, To: line, Called: line });
    expect(exchange.asked('/status')[0]?.params).toMatchObject({ To: line, CallStatus: 'busy' });
    const { phoneNumberSid } = exchange.ledger.all()[0]?.facts ?? {};
    expect(exchange.account.phoneNumbers.find(({ sid }) => sid === phoneNumberSid)?.phoneNumber).toBe(line);
  });

  test.each([LINE, SECOND_LINE])('may show %s to whom it calls', async (line) => {
    const dial = twiml(`<Dial answerOnBridge="true" callerId="${line}"><Number>${FAR}</Number></Dial>`);
    const exchange = createExchangeUnderTest({ '/outgoing': dial, ...statuses }, lines);
    exchange.place('alice', { To: FAR });
    await exchange.clock.advance(100);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'ringing', other: line });
  });
});

describe('a call from one line of the account to the other', () => {
  test('is two calls: one goes out, one comes in, and both ends hear each other and their keys', async () => {
    const exchange = createExchangeUnderTest(acrossLines, lines);
    const bob = exchange.devices.register('bob');
    const alice = exchange.place('alice', { To: SECOND_LINE });
    await exchange.clock.advance(100);
    expect(alice.seen).toEqual(['ringing']);
    expect(exchange.asked('/voice')[0]?.params).toMatchObject({ From: LINE, To: SECOND_LINE, Direction: 'inbound' });
    bob.calls[0]?.events.accepted();
    await exchange.clock.advance(0);
    expect(alice.seen).toEqual(['ringing', 'answer']);
    expect(exchange.control.calls().map(({ direction, from, to, status }) => [direction, from, to, status])).toEqual([
      ['outbound-dial', LINE, 'client:bob', 'in-progress'],
      ['inbound', LINE, SECOND_LINE, 'in-progress'],
      ['outbound-dial', LINE, SECOND_LINE, 'in-progress'],
      ['inbound', 'client:alice', SECOND_LINE, 'in-progress'],
    ]);
    alice.media.voice = toneOf(500);
    await exchange.hear(200);
    const heard = await exchange.measure(400, () => bob.calls[0]?.media.hears(500, 400) ?? Promise.reject());
    expect(heard.purity).toBeGreaterThan(0.99);
    alice.media.press('5');
    expect(
      exchange.control.calls().map(({ timeline }) => timeline.filter(({ kind }) => kind === 'dtmf').length),
    ).toEqual([0, 1, 0, 1]);
    bob.calls[0]?.events.hungUp();
    await exchange.clock.advance(300);
    expect(exchange.control.calls().map(({ status }) => status)).toEqual(Array(4).fill('completed'));
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' });
  });

  test('nobody is there to answer: she hears so, and both calls end unanswered', async () => {
    const exchange = createExchangeUnderTest(acrossLines, lines);
    const alice = exchange.place('alice', { To: SECOND_LINE });
    await exchange.clock.advance(500);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'no-answer' });
    expect(alice.seen).toEqual(['hangup 31480']);
    expect(exchange.control.calls().map(({ status }) => status)).toEqual(Array(4).fill('no-answer'));
  });

  test('she gives up: nothing rings on', async () => {
    const exchange = createExchangeUnderTest(acrossLines, lines);
    const bob = exchange.devices.register('bob');
    const alice = exchange.place('alice', { To: SECOND_LINE });
    await exchange.clock.advance(1000);
    alice.events.hungUp();
    await exchange.clock.advance(300);
    expect(bob.calls[0]?.seen).toEqual(['cancel']);
    expect(exchange.control.calls().map(({ status }) => status)).toEqual(Array(4).fill('canceled'));
  });
});

function toneOf(hz: number) {
  return {
    next: () => Int16Array.from({ length: 160 }, (_, i) => Math.round(8000 * Math.sin((2 * Math.PI * hz * i) / 8000))),
  };
}
