import { describe, expect, test } from 'vitest';
import { createExchangeUnderTest, FAR, LINE, twiml } from '../support/emulated-exchange.ts';

const ringing = (nouns: string) => ({
  '/voice': twiml(`<Dial answerOnBridge="true" timeout="20" action="/ended">${nouns}</Dial>`),
  '/ended': twiml(''),
  '/status': { status: 204 },
});

describe('an outside telephone calls the line', () => {
  test('every Device of the identity rings; the first to accept has it and the others stop', async () => {
    const exchange = createExchangeUnderTest(
      ringing(
        '<Client><Identity>bob</Identity><Parameter name="line" value="a b&amp;c"/></Client><Client>carol</Client>',
      ),
    );
    const [laptop, mobile, carol] = [
      exchange.devices.register('bob'),
      exchange.devices.register('bob'),
      exchange.devices.register('carol'),
    ];
    exchange.control.phone(FAR).put({ character: 'manual', verified: true });
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(0);
    const [one, two, three] = [laptop, mobile, carol].map((device) => device.calls[0]);
    expect(one?.callSid).toBe(two?.callSid);
    expect(one?.parameters).toEqual({
      ApiVersion: '2010-04-01',
      CallSid: one?.callSid,
      AccountSid: exchange.account.accountSid,
      From: FAR,
      To: 'client:bob',
      Params: 'line=a+b%26c',
      StirStatus: 'TN-Validation-Passed-A',
    });
    two?.events.accepted();
    await exchange.clock.settle();
    expect([one?.seen, two?.seen, three?.seen]).toEqual([['cancel'], [], ['cancel']]);
    expect(exchange.control.phone(FAR).view().state).toBe('in-call');
    expect(exchange.control.calls().map(({ direction, status }) => `${direction} ${status}`)).toEqual([
      'outbound-dial canceled',
      'outbound-dial in-progress',
      'inbound in-progress',
    ]);
  });

  test('all Devices decline: busy, and the caller hears of it', async () => {
    const exchange = createExchangeUnderTest(ringing('<Client>bob</Client>'));
    const devices = [exchange.devices.register('bob'), exchange.devices.register('bob')];
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(0);
    devices[0]?.calls[0]?.events.rejected();
    await exchange.clock.settle();
    expect(exchange.control.phone(FAR).view().state).toBe('calling');
    devices[1]?.calls[0]?.events.rejected();
    await exchange.clock.settle();
    expect(exchange.asked('/ended').map(({ params }) => params)).toHaveLength(1);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'busy' });
    expect(exchange.control.phone(FAR).view()).toMatchObject({ state: 'idle', lastEnd: 'declined' });
  });

  test('nobody has that identity registered: no answer, at once', async () => {
    const exchange = createExchangeUnderTest(ringing('<Client>bob</Client>'));
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(0);
    expect(exchange.asked('/ended').map(({ params }) => params)).toHaveLength(1);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'no-answer' });
  });

  test('the caller gives up: the Devices stop ringing', async () => {
    const exchange = createExchangeUnderTest(ringing('<Client>bob</Client>'));
    const bob = exchange.devices.register('bob');
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(1000);
    exchange.control.phone(FAR).hangUp();
    await exchange.clock.settle();
    expect(bob.calls[0]?.seen).toEqual(['cancel']);
    expect(exchange.asked('/ended').map(({ params }) => params)).toHaveLength(1);
    expect(exchange.asked('/ended')[0]?.params).toMatchObject({ DialCallStatus: 'canceled' });
  });

  test('a Device that is lost in the call ends it for the caller too', async () => {
    const exchange = createExchangeUnderTest(ringing('<Client>bob</Client>'));
    const bob = exchange.devices.register('bob');
    exchange.control.phone(FAR).call(LINE);
    await exchange.clock.advance(0);
    bob.calls[0]?.events.accepted();
    await exchange.clock.settle();
    bob.calls[0]?.events.lost();
    await exchange.clock.settle();
    expect(exchange.control.phone(FAR).view().state).toBe('idle');
  });

  test('a withheld caller is known by the number for it, and the network vouches for nobody', async () => {
    const exchange = createExchangeUnderTest(ringing('<Client>bob</Client>'));
    const bob = exchange.devices.register('bob');
    exchange.control.phone(FAR).put({ character: 'manual', verified: true });
    exchange.control.phone(FAR).call(LINE, { withheld: true });
    await exchange.clock.settle();
    expect(exchange.asked('/voice')[0]?.params).toMatchObject({ From: '+266696687', Caller: '+266696687' });
    expect(exchange.asked().filter(({ params }) => 'StirVerstat' in params)).toEqual([]);
    expect(bob.calls[0]?.parameters).toMatchObject({ From: '+266696687' });
    expect(bob.calls[0]?.parameters).not.toHaveProperty('StirStatus');
  });
});
