import { expect, test } from 'vitest';
import { Trouble } from '../../web/src/call/problems.ts';
import type { Control, Conversation, Identity } from '../../worker/protocol.ts';
import type { CallDouble } from '../support/voice-double.ts';
import { answerer, control, conversation, TelephoneDouble } from '../support/telephone-double.ts';

const ROOT = conversation().callSid;
const ZOE = { kind: 'number', number: '+15145550199' as never } as const;
const PHONE = answerer({ device: 'Phone' });
const goesOn = (facts: Partial<Control>, more: Partial<Conversation> = {}): Partial<Conversation> => ({
  direction: 'inbound',
  state: 'in-progress',
  isFinal: false,
  control: control(facts),
  ...more,
});

/** A call that came to Ann, in which she talks. */
async function talking(): Promise<{ ann: TelephoneDouble; leg: CallDouble }> {
  const ann = await TelephoneDouble.ready();
  const leg = ann.voice.line.invite({
    parameters: { From: '+15145550123', CallSid: `CA${'2'.padStart(32, '0')}` },
    customParameters: new Map([['conversation', ROOT]]),
  });
  ann.view.commands.accept?.();
  await ann.clock.advance();
  leg.answers();
  ann.hears(goesOn({}, { answeredBy: answerer({ isHere: true }) }));
  return { ann, leg };
}

/** A call that was answered before rings at Ann's. */
async function joining(told: Record<string, string>, permission: 'granted' | 'prompt' = 'granted') {
  const ann = await TelephoneDouble.ready();
  ann.permission = permission;
  const leg = rings(ann, told);
  await ann.clock.advance();
  return { ann, leg };
}

const rings = (ann: TelephoneDouble, told: Record<string, string>): CallDouble =>
  ann.voice.line.invite({
    parameters: { From: 'client:p_other', CallSid: `CA${'3'.padStart(32, '0')}` },
    customParameters: new Map(Object.entries({ conversation: ROOT, party: '+15145550123', ...told })),
  });

test('Ann passes a call on: her screen says to whom, and that it came about once it has', async () => {
  const { ann, leg } = await talking();
  ann.outcome = goesOn({ on: null, task: 'transfer' });
  ann.view.commands.steer?.transfer?.(ZOE.number);
  await ann.clock.advance();
  expect(ann.steered).toEqual([{ name: ROOT, what: { does: 'transfer', to: ZOE.number } }]);
  leg.ends();
  await ann.clock.advance(3_000);
  expect(ann.call).toMatchObject({ state: 'closed', reason: 'transferred', isSettled: false, passedTo: ZOE });
  ann.hears(goesOn({ on: null }, { transferredTo: ZOE }));
  expect(ann.call).toMatchObject({ reason: 'transferred', isSettled: true, passedTo: ZOE });
  await ann.clock.advance(5_000);
  expect(ann.view.call).toBeNull();
});

test('Zoe is busy: it rings at Ann’s again, and says to whom the transfer failed and why', async () => {
  const { ann, leg } = await talking();
  ann.view.commands.steer?.transfer?.(ZOE.number);
  leg.ends();
  await ann.clock.advance();
  rings(ann, { returned: 'busy' });
  expect(ann.call).toMatchObject({
    state: 'pending',
    party: { kind: 'number', number: '+15145550123' },
    joining: { as: 'returned', why: 'busy', from: ZOE },
  });
  expect(ann.heard.at(-1)).toBe('~ringtone');
});

test('Ann leaves the two alone: the call went to the one she had called', async () => {
  const { ann, leg } = await talking();
  ann.hears(goesOn({ isHeld: true, guest: { party: ZOE, stage: 'talking' } }));
  ann.view.commands.steer?.complete?.();
  await ann.clock.advance();
  leg.ends();
  expect(ann.call).toMatchObject({ reason: 'transferred', isSettled: true, passedTo: ZOE });
});

test('Ann moves a call to her laptop: her phone says so once the laptop has it', async () => {
  const { ann, leg } = await talking();
  ann.outcome = goesOn({ on: null, task: 'move' });
  ann.view.commands.steer?.move?.('p_laptop' as Identity, 'Laptop');
  await ann.clock.advance();
  leg.ends();
  await ann.clock.advance(1_000);
  expect(ann.call).toMatchObject({ reason: 'moved', isSettled: false, passedTo: { label: 'Laptop' } });
  ann.hears(goesOn({ on: answerer() }));
  expect(ann.call).toMatchObject({ reason: 'moved', isSettled: true, passedTo: { label: 'Laptop' } });
});

