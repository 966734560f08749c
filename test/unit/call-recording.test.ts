import { expect, test } from 'vitest';
import { isTalking } from '../../web/src/call/call.ts';
import { Trouble } from '../../web/src/call/problems.ts';
import { recordingOf, talkFrom, type TalkFacts } from '../../web/src/call/talk.ts';
import { recordKeyOf, type RecordKey } from '../../web/src/call/recording.ts';
import type { Control } from '../../worker/protocol.ts';
import { answerer, control, TelephoneDouble } from '../support/telephone-double.ts';

const FAR = { kind: 'number', number: '+15145550123' } as const;
const ZOE = { kind: 'number', number: '+15145550199' as never } as const;

/** Ann called somebody and talks; the exchange has told how the call is joined. */
async function talking(facts: Partial<Control> = {}): Promise<TelephoneDouble> {
  const ann = await TelephoneDouble.ready();
  ann.view.commands.dial?.(FAR.number);
  await ann.clock.advance();
  const leg = ann.voice.line.call;
  leg.rings();
  leg.answers();
  told(ann, facts);
  return ann;
}

const told = (ann: TelephoneDouble, facts: Partial<Control>): void =>
  ann.hears({ state: 'in-progress', isFinal: false, control: control(facts) });

function talk(ann: TelephoneDouble): TalkFacts {
  if (!isTalking(ann.call)) throw new Error('nobody talks');
  return ann.call;
}
const shown = (ann: TelephoneDouble): Control['recording'] => recordingOf(talk(ann));
const key = (ann: TelephoneDouble): RecordKey => recordKeyOf(talk(ann), ann.view.commands.steer);

test('Ann taps Record: it shows at once that all are told, and a second tap asks nothing', async () => {
  const ann = await talking();
  const { record } = ann.view.commands.steer ?? {};
  record?.();
  expect(shown(ann)).toBe('notice');
  record?.();
  ann.view.commands.steer?.record?.();
  await ann.clock.advance();
  expect(ann.steered.map(({ what }) => what)).toEqual([{ does: 'record' }]);
});

test('the exchange does it before it tells so: until then a tap asks nothing either, and Record does not come back', async () => {
  const ann = await talking();
  ann.view.commands.steer?.record?.();
  await ann.clock.advance();
  expect([shown(ann), ann.view.commands.steer?.record]).toEqual(['notice', null]);
  for (const recording of ['notice', 'on', 'paused', null] as const) {
    told(ann, { recording });
    expect(shown(ann)).toBe(recording);
  }
  expect(ann.view.commands.steer?.record).not.toBeNull();
});

test('the exchange tells before it has done it', async () => {
  const ann = await talking();
  const answer = Promise.withResolvers<undefined>();
  ann.steers = () => answer.promise;
  ann.view.commands.steer?.record?.();
  told(ann, { recording: 'on' });
  answer.resolve(undefined);
  await ann.clock.advance();
  expect(shown(ann)).toBe('on');
  told(ann, {});
  expect(shown(ann)).toBeNull();
});

test('it is refused: the call is not recorded, and Ann is told why', async () => {
  const ann = await talking();
  ann.steers = () => Promise.reject(new Trouble({ code: 'not-done' }));
  ann.view.commands.steer?.record?.();
  await ann.clock.advance();
  expect(shown(ann)).toBeNull();
  expect(talk(ann).problem?.code).toBe('not-done');
  expect(ann.view.commands.steer?.record).not.toBeNull();
});

test.each([
  ['pauseRecording', 'on', 'pause-recording'],
  ['resumeRecording', 'paused', 'resume-recording'],
  ['stopRecording', 'on', 'stop-recording'],
  ['stopRecording', 'paused', 'stop-recording'],
] as const)('%s of one that is %s asks for it', async (command, recording, does) => {
  const ann = await talking({ recording });
  ann.view.commands.steer?.[command]?.();
  expect(ann.steered.at(-1)?.what).toEqual({ does });
  expect(shown(ann)).toBe(recording);
});

const none = { record: null, pauseRecording: null, resumeRecording: null, stopRecording: null };
const can = expect.any(Function) as never;
test.each<[string, Partial<Control>, Partial<typeof none>]>([
  ['they talk', {}, { record: can }],
  ['the line is never recorded', { mayRecord: false }, {}],
  ['the far party waits', { isHeld: true }, {}],
  ['something else is on its way', { task: 'promote' }, {}],
  ['somebody rings', { isHeld: true, guest: { party: ZOE, stage: 'calling' } }, {}],
  ['Ann consults', { isHeld: true, guest: { party: ZOE, stage: 'talking' } }, {}],
  ['all three talk', { guest: { party: ZOE, stage: 'joined' } }, { record: can }],
  ['all are told', { recording: 'notice' }, {}],
  ['it is recorded', { recording: 'on' }, { pauseRecording: can, stopRecording: can }],
  ['it is paused', { recording: 'paused' }, { resumeRecording: can, stopRecording: can }],
  ['it is paused because the far party waits', { recording: 'paused', isHeld: true }, { stopRecording: can }],
  [
    'Ann consults in a call that is recorded',
    { recording: 'paused', isHeld: true, guest: { party: ZOE, stage: 'talking' } },
    { stopRecording: can },
  ],
  ['it is recorded, and the call is on another device', { recording: 'on', on: answerer() }, {}],
])('what can be recorded when %s', async (_, facts, commands) => {
  const ann = await talking(facts);
  expect(ann.view.commands.steer).toMatchObject({ ...none, ...commands });
});

test.each<[string, Partial<Control>, Pick<RecordKey, 'tap' | 'isRefused'>]>([
  ['records', {}, { tap: 'begin', isRefused: false }],
  ['cannot while the far party waits', { isHeld: true }, { tap: null, isRefused: false }],
  ['says why it never does', { mayRecord: false }, { tap: 'open', isRefused: true }],
  ['waits until all are told', { recording: 'notice' }, { tap: null, isRefused: false }],
  ['pauses and stops', { recording: 'on' }, { tap: 'open', isRefused: false }],
  [
    'pauses and stops also what began before the line was never recorded',
    { recording: 'on', mayRecord: false },
    { tap: 'open', isRefused: false },
  ],
  ['shows it where the call is not', { recording: 'on', on: answerer() }, { tap: null, isRefused: false }],
])('the key of the call %s', async (_, facts, wanted) => {
  const ann = await talking(facts);
  expect(key(ann)).toMatchObject(wanted);
});

test('before the exchange has told of the call the key can do nothing, and blames nobody', () => {
  expect(recordKeyOf(talkFrom(0), null)).toEqual({ recording: null, tap: null, isRefused: false });
});
