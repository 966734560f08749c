import { expect, test } from './house.ts';
import type { Person } from './person.ts';
import type { OutsideWorld } from '../support/outside.ts';

const FAR = '+15145550123';

async function talking(ann: Person, outside: OutsideWorld) {
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  return far;
}

test('Ann mutes: the far end hears exact silence; she unmutes: it hears her again', async ({ ann, outside }) => {
  const far = await talking(ann, outside);
  await ann.presses(ann.words.mute);
  await ann.isSilentTo(far);
  await ann.presses(ann.words.unmute);
  await ann.isHeardBy(far);
});

test('Ann mutes with the M key', async ({ ann, outside }) => {
  const far = await talking(ann, outside);
  await ann.page.keyboard.press('m');
  await expect.poll(async () => (await far.hears(440, 300)).silent).toBe(true);
});

test('Ann presses 1 2 # * in a call: the far end receives those keys, in that order, over RTP', async ({
  ann,
  outside,
}) => {
  const far = await talking(ann, outside);
  await ann.presses(ann.words.keypad);
  for (const key of ['1', '2', '#', '*']) await ann.key(key).click();
  await expect.poll(async () => (await far.view()).digits).toBe('12#*');
  const keys = (await outside.calls()).flatMap(({ timeline }) => timeline).filter(({ kind }) => kind === 'dtmf');
  expect(keys.filter(({ via }) => via === 'rtp').map(({ what }) => what)).toEqual(['1', '2', '#', '*']);
  await expect(ann.call('open')).toContainText('12#*');
});

test('keys dialled behind the number reach the far end after the answer', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await far.is('manual', { says: { toneHz: 1000 } });
  await ann.dials(`${FAR},42#`);
  await expect(ann.call('ringing')).toBeVisible();
  await far.answers();
  await ann.isInCall();
  await expect.poll(async () => (await far.view()).digits, { timeout: 6_000 }).toBe('42#');
});

test('before the answer Ann hears our ringback, and no other sound', async ({ ann, outside }) => {
  await outside.phone(FAR).is('manual', { says: { toneHz: 1000 } });
  await ann.dials(FAR);
  await expect(ann.call('ringing')).toBeVisible();
  await expect.poll(() => ann.localSound(), { timeout: 10_000 }).toBeGreaterThan(0.01);
  expect((await ann.hears(1000)).rms).toBe(0);
});

test('with early media Ann hears the network, and our ringback stays silent', async ({ ann, outside }) => {
  await outside.phone(FAR).is('early-media', { says: { toneHz: 1000 } });
  await ann.dials(FAR);
  await expect(ann.call('ringing')).toBeVisible();
  await ann.hearsTone(1000);
  for (let i = 0; i < 2; i += 1) expect(await ann.localSound()).toBe(0);
});

test('the clock of a call starts at the answer', async ({ ann, outside }) => {
  await talking(ann, outside);
  await expect(ann.call('open')).toContainText(/0:0[1-5]/);
});
