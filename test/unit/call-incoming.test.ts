import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CallSid } from '../../worker/protocol.ts';
import type { CallDouble } from '../support/voice-double.ts';
import { answerer, TelephoneDouble } from '../support/telephone-double.ts';

const invitation = (sid = '1') => ({
  parameters: { From: '+15145550123', CallSid: `CA${sid.padStart(32, '0')}` },
  customParameters: new Map([
    ['conversation', `CA${'f'.repeat(32)}`],
    ['line', '+18195550100'],
    ['caller_name', 'Jean Tremblay'],
  ]),
  isVerified: true,
});

const OTHER = v.parse(CallSid, `CA${'e'.repeat(32)}`);
/** One of another conversation. */
const another = (sid: string) => ({ ...invitation(sid), customParameters: new Map([['conversation', OTHER]]) });

async function ringing(): Promise<{ bob: TelephoneDouble; leg: CallDouble }> {
  const bob = await TelephoneDouble.ready();
  const leg = bob.voice.line.invite(invitation());
  return { bob, leg };
}

test('a call rings with who calls, which line was called, and that the network vouches for them', async () => {
  const { bob } = await ringing();
  expect(bob.call).toMatchObject({
    state: 'pending',
    party: { kind: 'number', number: '+15145550123' },
    line: '+18195550100',
    conversationSid: `CA${'f'.repeat(32)}`,
    callerName: 'Jean Tremblay',
    isVerified: true,
  });
  expect(bob.heard).toEqual(['~ringtone']);
  expect(bob.view.commands).toMatchObject({ hangUp: null, dial: null });
});

test('Bob answers: the ringtone stops at the tap, the microphone is asked, they talk, and the caller hangs up', async () => {
  const { bob, leg } = await ringing();
  bob.view.commands.accept?.();
  expect(bob.heard.at(-1)).toBe('~');
  await bob.clock.advance();
  expect(leg.done).toEqual(['accept']);
  leg.answers();
  expect(bob.call.state).toBe('open');
  bob.outcome = { direction: 'inbound', state: 'completed', answeredBy: answerer({ isHere: true }) };
  leg.ends();
  await bob.clock.advance(1);
  expect(bob.call).toMatchObject({ reason: 'remote-hung-up', isSettled: true });
});

test('answering without a microphone explains instead of losing the call, and a second try works', async () => {
  const { bob, leg } = await ringing();
  bob.microphoneProblem = 'microphone-denied';
  bob.view.commands.accept?.();
  await bob.clock.advance();
  expect(bob.call).toMatchObject({ state: 'pending', isAnswering: false, problem: { code: 'microphone-denied' } });
  expect(leg.done).toEqual([]);
  expect(bob.heard.at(-1)).toBe('~ringtone');
  bob.microphoneProblem = null;
  bob.view.commands.accept?.();
  await bob.clock.advance();
  expect(leg.done).toEqual(['accept']);
});

test('Bob declines', async () => {
  const { bob, leg } = await ringing();
  bob.view.commands.decline?.();
  expect(leg.done).toEqual(['reject']);
  expect(bob.call).toMatchObject({ reason: 'declined', isSettled: true });
  expect(bob.heard.at(-1)).toBe('~');
  await bob.clock.advance(0);
  expect(bob.view.call).toBeNull();
});

test('the caller gives up: it is a missed call', async () => {
  const { bob, leg } = await ringing();
  bob.outcome = { direction: 'inbound', state: 'missed' };
  leg.ends();
  await bob.clock.advance(1);
  expect(bob.call).toMatchObject({ reason: 'missed', isSettled: true });
});

test("Marie's laptop answers: it is not a missed call", async () => {
  const { bob, leg } = await ringing();
  bob.outcome = {
    direction: 'inbound',
    state: 'in-progress',
    isFinal: false,
    answeredBy: answerer({ device: "Marie's laptop" }),
  };
  leg.ends();
  await bob.clock.advance(1);
  expect(bob.call).toMatchObject({ reason: 'answered-elsewhere', answerer: { name: "Marie's laptop", isMine: true } });
});

