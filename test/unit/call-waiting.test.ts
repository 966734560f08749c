import { expect, test } from 'vitest';
import type { CallDouble } from '../support/voice-double.ts';
import { answerer, TelephoneDouble } from '../support/telephone-double.ts';

const invitation = (digit: string) => ({
  parameters: { From: `+1514555012${digit}`, CallSid: `CA${digit.repeat(32)}` },
  customParameters: new Map([
    ['conversation', sid(digit)],
    ['line', '+18195550100'],
  ]),
});
const sid = (digit: string) => `CA${digit.padStart(32, 'f')}`;

/** Bob talks with the first caller, and a second one calls. */
async function busy(): Promise<{ bob: TelephoneDouble; first: CallDouble; second: CallDouble }> {
  const bob = await TelephoneDouble.ready();
  const first = bob.voice.line.invite(invitation('1'));
  bob.view.commands.accept?.();
  await bob.clock.advance();
  first.answers();
  const second = bob.voice.line.invite(invitation('2'));
  return { bob, first, second };
}

test('a second call in a first: who calls, on which line, and a soft sound, while the first goes on', async () => {
  const { bob, first } = await busy();
  expect(bob.call).toMatchObject({ state: 'open', callSid: first.callSid });
  expect(bob.view.waiting).toMatchObject({ party: { number: '+15145550122' }, line: '+18195550100', outrunBy: null });
  expect(bob.heard.slice(-2)).toEqual(['connect', '~waiting']);
});

test('Bob ends the first and answers the second: the first is over before the second is accepted', async () => {
  const { bob, first, second } = await busy();
  const order: string[] = [];
  first.disconnect = () => order.push('first ends');
  second.accept = () => order.push('second is accepted');
  bob.view.waiting?.endAndAnswer?.();
  expect(bob.call).toMatchObject({ state: 'open', callSid: first.callSid });
  await bob.clock.advance();
  expect(bob.wantedToAnswer).toEqual([sid('1'), sid('2')]);
  expect(order).toEqual(['first ends', 'second is accepted']);
  second.answers();
  expect(bob.call).toMatchObject({ state: 'open', party: { number: '+15145550122' } });
  expect(bob.view.waiting).toBeNull();
  expect(bob.heard.at(-1)).toBe('connect');
});

test('a call that was passed on to Bob waits: it says so, and is answered without asking, as nobody can win it any more', async () => {
  const bob = await TelephoneDouble.ready();
  bob.mayAnswer = () => Promise.resolve({ name: 'Ann', isMine: false });
  bob.view.commands.dial?.('+15145550199');
  await bob.clock.advance();
  bob.voice.line.call.answers();
  const passed = bob.voice.line.invite({
    parameters: { From: '+15145550122', CallSid: `CA${'2'.repeat(32)}` },
    customParameters: new Map([...invitation('2').customParameters, ['party', '+15145550122']]),
  });
  expect(bob.view.waiting).toMatchObject({ party: { number: '+15145550122' }, joining: { as: 'passed' } });
  bob.view.waiting?.endAndAnswer?.();
  await bob.clock.advance();
  expect(bob.wantedToAnswer).toEqual([]);
  expect(passed.done).toEqual(['accept']);
  passed.answers();
  expect(bob.call).toMatchObject({ state: 'open', party: { number: '+15145550122' } });
});

test('it is gone as Bob takes it: there is no right to answer to be given back', async () => {
  const { bob } = await busy();
  const added = bob.voice.line.invite({
    ...invitation('3'),
    customParameters: new Map([...invitation('3').customParameters, ['party', '+15145550123'], ['added', 'yes']]),
  });
  bob.view.waiting?.decline?.();
  bob.view.waiting?.endAndAnswer?.();
  added.ends();
  await bob.clock.advance();
  expect(bob.released).toEqual([]);
});

test('the exchange is slow to hear that Bob hangs up: the second is answered once it did, and the first was not lost', async () => {
  const { bob, first, second } = await busy();
  const heard = Promise.withResolvers<undefined>();
  bob.hearsHangUp = () => heard.promise;
  bob.view.waiting?.endAndAnswer?.();
  await bob.clock.advance(100);
  expect(second.done).toEqual([]);
  heard.resolve(undefined);
  await bob.clock.advance();
  expect(first.done.at(-1)).toBe('disconnect');
  expect(second.done).toEqual(['accept']);
});

