import { expect, test } from 'vitest';
import { systemChoice } from '../../web/src/audio/choose.ts';
import { DeskDouble, device, settled } from '../support/audio-double.ts';

test('the headset is pulled out in a call: the microphone before it is used, and the person is told; plugged in, it is back', async () => {
  const desk = new DeskDouble(['Built-in', 'Webcam', 'Headset']);
  const audio = await desk.opens();
  audio.choose('microphone', device('Webcam'));
  audio.choose('microphone', device('Headset'));
  await audio.openForCall();
  desk.told.length = 0;
  await desk.pullsOut('Headset');
  expect(desk.told).toEqual([{ what: 'microphone', why: 'lost', from: device('Headset'), to: device('Webcam') }]);
  expect(audio.isStale).toBe(true);
  await audio.openForCall();
  expect(audio.isStale).toBe(false);
  await desk.plugsIn('Headset', 'another id');
  expect(desk.told[1]).toEqual({
    what: 'microphone',
    why: 'back',
    from: device('Webcam'),
    to: { id: 'another id', label: 'Headset' },
  });
  await audio.openForCall();
  expect(desk.open).toEqual(['Headset']);
});

test('nothing that was wished for is left: the system’s own choice is used', async () => {
  const desk = new DeskDouble(['Built-in', 'Headset']);
  const audio = await desk.opens();
  for (const use of ['microphone', 'speaker', 'ringer'] as const) audio.choose(use, device('Headset'));
  await desk.pullsOut('Headset');
  expect(audio.chosen('microphone')).toEqual({ id: '', label: 'Built-in' });
  expect([audio.speaker, audio.ringer]).toEqual(['', '']);
  expect(desk.told.filter(({ why }) => why === 'lost').map(({ what }) => what)).toEqual([
    'microphone',
    'speaker',
    'ringer',
  ]);
  expect(audio.wished('microphone')).toEqual(device('Headset'));
});

test('the system’s own microphone is pulled out: it takes another, and so does the call', async () => {
  const desk = new DeskDouble(['Built-in', 'Dock']);
  desk.usual = { id: 'g-dock', label: 'Dock' };
  const audio = await desk.opens();
  await audio.openForCall();
  desk.usual = { id: 'g-built-in', label: 'Built-in' };
  await desk.pullsOut('Dock');
  expect(desk.told).toEqual([
    { what: 'microphone', why: 'lost', from: { id: '', label: 'Dock' }, to: { id: '', label: 'Built-in' } },
  ]);
});

test('a system that tells only of its own choice is not taken for one that lost it when the headset is back', async () => {
  const desk = new DeskDouble(['Headset']);
  const audio = await desk.opens();
  audio.choose('microphone', device('Headset'));
  await desk.pullsOut('Headset');
  await desk.plugsIn('Headset');
  expect(desk.told.filter(({ what }) => what === 'microphone').map(({ why }) => why)).toEqual([
    'asked',
    'lost',
    'back',
  ]);
});

test('the last microphone is pulled out: the person is told once, and the first to be plugged in is used', async () => {
  const desk = new DeskDouble(['Built-in']);
  const audio = await desk.opens();
  await audio.openForCall();
  await desk.pullsOut('Built-in');
  expect(desk.told.map(({ why }) => why)).toEqual(['asked']);
  await expect(audio.openForCall()).rejects.toThrow('NotFoundError');
  expect(desk.told.map(({ why }) => why)).toEqual(['asked', 'dry']);
  desk.usual = { id: 'g-headset', label: 'Headset' };
  await desk.plugsIn('Headset');
  expect(desk.told.at(-1)).toMatchObject({ what: 'microphone', why: 'back' });
  await audio.openForCall();
  expect(desk.open).toEqual(['Headset']);
});

