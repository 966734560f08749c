import { expect, test } from 'vitest';
import { TelephoneDouble } from '../support/telephone-double.ts';

async function inAnotherTab(otherTab: 'idle' | 'talking'): Promise<TelephoneDouble> {
  const ann = new TelephoneDouble();
  ann.otherTab = otherTab;
  ann.engine.enable();
  await ann.clock.advance();
  return ann;
}

test('another tab has the phone: this one makes no line, says so, and keeps its hands off the microphone', async () => {
  const ann = await inAnotherTab('idle');
  expect(ann.view).toMatchObject({ readiness: 'elsewhere', problem: null });
  expect(ann.voice.lines).toHaveLength(0);
  for (const event of ['visible', 'online', 'restored'] as const) ann.lives(event);
  await ann.clock.advance(60_000);
  expect(ann.voice.lines).toHaveLength(0);
  expect(ann.tokensGiven).toBe(0);
});

test('a tap on "Use here" brings the phone to this tab', async () => {
  const ann = await inAnotherTab('idle');
  ann.view.commands.start?.();
  await ann.clock.advance();
  expect(ann.view).toMatchObject({ readiness: 'ready', problem: null });
});

test('somebody talks in the other tab: it stays there, and this one says why, until it is over', async () => {
  const ann = await inAnotherTab('talking');
  ann.view.commands.start?.();
  await ann.clock.advance();
  expect(ann.view).toMatchObject({ readiness: 'elsewhere', problem: { code: 'call-elsewhere' } });
  ann.otherTab = 'idle';
  ann.view.problem?.retry?.();
  await ann.clock.advance();
  expect(ann.view).toMatchObject({ readiness: 'ready', problem: null });
});

test('a call dialled here brings the phone here first', async () => {
  const ann = await inAnotherTab('idle');
  ann.view.commands.dial?.('5550199');
  await ann.clock.advance();
  expect(ann.voice.line.dialed).toMatchObject([{ To: '5550199' }]);
  expect(ann.view.readiness).toBe('ready');
});

test('a call dialled here while somebody talks in the other tab is not placed', async () => {
  const ann = await inAnotherTab('talking');
  ann.view.commands.dial?.('5550199');
  await ann.clock.advance();
  expect(ann.view).toMatchObject({ call: null, problem: { code: 'call-elsewhere' } });
  expect(ann.voice.lines).toHaveLength(0);
});

test('the other tab closes: the phone comes up here by itself', async () => {
  const ann = await inAnotherTab('idle');
  ann.otherTabCloses();
  await ann.clock.advance();
  expect(ann.view.readiness).toBe('ready');
});

test('the other tab closes, and this one may not make a sound yet: a tap is wanted', async () => {
  const ann = new TelephoneDouble();
  ann.permission = 'prompt';
  ann.otherTab = 'idle';
  ann.engine.enable();
  await ann.clock.advance();
  ann.otherTabCloses();
  await ann.clock.advance();
  expect(ann.view.readiness).toBe('needs-gesture');
  expect(ann.voice.lines).toHaveLength(0);
});

test('another tab takes the phone: the line here is taken down, and comes back without a tap when that tab closes', async () => {
  const ann = await TelephoneDouble.ready();
  expect(ann.otherTabTakes()).toBe(true);
  expect(ann.view.readiness).toBe('elsewhere');
  expect(ann.voice.line.isDestroyed).toBe(true);
  ann.permission = 'prompt';
  ann.otherTabCloses();
  await ann.clock.advance();
  expect(ann.view.readiness).toBe('ready');
  expect(ann.voice.lines).toHaveLength(2);
});

test('a call is never given away: neither ringing, nor dialling, nor talking', async () => {
  const ann = await TelephoneDouble.ready();
  ann.voice.line.invite();
  expect(ann.otherTabTakes()).toBe(false);
  ann.view.commands.decline?.();
  await ann.clock.advance(5_000);
  ann.engine.dial('5550199');
  expect(ann.otherTabTakes()).toBe(false);
  await ann.clock.advance();
  ann.voice.line.call.answers();
  expect(ann.otherTabTakes()).toBe(false);
  ann.view.commands.hangUp?.();
  await ann.clock.advance();
  expect(ann.otherTabTakes()).toBe(true);
});

test('a tab that was frozen lost its turn in a call: the call goes on, and the line ends with it', async () => {
  const ann = await TelephoneDouble.ready();
  ann.engine.dial('5550199');
  await ann.clock.advance();
  ann.voice.line.call.answers();
  ann.losesTurn();
  expect(ann.call.state).toBe('open');
  expect(ann.voice.line.isDestroyed).toBe(false);
  ann.voice.line.call.ends();
  await ann.clock.advance();
  expect(ann.voice.line.isDestroyed).toBe(true);
  expect(ann.view.readiness).toBe('elsewhere');
});

test('the turn goes while the microphone is being asked for: no line comes up', async () => {
  const ann = new TelephoneDouble();
  ann.engine.enable();
  ann.losesTurn();
  await ann.clock.advance();
  expect(ann.voice.lines).toHaveLength(0);
  expect(ann.microphonesOpen).toBe(0);
});

test('signing out gives the phone up, and signing in again asks for it', async () => {
  const ann = await inAnotherTab('idle');
  ann.engine.disable();
  expect(ann.view.readiness).toBe('signed-out');
  ann.otherTab = 'none';
  ann.engine.enable();
  await ann.clock.advance();
  expect(ann.view.readiness).toBe('ready');
});
