import { expect, test } from 'vitest';
import { Trouble } from '../../web/src/call/problems.ts';
import type { CallDouble } from '../support/voice-double.ts';
import { answerer, conversation, TelephoneDouble } from '../support/telephone-double.ts';

const ROOT = conversation().callSid;

/** One device of Ann's, on which a call rings. */
async function ringing(): Promise<{ ann: TelephoneDouble; leg: CallDouble }> {
  const ann = await TelephoneDouble.ready();
  const leg = ann.voice.line.invite({
    parameters: { From: '+15145550123', CallSid: `CA${'2'.padStart(32, '0')}` },
    customParameters: new Map([['conversation', ROOT]]),
  });
  return { ann, leg };
}

test('Ann answers: the exchange is asked first, and only then the network', async () => {
  const { ann, leg } = await ringing();
  const asked = Promise.withResolvers<null>();
  ann.mayAnswer = () => asked.promise;
  ann.view.commands.accept?.();
  await ann.clock.advance(300);
  expect(ann.wantedToAnswer).toEqual([ROOT]);
  expect(ann.call).toMatchObject({ state: 'pending', isAnswering: true });
  expect(leg.done).toEqual([]);
  asked.resolve(null);
  await ann.clock.advance();
  expect(leg.done).toEqual(['accept']);
});

const PHONE = { name: 'Phone', isMine: true };

/** Ann tapped, and her phone had been quicker. */
async function outrun(): Promise<{ ann: TelephoneDouble; leg: CallDouble }> {
  const { ann, leg } = await ringing();
  ann.mayAnswer = ann.winner = () => Promise.resolve(PHONE);
  ann.view.commands.accept?.();
  await ann.clock.advance();
  return { ann, leg };
}

test('her phone was quicker: the laptop says where it is being answered, in silence, without the microphone', async () => {
  const { ann, leg } = await outrun();
  expect(ann.call).toMatchObject({ state: 'pending', isAnswering: false, outrunBy: PHONE });
  expect(ann.view.commands).toMatchObject({ accept: null, decline: null, silence: null });
  expect(ann.heard.at(-1)).toBe('~');
  expect(ann.microphonesOpen).toBe(0);
  expect(leg.done).toEqual([]);
});

test('her phone answers, and the network ends the laptop’s leg: it says where, also when nobody else can', async () => {
  const { ann, leg } = await outrun();
  leg.ends();
  await ann.clock.advance(10_000);
  expect(leg.done).toEqual([]);
  expect(ann.states.at(-1)).toBe('none');
  expect(ann.states.filter((state) => state === 'closed')).toHaveLength(1);
});

test('her phone answers: the laptop hears it first from the exchange, and says so', async () => {
  const { ann } = await outrun();
  ann.hears({ direction: 'inbound', state: 'in-progress', isFinal: false, answeredBy: answerer({ device: 'Phone' }) });
  expect(ann.call).toMatchObject({ state: 'closed', reason: 'answered-elsewhere', answerer: PHONE });
});

test('the caller gives up while her phone is being connected: that is a missed call, as the exchange says', async () => {
  const { ann, leg } = await outrun();
  ann.outcome = { direction: 'inbound', state: 'missed' };
  leg.ends();
  await ann.clock.advance(1);
  expect(ann.call).toMatchObject({ state: 'closed', reason: 'missed' });
});

test('her phone fails to answer: the laptop rings again within a second or so, and answers', async () => {
  const { ann, leg } = await outrun();
  await ann.clock.advance(2_500);
  expect(ann.call).toMatchObject({ outrunBy: PHONE });
  ann.winner = () => Promise.resolve(null);
  await ann.clock.advance(1_000);
  expect(ann.call).toMatchObject({ state: 'pending', outrunBy: null });
  expect(ann.heard.at(-1)).toBe('~ringtone');
  ann.mayAnswer = () => Promise.resolve(null);
  ann.view.commands.accept?.();
  await ann.clock.advance();
  expect(leg.done).toEqual(['accept']);
});