test('a microphone that another program has is passed over in this call, and tried again in the next', async () => {
  const desk = new DeskDouble(['Built-in', 'Headset']);
  const audio = await desk.opens();
  audio.choose('microphone', device('Headset'));
  desk.busy.add('Headset');
  await audio.openForCall();
  expect(desk.open).toEqual(['Built-in']);
  expect(desk.told.at(-1)).toMatchObject({ why: 'lost', from: device('Headset') });
  await desk.plugsIn('Dock');
  expect(audio.chosen('microphone').label).toBe('Built-in');
  desk.busy.clear();
  audio.release();
  await audio.openForCall();
  expect(desk.open).toEqual(['Headset']);
});

test('when the microphone is refused no other is asked for', async () => {
  const desk = new DeskDouble(['Built-in', 'Headset']);
  const audio = await desk.opens();
  audio.choose('microphone', device('Headset'));
  desk.isRefused = true;
  await expect(audio.open()).rejects.toThrow('NotAllowedError');
  expect(desk.asked).toBe(1);
});

test('noise, echo and gain are treated unless switched off, which opens the microphone anew with the old one given back', async () => {
  const desk = new DeskDouble(['Built-in']);
  const audio = await desk.opens();
  await audio.openForCall();
  expect(desk.streams[0]?.constraints).toEqual({
    noiseSuppression: true,
    echoCancellation: true,
    autoGainControl: true,
  });
  audio.treat('noiseSuppression', false);
  expect(desk.told).toMatchObject([{ what: 'microphone', why: 'asked' }]);
  await audio.openForCall();
  expect(desk.open).toHaveLength(1);
  expect(desk.streams[1]?.constraints).toMatchObject({ noiseSuppression: false, echoCancellation: true });
});

test('each person has their own choices in this browser, and finds them after a reload', async () => {
  const desk = new DeskDouble(['Built-in', 'Headset', 'Dock']);
  const first = await desk.opens();
  first.follow('ann');
  first.choose('microphone', device('Headset'));
  first.choose('ringer', device('Dock'));
  first.treat('autoGainControl', false);
  first.follow('bob');
  expect([first.chosen('microphone').id, first.ringer, first.isOn('autoGainControl')]).toEqual(['', '', true]);
  first.choose('microphone', device('Dock'));
  first.follow('ann');
  const reloaded = await desk.opens();
  expect([reloaded.chosen('microphone').id, reloaded.ringer]).toEqual(['Headset', 'Dock']);
  expect(reloaded.isOn('autoGainControl')).toBe(false);
  reloaded.follow(null);
  expect((await desk.opens()).chosen('microphone').id).toBe('');
});

test('what is chosen before it is known who sits here is theirs once it is', async () => {
  const desk = new DeskDouble(['Built-in', 'Headset']);
  const audio = await desk.opens();
  audio.choose('microphone', device('Headset'));
  audio.treat('autoGainControl', false);
  audio.follow('ann');
  expect([audio.chosen('microphone').id, audio.isOn('autoGainControl')]).toEqual(['Headset', false]);
  expect((await desk.opens()).chosen('microphone').id).toBe('Headset');
  audio.follow(null);
  audio.follow('bob');
  expect(audio.chosen('microphone').id).toBe('');
});

test('where the system decides where sound goes, no wish is obeyed', async () => {
  const desk = new DeskDouble(['Built-in', 'Headset']);
  desk.canChooseSpeaker = false;
  const audio = await desk.opens();
  audio.choose('speaker', device('Headset'));
  expect(audio.speaker).toBe('');
});

test('names that show once the microphone is allowed bring the wish about without a word', async () => {
  const desk = new DeskDouble([]);
  desk.usual = systemChoice;
  desk.kept = { last: 'ann', of: { ann: { ...emptyChoices, microphone: [device('Headset')] } } };
  const audio = await desk.opens();
  desk.microphones = [device('Built-in'), device('Headset')];
  desk.usual = { id: 'g', label: 'Built-in' };
  await audio.openForCall();
  await settled();
  expect(desk.told).toEqual([{ what: 'microphone', why: 'asked', from: systemChoice, to: device('Headset') }]);
});

const emptyChoices = {
  microphone: [],
  speaker: [],
  ringer: [],
  noiseSuppression: true,
  echoCancellation: true,
  autoGainControl: true,
};
