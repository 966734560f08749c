import { describe, expect, test } from 'vitest';
import {
  createExchangeUnderTest,
  FAR,
  LINE,
  SERVER,
  twiml,
  type ExchangeUnderTest,
} from '../support/emulated-exchange.ts';
import { updateCall } from '../emulator/rest/call-update.ts';

/** Bob talks to an outside caller: P is the caller's leg, C is Bob's. */
async function talking() {
  const exchange = createExchangeUnderTest({
    '/voice': twiml(
      '<Dial answerOnBridge="true" action="/ended?g=1"><Client statusCallback="/leg-status" statusCallbackEvent="completed">bob</Client></Dial><Say>never</Say>',
    ),
    '/ended': twiml('<Pause length="60"/>'),
    '/elsewhere': twiml('<Pause length="90"/>'),
    '/status': { status: 204 },
    '/leg-status': { status: 204 },
  });
  const bob = exchange.devices.register('bob');
  exchange.control.phone(FAR).call(LINE);
  await exchange.clock.advance(0);
  bob.calls[0]?.events.accepted();
  await exchange.clock.advance(5000);
  const [child, parent] = exchange.ledger.all();
  if (child === undefined || parent === undefined) throw new Error('they do not talk');
  return { exchange, bob, child, parent };
}

const update = (exchange: ExchangeUnderTest, sid: string, fields: Record<string, string>) => {
  const call = exchange.ledger.find(sid);
  if (call === null) throw new Error('no such call');
  updateCall(exchange.exchange, call, fields);
};

describe('a parent is redirected while it is in a Dial', () => {
  test('the child ends, the action is asked with completed and ignored, then the new URL runs', async () => {
    const { exchange, bob, child, parent } = await talking();
    update(exchange, parent.sid, { Url: `${SERVER}/elsewhere` });
    await exchange.clock.advance(1000);
    expect(bob.calls[0]?.seen).toEqual(['hangup']);
    expect(child.status).toBe('completed');
    expect(exchange.paths()).toEqual(['/voice', '/leg-status', '/ended', '/elsewhere']);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({
      DialCallStatus: 'completed',
      DialCallSid: child.sid,
      CallStatus: 'in-progress',
    });
    expect(exchange.asked('/ended')[0]?.url.search).toBe('?g=1');
    expect(
      parent.timeline.filter(({ kind }) => kind === 'verb').map(({ what, lengthSeconds }) => [what, lengthSeconds]),
    ).toEqual([
      ['Dial', undefined],
      ['Pause', 90],
    ]);
    expect(exchange.control.phone(FAR).view().state).toBe('in-call');
  });

  test('while it still rings: the same, and the Device stops ringing', async () => {
    const exchange = createExchangeUnderTest({
      '/voice': twiml('<Dial answerOnBridge="true" action="/ended"><Client>bob</Client></Dial>'),
      '/ended': twiml('<Say>never</Say>'),
      '/status': { status: 204 },
    });
    const bob = exchange.devices.register('bob');
    const { callSid } = exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(1000);
    update(exchange, callSid, { Twiml: twiml('<Pause length="90"/>') });
    await exchange.clock.advance(1000);
    expect(bob.calls[0]?.seen).toEqual(['cancel']);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'completed' });
    expect(exchange.control.phone(FAR).view().state).toBe('calling');
  });

  test('in the time that was measured: the child after 166 ms, the action at 320, the new URL at 651', async () => {
    const { exchange, child, parent } = await talking();
    const startedAt = exchange.clock.now();
    update(exchange, parent.sid, { Url: `${SERVER}/elsewhere` });
    await exchange.clock.advance(1000);
    expect(child.endedAtMs).toBe(startedAt + 166);
    const at = (path: string) =>
      Date.parse(exchange.control.webhooks().find(({ url }) => new URL(url).pathname === path)?.at ?? '') - startedAt;
    expect([at('/ended'), at('/elsewhere')]).toEqual([320, 651]);
  });

  test('TwiML over REST whose action is relative fails with 15004', async () => {
    const { exchange, parent } = await talking();
    update(exchange, parent.sid, { Twiml: twiml('<Dial action="/ended"><Client>bob</Client></Dial>') });
    await exchange.hear(3000);
    expect(parent.status).toBe('failed');
    expect(parent.timeline.find(({ kind }) => kind === 'error')).toMatchObject({ code: 15004 });
  });

  test('TwiML of more than 4,000 characters is refused', async () => {
    const { exchange, parent } = await talking();
    const long = twiml(`<Say>${'a'.repeat(4000)}</Say>`);
    expect(() => update(exchange, parent.sid, { Twiml: long })).toThrow(/4000/);
  });

  test('a redirected Pause is cut short, without an action', async () => {
    const exchange = createExchangeUnderTest({
      '/voice': twiml('<Pause length="60"/>'),
      '/status': { status: 204 },
    });
    const { callSid } = exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(1000);
    update(exchange, callSid, { Twiml: twiml('<Reject/>') });
    await exchange.clock.advance(1000);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'idle', lastEnd: 'declined' });
  });
});