test('the laptop was silenced by hand: it stays so when it rings again', async () => {
  const { ann } = await ringing();
  ann.view.commands.silence?.();
  ann.mayAnswer = () => Promise.resolve(PHONE);
  ann.view.commands.accept?.();
  await ann.clock.advance(1_500);
  expect(ann.call).toMatchObject({ state: 'pending', outrunBy: null, isSilenced: true });
  expect(ann.heard.at(-1)).toBe('~');
});

test.each([
  ['cannot be reached', () => Promise.reject(new Trouble({ code: 'server-unavailable' }))],
  ['does not answer', () => new Promise<never>(() => {})],
])('the exchange %s any more: a leg that still rings after eight seconds rings again', async (_, winner) => {
  const { ann } = await outrun();
  ann.winner = winner;
  await ann.clock.advance(7_900);
  expect(ann.call).toMatchObject({ outrunBy: PHONE });
  await ann.clock.advance(200);
  expect(ann.call).toMatchObject({ state: 'pending', outrunBy: null });
});

test('outrun twice: the second who is quicker has eight seconds of its own', async () => {
  const { ann } = await outrun();
  await ann.clock.advance(5_000);
  ann.winner = () => Promise.resolve(null);
  await ann.clock.advance(1_000);
  ann.winner = () => Promise.resolve(PHONE);
  ann.view.commands.accept?.();
  await ann.clock.advance(4_000);
  expect(ann.call).toMatchObject({ outrunBy: PHONE });
});

test.each([
  ['does not answer', () => new Promise<never>(() => {}), 700],
  ['cannot be reached', () => Promise.reject(new Trouble({ code: 'server-unavailable' })), 0],
])('the exchange %s: the call is accepted all the same', async (_, mayAnswer, ms) => {
  const { ann, leg } = await ringing();
  ann.mayAnswer = mayAnswer;
  ann.view.commands.accept?.();
  await ann.clock.advance(ms);
  expect(leg.done).toEqual(['accept']);
});

test('the caller gives up while the exchange is asked: nothing is accepted any more', async () => {
  const { ann, leg } = await ringing();
  const asked = Promise.withResolvers<null>();
  ann.mayAnswer = () => asked.promise;
  ann.view.commands.accept?.();
  await ann.clock.advance(100);
  leg.ends();
  asked.resolve(null);
  await ann.clock.advance(1_000);
  expect(leg.done).toEqual([]);
  expect(ann.call).toMatchObject({ state: 'closed', reason: 'missed' });
});

test('the leg breaks after it was accepted: the right to answer is given back at once', async () => {
  const { ann, leg } = await ringing();
  ann.view.commands.accept?.();
  await ann.clock.advance();
  expect(ann.released).toEqual([]);
  leg.ends(53405);
  expect(ann.released).toEqual([ROOT]);
});

test('the exchange tells that her phone took it: the laptop stops at once and says so', async () => {
  const { ann, leg } = await ringing();
  ann.hears({ direction: 'inbound', state: 'ringing', isFinal: false });
  expect(ann.call.state).toBe('pending');
  ann.hears({
    direction: 'inbound',
    state: 'in-progress',
    isFinal: false,
    answeredBy: answerer({ device: 'Phone' }),
  });
  expect(ann.call).toMatchObject({
    state: 'closed',
    reason: 'answered-elsewhere',
    answerer: { name: 'Phone', isMine: true },
  });
  expect(ann.heard.at(-1)).toBe('~');
  expect(leg.done).toEqual([]);
});

test.each([
  ['before anybody could say why', 0],
  ['and nobody could say why', 2_000],
])('the network was quicker and ended the leg, %s: the exchange’s word counts when it comes', async (_, ms) => {
  const { ann, leg } = await ringing();
  leg.ends();
  await ann.clock.advance(ms);
  ann.hears({ direction: 'inbound', state: 'in-progress', isFinal: false, answeredBy: answerer({ device: 'Phone' }) });
  expect(ann.call).toMatchObject({
    reason: 'answered-elsewhere',
    answerer: { name: 'Phone', isMine: true },
    isSettled: true,
  });
  await ann.clock.advance(1_000);
  expect(ann.call).toMatchObject({ reason: 'answered-elsewhere' });
});