test('the caller gives up while Bob is being asked for the microphone: it is given back', async () => {
  const { bob, leg } = await ringing();
  bob.view.commands.accept?.();
  leg.ends();
  await bob.clock.advance(1_000);
  expect(bob.call).toMatchObject({ state: 'closed', reason: 'missed' });
  expect(bob.microphonesOpen).toBe(0);
  expect(leg.done).toEqual([]);
});

test('two people call at once: the second is shown when the first gives up, if it still rings', async () => {
  const { bob, leg } = await ringing();
  const second = bob.voice.line.invite(invitation('2'));
  const third = bob.voice.line.invite(invitation('3'));
  expect(bob.call).toMatchObject({ callSid: leg.callSid });
  second.ends();
  leg.ends();
  expect(bob.call).toMatchObject({ state: 'pending', callSid: third.callSid });
  bob.view.commands.accept?.();
  await bob.clock.advance();
  expect(third.done).toEqual(['accept']);
});

test('two people call at once, and Bob declines the second on his phone: its leg here is turned down, and never shown', async () => {
  const { bob, leg } = await ringing();
  const second = bob.voice.line.invite(another('2'));
  bob.hears({ callSid: OTHER, direction: 'inbound', state: 'declined', isFinal: false });
  expect(second.done).toEqual(['reject']);
  expect(leg.done).toEqual([]);
  leg.ends();
  expect(bob.call).toMatchObject({ state: 'closed', callSid: leg.callSid });
});

test('two people call at once, and the second is answered elsewhere: it is not shown when the first gives up', async () => {
  const { bob, leg } = await ringing();
  const second = bob.voice.line.invite(another('2'));
  bob.hears({ callSid: OTHER, direction: 'inbound', state: 'in-progress', isFinal: false, answeredBy: answerer() });
  expect(second.done).toEqual([]);
  leg.ends();
  expect(bob.call).toMatchObject({ state: 'closed', callSid: leg.callSid });
});

test('two people call at once: declining the first declines the first, and the second rings on', async () => {
  const { bob, leg } = await ringing();
  const second = bob.voice.line.invite(invitation('2'));
  bob.view.commands.decline?.();
  expect(leg.done).toEqual(['reject']);
  expect(second.done).toEqual([]);
  expect(bob.call).toMatchObject({ state: 'pending', callSid: second.callSid });
});

test('Bob talks while another caller still rings: hanging up ends the call he talks in', async () => {
  const { bob, leg } = await ringing();
  const second = bob.voice.line.invite(invitation('2'));
  bob.view.commands.accept?.();
  await bob.clock.advance();
  leg.answers();
  bob.view.commands.hangUp?.();
  await bob.clock.advance();
  expect(leg.done).toEqual(['accept', 'mute', 'disconnect']);
  expect(second.done).toEqual([]);
  expect(bob.call).toMatchObject({ state: 'pending', callSid: second.callSid });
});

test('a call rings over the end of the last one', async () => {
  const { bob, leg } = await ringing();
  leg.ends();
  bob.voice.line.invite(invitation('2'));
  await bob.clock.advance(2_000);
  expect(bob.call).toMatchObject({ state: 'pending' });
});

test('a withheld caller is told as such and cannot be called back', async () => {
  const bob = await TelephoneDouble.ready();
  bob.voice.line.invite({ parameters: { From: 'anonymous', CallSid: 'CA2' } }).ends();
  expect(bob.call.party).toEqual({ kind: 'withheld' });
  expect(bob.view.commands.redial).toBeNull();
});

test('the line under a ringing call is lost: the ringing stops', async () => {
  const { bob } = await ringing();
  bob.voice.line.events.lost();
  await bob.clock.advance(3_000);
  expect(bob.call).toMatchObject({ state: 'closed' });
  expect(bob.heard.at(-1)).toBe('~');
  expect(bob.view.readiness).toBe('ready');
});
