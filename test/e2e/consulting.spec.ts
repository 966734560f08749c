import { expect, test } from './house.ts';
import type { OutsidePhone, Person } from './person.ts';
import type { OutsideWorld } from '../support/outside.ts';
import {
  chooses,
  FAR,
  hearEachOther,
  hearsBoth,
  hearsNothingOf,
  newestRow,
  readsItsEnd,
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

/** Somebody who is called in addition answers, and hears Ann. */
async function answers(zoe: OutsidePhone, ann: Person): Promise<void> {
  await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
  await zoe.answers();
  await ann.isHeardBy(zoe);
}

/** Ann hangs up; nobody is left, and history has the call as one with the far end. */
async function endsIt(ann: Person, outside: OutsideWorld, direction: 'inbound' | 'outbound'): Promise<void> {
  await ann.hangsUp();
  await expect.poll(() => outside.openCalls()).toEqual([]);
  await readsItsEnd(ann, outside, { direction });
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
  await answers(zoe, ann);
  await ann.hearsTone(1370);
  await waitsWithMusic(far, [ann.toneHz, 1370]);
  await ann.page.getByRole('region', { name: 'En plus' }).getByRole('button', { name: 'Transférer' }).click();
  await hearEachOther(far, 1000, zoe, 1370);
  await expect(ann.call('closed')).toContainText(/Transféré à/);
  await hearsNothingOf(zoe, [ann.toneHz]);
  await newestRow(ann, /Continue avec/);
  await zoe.hangsUp();
  await expect.poll(() => outside.openCalls()).toEqual([]);
  await readsItsEnd(ann, outside, { direction: 'inbound', transferredTo: { kind: 'number', number: ZOE } });
});

test('Ann talks to Bob, a colleague, first: then he has the call, and holds it', async ({ ann, outside, person }) => {
  test.setTimeout(90_000);
  const bob = await person({ name: 'Bob', locale: 'en-CA', toneHz: 660 });
  await bob.isReady();
  const far = outside.phone(FAR);
  await talks(ann, far);
  await ann.presses(ann.words.transfer);
  const sheet = ann.page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Bob/ }).click();
  await sheet.getByRole('button', { name: ann.words.talkFirst, exact: true }).click();
  await expect(bob.call('pending')).toContainText('You are wanted in a call');
  await bob.answers();
  await ann.hearsTone(660);
  await bob.hearsTone(ann.toneHz);
  await waitsWithMusic(far, [ann.toneHz, 660]);
  await ann.page.getByRole('region', { name: 'En plus' }).getByRole('button', { name: 'Transférer' }).click();
  await expect(ann.call('closed')).toContainText(/Transféré à Bob/);
  await bob.isHeardBy(far);
  await bob.hearsTone(1000);
  await hearsNothingOf(far, [ann.toneHz]);
  await newestRow(ann, /En communication sur Bob/);
  await bob.presses(bob.words.hold);
  await waitsWithMusic(far, [ann.toneHz, 660]);
  await bob.presses(bob.words.held);
  await bob.isHeardBy(far);
  await bob.hangsUp();
  await expect.poll(() => outside.openCalls()).toEqual([]);
  for (const who of [ann, bob])
    await readsItsEnd(who, outside, { direction: 'outbound', transferredTo: { kind: 'person', name: 'Bob' } });
});

test('Ann goes back: Zoe is out, and the far end hears Ann again', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far);
  await consults(ann);
  await answers(zoe, ann);
  await ann.presses(ann.words.backTo);
  await expect.poll(async () => (await zoe.view()).state).toBe('idle');
  await ann.isHeardBy(far);
  await ann.hearsTone(1000);
  await endsIt(ann, outside, 'outbound');
});

test('Ann goes back while Zoe still rings', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far);
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
  await chooses(ann, ZOE, ann.words.call);
  await answers(zoe, ann);
  const allThree = await ann.button(ann.words.allThree).boundingBox();
  await ann.button(ann.words.allThree).press('Enter');
  await hearsBoth(far, ann.toneHz, 1370);
  await hearsBoth(zoe, ann.toneHz, 1000);
  await expect(ann.button(ann.words.allThree)).toBeFocused();
  await expect(ann.button(ann.words.allThree)).toBeDisabled();
  expect(await ann.button(ann.words.allThree).boundingBox()).toEqual(allThree);
  await ann.presses(ann.words.remove);
  await expect.poll(async () => (await zoe.view()).state).toBe('idle');
  await ann.isHeardBy(far);
  await endsIt(ann, outside, 'inbound');
});

test('Zoe is busy when Ann wants to talk first: the far end still waits, and Ann is told what to do', async ({
  ann,
  outside,
}) => {
  const far = outside.phone(FAR);
  await zoeIs(outside, 'busy');
  await talks(ann, far);
  await consults(ann);
  await expect(ann.call('open')).toContainText(/Occupé.*attend toujours/);
  await waitsWithMusic(far, [ann.toneHz]);
  await ann.presses(ann.words.held);
  await ann.isHeardBy(far);
  await endsIt(ann, outside, 'outbound');
});

test('the far end hangs up while Ann consults: she and Zoe go on, and her screen says so', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far);
  await consults(ann);
  await answers(zoe, ann);
  await far.hangsUp();
  await expect(ann.page.getByRole('status')).toContainText(/0123 a quitté l’appel\. Vous parlez à .*0100/);
  await expect(ann.page.getByRole('region', { name: 'En plus' })).toBeHidden();
  await expect(ann.call('open').getByRole('heading')).toContainText('0100');
  await ann.isHeardBy(zoe);
  await ann.hearsTone(1370);
  await endsIt(ann, outside, 'outbound');
  expect((await zoe.view()).state).toBe('idle');
});