test('a call in a leading Pause refuses a redirect with 21220 when Twilio is taken to do so', async () => {
  const exchange = createExchangeUnderTest({ '/voice': twiml('<Pause length="60"/>'), '/status': { status: 204 } });
  exchange.control.guess({ leadingPause: 'refuses-redirect' });
  const { callSid } = exchange.control.phone(FAR).call(LINE);
  await exchange.clock.advance(1000);
  expect(() => update(exchange, callSid, { Twiml: twiml('<Reject/>') })).toThrow(/not in-progress/);
  exchange.control.reset();
  expect(exchange.control.guesses().leadingPause).toBe('accepts-redirect');
});

describe('a child is redirected', () => {
  test('it runs its own TwiML; the parent’s action decides for the parent, without a duration', async () => {
    const { exchange, bob, child, parent } = await talking();
    update(exchange, child.sid, { Url: `${SERVER}/elsewhere` });
    await exchange.clock.advance(1000);
    expect(child.isAlive && parent.isAlive).toBe(true);
    const [action] = exchange.asked('/ended');
    expect(action?.params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: child.sid });
    expect(action?.params).not.toHaveProperty('DialCallDuration');
    expect(exchange.asked('/elsewhere')[0]?.params).toMatchObject({
      CallSid: child.sid,
      ParentCallSid: parent.sid,
      Direction: 'outbound-dial',
      To: 'client:bob',
    });
    expect(exchange.asked('/leg-status')).toHaveLength(0);
    bob.calls[0]?.events.hungUp();
    await exchange.clock.advance(1000);
    expect(exchange.asked('/leg-status')).toHaveLength(1);
    expect(parent.isAlive).toBe(true);
  });

  test('the two no longer hear each other', async () => {
    const { exchange, child, bob } = await talking();
    exchange.control.phone(FAR).says({ toneHz: 1000 });
    await exchange.hear(100);
    const media = bob.calls[0]?.media;
    if (media === undefined) throw new Error('no call');
    expect((await exchange.measure(200, () => media.hears(1000, 200))).purity).toBeGreaterThan(0.99);
    update(exchange, child.sid, { Url: `${SERVER}/elsewhere` });
    await exchange.hear(300);
    expect((await exchange.measure(200, () => media.hears(1000, 200))).silent).toBe(true);
  });
});

describe('a call is ended over REST', () => {
  test('completed ends the parent and its child', async () => {
    const { exchange, bob, parent, child } = await talking();
    update(exchange, parent.sid, { Status: 'completed' });
    await exchange.clock.settle();
    expect([parent.status, child.status]).toEqual(['completed', 'completed']);
    expect(bob.calls[0]?.seen).toEqual(['hangup']);
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'idle', lastEnd: 'hung-up-there' });
  });

  test('canceled leaves a call in progress alone', async () => {
    const { exchange, parent } = await talking();
    update(exchange, parent.sid, { Status: 'canceled' });
    await exchange.clock.settle();
    expect(parent.status).toBe('in-progress');
  });

  test('a call that is over cannot be redirected: 21220', async () => {
    const { exchange, parent } = await talking();
    update(exchange, parent.sid, { Status: 'completed' });
    expect(() => update(exchange, parent.sid, { Url: `${SERVER}/elsewhere` })).toThrow(/not in-progress/);
  });
});
