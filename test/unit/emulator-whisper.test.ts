import { describe, expect, test } from 'vitest';
import { updateCall } from '../emulator/rest/call-update.ts';
import { createExchangeUnderTest, FAR, LINE, twiml } from '../support/emulated-exchange.ts';
import { wavOf } from '../support/emulated-room.ts';

const TARGET = '+15145550124';

/** Ann calls a number through a Device of hers; who answers hears something first. */
async function dialing({ heard = '<Play>/notice.wav</Play>' } = {}) {
  const noun = `<Number url="/heard?x=1">${TARGET}</Number>`;
  const exchange = createExchangeUnderTest({
    '/outgoing': twiml(`<Dial answerOnBridge="true" callerId="${LINE}" action="/ended">${noun}</Dial>`),
    '/heard': twiml(heard),
    '/ended': twiml('<Pause length="600"/>'),
    '/notice.wav': { status: 200, type: 'audio/wav', body: wavOf(1800, 1000) },
    '/status': { status: 204 },
  });
  const phone = exchange.control.phone(TARGET);
  phone.put({ character: 'manual', says: { toneHz: 700 } });
  const ann = exchange.place('ann');
  await exchange.clock.advance(100);
  return { exchange, phone, ann };
}

describe('what a callee hears before being connected', () => {
  test('the called side hears it, the caller hears it ring; then they are connected', async () => {
    const { exchange, phone, ann } = await dialing();
    phone.answer();
    await exchange.hear(40);
    const during = await exchange.measure(400, () => Promise.all([phone.hears(1800, 400), ann.media.hears(700, 400)]));
    expect([during[0].purity > 0.95, during[1].silent, ann.seen]).toEqual([true, true, ['ringing']]);
    expect(exchange.asked('/heard')[0]).toMatchObject({
      params: { To: TARGET, CallStatus: 'in-progress', Direction: 'outbound-dial' },
    });
    await exchange.hear(1000);
    expect(ann.seen).toEqual(['ringing', 'answer']);
    const after = await exchange.measure(200, () => ann.media.hears(700, 200));
    expect(after.purity).toBeGreaterThan(0.95);
    phone.hangUp();
    await exchange.clock.advance(500);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' });
  });

  test('a Device hears it too', async () => {
    const caller = createExchangeUnderTest({
      '/voice': twiml('<Dial answerOnBridge="true"><Client url="/heard" method="GET">bob</Client></Dial>'),
      '/heard': twiml('<Pause length="1"/>'),
      '/status': { status: 204 },
    });
    const device = caller.devices.register('bob');
    caller.control.phone(FAR).call(LINE);
    await caller.clock.advance(100);
    device.calls[0]?.events.accepted();
    await caller.clock.advance(500);
    expect(caller.asked('/heard')[0]?.method).toBe('GET');
    expect(caller.control.phone(FAR).view().state).toBe('calling');
    await caller.clock.advance(1000);
    expect(caller.control.phone(FAR).view().state).toBe('in-call');
  });

  test.each([
    ['hangs up meanwhile', '<Pause length="60"/>', true],
    ['is hung up on by it', '<Pause length="1"/><Hangup/>', false],
  ])('one who %s was never connected', async (_, heard, isHangingUp) => {
    const { exchange, phone, ann } = await dialing({ heard });
    phone.answer();
    await exchange.clock.advance(500);
    if (isHangingUp) phone.hangUp();
    await exchange.clock.advance(1500);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'false' });
    expect(ann.seen).toEqual(['ringing']);
  });

  test('a caller who goes meanwhile takes the callee along', async () => {
    const { exchange, phone, ann } = await dialing({ heard: '<Pause length="60"/>' });
    phone.answer();
    await exchange.clock.advance(500);
    ann.events.hungUp();
    await exchange.clock.advance(500);
    expect(phone.view()).toMatchObject({ state: 'idle', lastEnd: 'hung-up-there' });
  });

  test('a callee who is redirected meanwhile hears the new TwiML and is not connected', async () => {
    const { exchange, phone } = await dialing({ heard: '<Pause length="2"/>' });
    phone.answer();
    await exchange.clock.advance(500);
    const [child] = exchange.ledger.all();
    if (child === undefined) throw new Error('nobody was called');
    updateCall(exchange.exchange, child, { Twiml: twiml('<Pause length="60"/>') });
    await exchange.clock.advance(5000);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialBridged: 'false' });
    expect(child.isAlive).toBe(true);
  });

  test('a Dial in it is an error of the callee’s call', async () => {
    const { exchange, phone } = await dialing({ heard: '<Dial><Client>bob</Client></Dial>' });
    phone.answer();
    await exchange.hear(2500);
    const [child] = exchange.ledger.all();
    expect(child?.status).toBe('failed');
    expect(child?.timeline.find(({ kind }) => kind === 'error')).toMatchObject({ code: 12200 });
  });
});