test('a call that Ann talked in herself is not taken from her by late news', async () => {
  const { ann, leg } = await ringing();
  ann.view.commands.accept?.();
  await ann.clock.advance();
  leg.answers();
  leg.ends();
  ann.hears({ direction: 'inbound', state: 'completed', answeredBy: answerer({ isHere: true }) });
  await ann.clock.advance(1_000);
  expect(ann.call).toMatchObject({ reason: 'remote-hung-up' });
});

test('the exchange tells of another call: nothing changes here', async () => {
  const { ann } = await ringing();
  const other = `CA${'9'.repeat(32)}` as typeof ROOT;
  ann.hears({ callSid: other, direction: 'inbound', state: 'declined' });
  expect(ann.call.state).toBe('pending');
});

test('Ann declines: her leg is turned down at once, and the exchange is told for her other devices', async () => {
  const { ann, leg } = await ringing();
  ann.view.commands.decline?.();
  expect(leg.done).toEqual(['reject']);
  expect(ann.declined).toEqual([ROOT]);
  expect(ann.call).toMatchObject({ reason: 'declined' });
});

test('Ann declined on her phone: the laptop turns its own leg down and goes quiet', async () => {
  const { ann, leg } = await ringing();
  ann.hears({ direction: 'inbound', state: 'declined', isFinal: false });
  expect(leg.done).toEqual(['reject']);
  expect(ann.declined).toEqual([]);
  await ann.clock.advance();
  expect(ann.view.call).toBeNull();
});

test('the network ends the leg because Ann declined on her phone: it is not a missed call', async () => {
  const { ann, leg } = await ringing();
  ann.outcome = { direction: 'inbound', state: 'declined', isFinal: false };
  leg.ends();
  await ann.clock.advance(1);
  expect(ann.view.call).toBeNull();
});

test('Ann wants silence here: the ringtone stops, the call rings on and can be answered', async () => {
  const { ann, leg } = await ringing();
  ann.view.commands.silence?.();
  expect(ann.heard.at(-1)).toBe('~');
  expect(ann.call).toMatchObject({ state: 'pending', isSilenced: true });
  expect(ann.view.commands.silence).toBeNull();
  ann.view.commands.accept?.();
  await ann.clock.advance();
  expect(leg.done).toEqual(['accept']);
  expect(ann.declined).toEqual([]);
});

test('silence lasts through an answer that did not work', async () => {
  const { ann } = await ringing();
  ann.view.commands.silence?.();
  ann.microphoneProblem = 'microphone-denied';
  ann.view.commands.accept?.();
  await ann.clock.advance();
  expect(ann.call).toMatchObject({ state: 'pending', isAnswering: false });
  expect(ann.heard.at(-1)).toBe('~');
});

test('Bob calls: the screen says Bob, once', async () => {
  const ann = await TelephoneDouble.ready();
  ann.voice.line.invite({
    parameters: { From: 'client:p_bobs', CallSid: 'CA2' },
    customParameters: new Map([
      ['caller_person', 'bob1'],
      ['caller_name', 'Bob'],
    ]),
  });
  expect(ann.call).toMatchObject({ party: { kind: 'person', id: 'bob1', name: 'Bob' }, callerName: null });
});

test('a call goes out on the line that was chosen, and on none by name when none was', async () => {
  const ann = await TelephoneDouble.ready();
  ann.line = '+18195550199';
  ann.view.commands.dial?.('514 555 0123');
  await ann.clock.advance();
  expect(ann.voice.line.dialed.at(-1)).toMatchObject({ Line: '+18195550199' });
  expect(ann.call.line).toBe('+18195550199');
  ann.voice.line.call.ends();
  await ann.clock.advance(2_000);
  ann.line = null;
  ann.view.commands.dismiss?.();
  ann.view.commands.dial?.('514 555 0123');
  await ann.clock.advance();
  expect(ann.voice.line.dialed.at(-1)).not.toHaveProperty('Line');
});
