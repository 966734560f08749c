import { expect, test } from 'vitest';
import { TelephoneDouble } from '../support/telephone-double.ts';

async function dialing(to = '5550199'): Promise<TelephoneDouble> {
  const ann = await TelephoneDouble.ready();
  ann.engine.dial(to);
  await ann.clock.advance();
  return ann;
}

async function talking(): Promise<TelephoneDouble> {
  const ann = await dialing();
  ann.voice.line.call.rings();
  ann.voice.line.call.answers();
  return ann;
}

test('Ann calls, hears ringback, talks, and hangs up', async () => {
  const ann = await dialing();
  expect(ann.voice.line.dialed).toEqual([{ To: '5550199', Attempt: 'attempt 1' }]);
  ann.voice.line.call.rings();
  expect(ann.heard).toEqual(['~ringback']);
  await ann.clock.advance(4_000);
  ann.voice.line.call.answers();
  await ann.clock.advance(61_400);
  ann.view.commands.hangUp?.();
  await ann.clock.advance();
  expect(ann.states).toEqual(['none', 'preparing', 'connecting', 'ringing', 'open', 'closed']);
  expect(ann.call).toMatchObject({ reason: 'hung-up', isSettled: true, talkSeconds: 61 });
  expect(ann.heard).toEqual(['~ringback', 'connect', '~', 'end']);
  await ann.clock.advance();
  expect(ann.voice.line.call.done).toEqual(['mute', 'disconnect']);
  expect(ann.microphonesOpen).toBe(0);
});

test('early media is heard instead of our ringback', async () => {
  const ann = await dialing();
  ann.voice.line.call.rings(true);
  expect(ann.heard).toEqual([]);
});

test('the clock on screen ticks once a second from the answer, and stops with the call', async () => {
  const ann = await talking();
  const start = ann.clock.now();
  await ann.clock.advance(3_000);
  expect(ann.view.nowMs - start).toBe(3_000);
  ann.voice.line.call.ends();
  await ann.clock.advance(2_000);
  const { nowMs } = ann.view;
  await ann.clock.advance(2_000);
  expect(ann.view.nowMs).toBe(nowMs);
});

test('keys dialled behind the number are pressed after the answer, with their pauses, and never before', async () => {
  const ann = await dialing('+15145550199,,12#,3');
  expect(ann.voice.line.dialed).toMatchObject([{ To: '+15145550199' }]);
  const { call } = ann.voice.line;
  call.rings();
  await ann.clock.advance(10_000);
  expect(call.done).toEqual([]);
  call.answers();
  await ann.clock.advance(3_999);
  expect(call.done).toEqual([]);
  await ann.clock.advance(1);
  expect(call.done).toEqual(['digits 12#']);
  await ann.clock.advance(3 * 230 + 2_000);
  expect(call.done).toEqual(['digits 12#', 'digits 3']);
  expect(ann.call).toMatchObject({ digits: '12#3', dialed: '+15145550199,,12#,3' });
});

test('a call that was talked leaves the screen by itself after five seconds; one that failed its caller stays', async () => {
  const ann = await talking();
  ann.view.commands.hangUp?.();
  await ann.clock.advance(4_999);
  expect(ann.call).toMatchObject({ state: 'closed', reason: 'hung-up' });
  await ann.clock.advance(1);
  expect(ann.view.call).toBeNull();
  const bob = await dialing();
  bob.outcome = { state: 'busy' };
  bob.voice.line.call.ends(31486);
  await bob.clock.advance(60_000);
  expect(bob.call).toMatchObject({ state: 'closed', reason: 'busy' });
});

test('the exchange says busy a moment after the network hung up: busy is told, with its tone', async () => {
  const ann = await dialing();
  ann.voice.line.call.rings();
  ann.outcome = { state: 'ringing', isFinal: false };
  ann.voice.line.call.ends(31480);
  await ann.clock.advance(200);
  expect(ann.call).toMatchObject({ state: 'closed', isSettled: false });
  ann.outcome = { state: 'busy' };
  await ann.clock.advance(200);
  expect(ann.call).toMatchObject({ reason: 'busy', isSettled: true });
  expect(ann.heard.at(-1)).toBe('~busy');
});

test('with the exchange silent, the words come from the SDK within a second', async () => {
  const ann = await dialing();
  ann.voice.line.call.rings();
  ann.voice.line.call.ends(31603);
  await ann.clock.advance(899);
  expect(ann.call).toMatchObject({ isSettled: false });
  await ann.clock.advance(1);
  expect(ann.call).toMatchObject({ reason: 'declined', isSettled: true });
});

test('a blocked call, which never learns its SID, is asked for by its own name and told with its rule', async () => {
  const ann = await dialing('911');
  ann.outcome = { party: { kind: 'unknown', dialed: '911' }, state: 'blocked', blockReason: 'emergency' };
  ann.voice.line.call.ends();
  await ann.clock.advance(200);
  expect(ann.asked).toEqual([ann.voice.line.dialed[0]?.['Attempt']]);
  expect(ann.call).toMatchObject({ reason: 'blocked', blockReason: 'emergency' });
});

