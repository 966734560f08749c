import { expect, test } from './house.ts';
import type { Person } from './person.ts';
import {
  chooses,
  FAR,
  hearEachOther,
  hearsBoth,
  hearsNothingOf,
  newestRow,
  saysNothing,
  talks,
  waitsWithMusic,
  ZOE,
  zoeIs,
} from './steering.ts';

async function consults(ann: Person): Promise<void> {
  await ann.presses(ann.words.transfer);
  await chooses(ann, ZOE, ann.words.talkFirst);
}

test('Ann talks to Zoe first: the far end hears music and not them; then the two go on without her', async ({
  ann,
  outside,
  house,
}) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far, house.line);
  await consults(ann);
  await saysNothing(outside);
  await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
  await zoe.answers();
  await ann.isHeardBy(zoe);
  await ann.hearsTone(1370);
  await waitsWithMusic(far, [ann.toneHz, 1370]);
  await ann.page.getByRole('region', { name: 'En plus' }).getByRole('button', { name: 'Transférer' }).click();
  await hearEachOther(far, 1000, zoe, 1370);
  await expect(ann.call('closed')).toContainText(/Transféré à/);
  await hearsNothingOf(zoe, [ann.toneHz]);
  await newestRow(ann, /Continue avec/);
});

test('Ann goes back: Zoe is out, and the far end hears Ann again', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far, null);
  await consults(ann);
  await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
  await zoe.answers();
  await ann.isHeardBy(zoe);
  await ann.presses(ann.words.backTo);
  await expect.poll(async () => (await zoe.view()).state).toBe('idle');
  await ann.isHeardBy(far);
  await ann.hearsTone(1000);
});

test('Ann goes back while Zoe still rings', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far, null);
  await consults(ann);
  await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
  await ann.presses(ann.words.backTo);
  await expect.poll(async () => (await zoe.view()).state).toBe('idle');
  await ann.isHeardBy(far);
});

test('Ann adds Zoe: all three hear each other; she removes her again', async ({ ann, outside, house }) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far, house.line);
  await ann.presses(ann.words.add);
  await chooses(ann, '+15145550199', ann.words.call);
  await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
  await zoe.answers();
  await ann.isHeardBy(zoe);
  await ann.presses(ann.words.allThree);
  await hearsBoth(far, ann.toneHz, 1370);
  await hearsBoth(zoe, ann.toneHz, 1000);
  await ann.presses(ann.words.remove);
  await expect.poll(async () => (await zoe.view()).state).toBe('idle');
  await ann.isHeardBy(far);
});

test('Zoe is busy when Ann wants to talk first: the far end still waits, and Ann is told what to do', async ({
  ann,
  outside,
}) => {
  const far = outside.phone(FAR);
  await zoeIs(outside, 'busy');
  await talks(ann, far, null);
  await consults(ann);
  await expect(ann.call('open')).toContainText(/Occupé.*attend toujours/);
  await waitsWithMusic(far, [ann.toneHz]);
  await ann.presses(ann.words.held);
  await ann.isHeardBy(far);
});

test('the far end hangs up while Ann consults: she and Zoe go on', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far, null);
  await consults(ann);
  await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
  await zoe.answers();
  await ann.isHeardBy(zoe);
  await far.hangsUp();
  await expect(ann.page.getByRole('region', { name: 'En plus' })).toBeHidden();
  await ann.isHeardBy(zoe);
  await ann.hearsTone(1370);
  await ann.hangsUp();
  await expect.poll(async () => (await zoe.view()).state).toBe('idle');
});