test('the laptop was quicker than the end of her leg: it is settled at once', async () => {
  const { ann, leg } = await talking();
  ann.outcome = goesOn({ on: answerer() });
  ann.view.commands.steer?.move?.('p_laptop' as Identity, 'Laptop');
  ann.hears(goesOn({ on: answerer() }));
  leg.ends();
  await ann.clock.advance(1);
  expect(ann.call).toMatchObject({ reason: 'moved', isSettled: true });
});

test('Ann takes the call at her laptop: her phone, which was not asked, says where it went', async () => {
  const { ann, leg } = await talking();
  ann.outcome = goesOn({ on: null, task: 'move' });
  leg.ends();
  await ann.clock.advance(1);
  expect(ann.call).toMatchObject({ reason: 'moved', isSettled: false });
  ann.hears(goesOn({ on: answerer() }));
  expect(ann.call).toMatchObject({ reason: 'moved', isSettled: true, passedTo: { label: 'Laptop' } });
});

test('her phone hears that the call is on its way before its leg ends: it says where it went all the same', async () => {
  const { ann, leg } = await talking();
  ann.outcome = goesOn({ on: null, task: 'move' });
  ann.hears(ann.outcome);
  leg.ends();
  await ann.clock.advance(1);
  ann.hears(goesOn({ on: answerer() }));
  expect(ann.call).toMatchObject({ reason: 'moved', isSettled: true, passedTo: { label: 'Laptop' } });
});

test('the far party hung up just then: it was not moved', async () => {
  const { ann, leg } = await talking();
  ann.outcome = { direction: 'inbound', state: 'completed', answeredBy: PHONE };
  leg.ends();
  await ann.clock.advance(1);
  expect(ann.call).toMatchObject({ reason: 'remote-hung-up' });
});

test('a call that moves here answers by itself, without a sound and without asking who may', async () => {
  const { ann, leg } = await joining({ moved: 'yes' });
  expect(leg.done).toEqual(['accept']);
  expect(ann.heard).toEqual([]);
  expect(ann.wantedToAnswer).toEqual([]);
  leg.answers();
  expect(ann.call).toMatchObject({ state: 'open', isMuted: false, party: { number: '+15145550123' } });
});

test('without the microphone granted it rings, and is answered by hand', async () => {
  const { ann, leg } = await joining({ moved: 'yes' }, 'prompt');
  expect(leg.done).toEqual([]);
  expect(ann.call).toMatchObject({ state: 'pending', isAnswering: false });
  expect(ann.heard.at(-1)).toBe('~ringtone');
  ann.view.commands.accept?.();
  await ann.clock.advance();
  expect(leg.done).toEqual(['accept']);
});

test.each([
  ['passed on', {}],
  ['returned', { returned: 'no-answer' }],
  ['rescued', { lost: 'yes' }],
  ['one to join', { added: 'yes' }],
])('a call that is %s rings on, whoever answered it first, and is answered without asking who may', async (_, told) => {
  const { ann, leg } = await joining(told);
  ann.hears(goesOn({ on: null }, { answeredBy: PHONE }));
  expect(ann.call.state).toBe('pending');
  ann.view.commands.accept?.();
  await ann.clock.advance();
  expect(leg.done).toEqual(['accept']);
  expect(ann.wantedToAnswer).toEqual([]);
});

test('a rescued call that another device of Ann’s took goes quiet here, and says where', async () => {
  const { ann } = await joining({ lost: 'yes' });
  ann.hears(goesOn({ on: PHONE }));
  expect(ann.call).toMatchObject({ reason: 'answered-elsewhere', answerer: { name: 'Phone', isMine: true } });
});

test('Ann takes a call here that is on her phone: the microphone is asked for with the tap, then the exchange', async () => {
  const ann = await TelephoneDouble.ready();
  ann.view.commands.steer?.take?.(ROOT);
  await ann.clock.advance();
  expect(ann.taken).toEqual([ROOT]);
  expect(ann.microphonesOpen).toBe(0);
  const leg = rings(ann, { moved: 'yes' });
  await ann.clock.advance();
  expect(leg.done).toEqual(['accept']);
});

test('it cannot be taken now: the reason is told, and the same tap tries again', async () => {
  const ann = await TelephoneDouble.ready();
  ann.steers = () => Promise.reject(new Trouble({ code: 'not-now' }));
  ann.view.commands.steer?.take?.(ROOT);
  await ann.clock.advance();
  expect(ann.view.problem).toMatchObject({ code: 'not-now' });
  ann.steers = () => Promise.resolve();
  ann.view.problem?.retry?.();
  await ann.clock.advance();
  expect(ann.view.problem).toBeNull();
  expect(ann.taken).toEqual([ROOT, ROOT]);
});

test('while a call lives here, none is taken from elsewhere', async () => {
  const { ann } = await talking();
  expect(ann.view.commands.steer?.take).toBeNull();
});