test('a call canceled while it rings leaves nothing ringing, and the next one can be dialled at once', async () => {
  const ann = await dialing();
  ann.voice.line.call.rings();
  ann.view.commands.hangUp?.();
  expect(ann.call).toMatchObject({ reason: 'canceled' });
  expect(ann.voice.line.call.done).toEqual(['disconnect']);
  ann.view.commands.redial?.();
  await ann.clock.advance();
  expect(ann.call.state).toBe('connecting');
  expect(ann.voice.line.dialed).toHaveLength(2);
});

test('what an earlier call still learns does not touch the next one', async () => {
  const ann = await dialing();
  const first = ann.voice.line.call;
  first.rings();
  first.ends(31486);
  ann.engine.dial('5550177');
  await ann.clock.advance(2_000);
  first.answers();
  expect(ann.call).toMatchObject({ state: 'connecting', dialed: '5550177' });
});

test('a call hung up before the network had it is dropped when the network has it', async () => {
  const ann = await TelephoneDouble.ready();
  ann.engine.dial('5550199');
  ann.view.commands.hangUp?.();
  await ann.clock.advance();
  expect(ann.call).toMatchObject({ reason: 'canceled' });
  expect(ann.voice.line.calls.every((call) => call.done.includes('disconnect'))).toBe(true);
});

test('without a microphone the call is not placed, the reason is told, and the number is kept', async () => {
  const ann = await TelephoneDouble.ready();
  ann.microphoneProblem = 'microphone-denied';
  ann.engine.dial('5550199');
  await ann.clock.advance();
  expect(ann.call).toMatchObject({ reason: 'failed', problem: { code: 'microphone-denied' }, dialed: '5550199' });
  expect(ann.voice.line.dialed).toEqual([]);
  ann.microphoneProblem = null;
  ann.view.commands.redial?.();
  await ann.clock.advance();
  expect(ann.call.state).toBe('connecting');
});

test('a dial before the SDK is there waits for it; a chunk that fails keeps the number and can be tried again', async () => {
  const ann = new TelephoneDouble();
  ann.permission = 'prompt';
  ann.isAppMissing = true;
  ann.engine.enable();
  await ann.clock.advance();
  ann.engine.dial('5550199');
  await ann.clock.advance();
  expect(ann.call).toMatchObject({ reason: 'failed', problem: { code: 'app-unavailable' }, dialed: '5550199' });
  ann.isAppMissing = false;
  ann.view.commands.redial?.();
  await ann.clock.advance();
  expect(ann.call.state).toBe('connecting');
});

test('a network that never takes the call is given up after ten seconds, and the line is made anew', async () => {
  const ann = await TelephoneDouble.ready();
  ann.voice.isConnectStuck = true;
  ann.engine.dial('5550199');
  await ann.clock.advance(10_000);
  expect(ann.call).toMatchObject({ reason: 'failed', problem: { code: 'twilio-unreachable' } });
  expect(ann.voice.lines).toHaveLength(2);
});

test('mute and keys reach the network only while people talk', async () => {
  const ann = await dialing();
  ann.voice.line.call.rings();
  expect(ann.view.commands).toMatchObject({ mute: null, sendDigits: null });
  ann.voice.line.call.answers();
  ann.view.commands.mute?.();
  expect(ann.call).toMatchObject({ isMuted: true });
  expect(ann.view.commands.mute).toBeNull();
  ann.view.commands.sendDigits?.('1a#');
  expect(ann.call).toMatchObject({ digits: '1#' });
  ann.view.commands.unmute?.();
  expect(ann.voice.line.call.done).toEqual(['mute', 'digits 1#', 'unmute']);
  expect(ann.heard.slice(-2)).toEqual(['key 1', 'key #']);
});

test('a socket lost and found again keeps the call; one lost for good ends it and makes the line anew', async () => {
  const ann = await talking();
  ann.voice.line.call.tells({ type: 'reconnecting' });
  expect(ann.call.state).toBe('reconnecting');
  ann.voice.line.call.tells({ type: 'reconnected' });
  expect(ann.call.state).toBe('open');
  ann.voice.line.call.ends(31005, true);
  await ann.clock.advance(1_000);
  expect(ann.call).toMatchObject({ reason: 'failed', problem: { code: 'call-lost' } });
  expect(ann.voice.lines).toHaveLength(2);
  expect(ann.view.readiness).toBe('ready');
});

test('a token that turns out to be dead under a new call is exchanged, and the call is placed again', async () => {
  const ann = await dialing();
  ann.voice.line.events.failed(20104);
  await ann.clock.advance();
  expect(ann.voice.lines).toHaveLength(2);
  expect(ann.voice.line.tokens).toEqual(['token 2']);
  expect(ann.voice.line.dialed).toEqual([{ To: '5550199', Attempt: 'attempt 1' }]);
  ann.voice.line.call.answers();
  expect(ann.call.state).toBe('open');
});

test('a call that rings for two minutes is given up', async () => {
  const ann = await dialing();
  ann.voice.line.call.rings();
  await ann.clock.advance(121_000);
  expect(ann.call.state).toBe('closed');
  expect(ann.voice.line.call.done).toEqual(['disconnect']);
});