test('another device was quicker: it is said who, and the first call goes on', async () => {
  const { bob, first, second } = await busy();
  bob.mayAnswer = () => Promise.resolve({ name: 'Laptop', isMine: true });
  bob.view.waiting?.endAndAnswer?.();
  await bob.clock.advance();
  expect(bob.view.waiting).toMatchObject({ outrunBy: { name: 'Laptop' }, endAndAnswer: null, decline: null });
  expect(bob.heard.at(-1)).toBe('~');
  second.ends();
  expect(bob.view.waiting).toMatchObject({ outrunBy: { name: 'Laptop' } });
  await bob.clock.advance(5_000);
  expect(bob.view.waiting).toBeNull();
  expect(first.done).toEqual(['accept']);
  expect(bob.call.state).toBe('open');
});

test('the quicker device fails: the second call can be answered here again', async () => {
  const { bob } = await busy();
  bob.mayAnswer = () => Promise.resolve({ name: 'Laptop', isMine: true });
  bob.view.waiting?.endAndAnswer?.();
  await bob.clock.advance(5_000);
  expect(bob.view.waiting).toMatchObject({ outrunBy: null });
  expect(bob.view.waiting?.endAndAnswer).not.toBeNull();
  expect(bob.heard.at(-1)).toBe('~waiting');
});

test('Bob declines the second call: for all his devices, and the first goes on in peace', async () => {
  const { bob, first, second } = await busy();
  bob.view.waiting?.decline?.();
  expect(bob.declined).toEqual([sid('2')]);
  expect(second.done).toEqual(['reject']);
  expect(bob.view.waiting).toBeNull();
  expect(bob.heard.at(-1)).toBe('~');
  expect(first.done).toEqual(['accept']);
});

test('the second caller gives up: nothing is left of them here', async () => {
  const { bob, second } = await busy();
  second.ends();
  expect(bob.view.waiting).toBeNull();
  expect(bob.heard.at(-1)).toBe('~');
});

test('the second caller gives up while the right to answer is asked for: the first call goes on, and the right is given back', async () => {
  const { bob, first, second } = await busy();
  bob.view.waiting?.endAndAnswer?.();
  second.ends();
  await bob.clock.advance();
  expect(bob.released).toEqual([sid('2')]);
  expect(first.done).toEqual(['accept']);
  expect(bob.call.state).toBe('open');
});

test('the first call ends by itself while the right to answer is asked for: the second is answered', async () => {
  const { bob, first, second } = await busy();
  bob.view.waiting?.endAndAnswer?.();
  first.ends();
  await bob.clock.advance();
  expect(second.done).toEqual(['accept']);
  expect(bob.released).toEqual([]);
});

test('the exchange does not say in time: Bob answers all the same', async () => {
  const { bob, second } = await busy();
  bob.mayAnswer = () => new Promise(() => {});
  bob.view.waiting?.endAndAnswer?.();
  expect(bob.view.waiting).toMatchObject({ endAndAnswer: null, decline: null });
  await bob.clock.advance(700);
  expect(second.done).toEqual(['accept']);
});

test('the second call is answered or declined on another device: it is gone here without a tap', async () => {
  const { bob } = await busy();
  bob.hears({
    callSid: sid('2') as never,
    direction: 'inbound',
    state: 'in-progress',
    isFinal: false,
    answeredBy: answerer(),
  });
  expect(bob.view.waiting).toBeNull();
});

test('the first call ends: the second takes the screen and rings aloud', async () => {
  const { bob, first, second } = await busy();
  first.ends();
  expect(bob.call).toMatchObject({ state: 'pending', callSid: second.callSid });
  expect(bob.view.waiting).toBeNull();
  expect(bob.heard.at(-1)).toBe('~ringtone');
});

test('two people ring at once: nobody waits on the screen until one of them is answered', async () => {
  const bob = await TelephoneDouble.ready();
  const first = bob.voice.line.invite(invitation('1'));
  bob.voice.line.invite(invitation('2'));
  expect(bob.view.waiting).toBeNull();
  bob.view.commands.accept?.();
  await bob.clock.advance();
  first.answers();
  expect(bob.view.waiting).toMatchObject({ party: { number: '+15145550122' } });
  expect(bob.heard.at(-1)).toBe('~waiting');
});

test('a call comes while Bob’s own rings far away: it is shown, without a sound over the ringback', async () => {
  const bob = await TelephoneDouble.ready();
  bob.view.commands.dial?.('+15145550199');
  await bob.clock.advance();
  bob.voice.line.call.rings();
  bob.voice.line.invite(invitation('2'));
  expect(bob.view.waiting).toMatchObject({ party: { number: '+15145550122' } });
  expect(bob.heard.at(-1)).toBe('~ringback');
});

test('the facts of a waiting call stay the same object while nothing changes', async () => {
  const { bob } = await busy();
  const { waiting } = bob.view;
  await bob.clock.advance(3_000);
  expect(bob.view.waiting).toBe(waiting);
});
