import { expect, test } from './house.ts';
import type { OutsidePhone, Person } from './person.ts';
import {
  canSteer,
  chooses,
  hearEachOther,
  hearsBoth,
  hearsNothingOf,
  saysNothing,
  waitsWithMusic,
} from './steering.ts';
import type { OutsideWorld } from '../support/outside.ts';

const FAR = '+15145550123';
const ZOE = '+15145550199';

/** Ann talks to somebody who called her, or whom she called. */
async function talks(ann: Person, far: OutsidePhone, line: string | null): Promise<void> {
  if (line === null) await ann.talksTo(far);
  else {
    await ann.isCalledBy(far, line);
    await ann.answers();
    await ann.isHeardBy(far);
  }
  await canSteer(ann);
}

async function zoeIs(outside: OutsideWorld, character: string): Promise<OutsidePhone> {
  const zoe = outside.phone(ZOE);
  await zoe.is(character, { says: { toneHz: 1370 } });
  return zoe;
}

async function passesOn(ann: Person): Promise<void> {
  await ann.presses(ann.words.transfer);
  await chooses(ann, ZOE, ann.words.passNow);
}

async function consults(ann: Person): Promise<void> {
  await ann.presses(ann.words.transfer);
  await chooses(ann, ZOE, ann.words.talkFirst);
}

/** Ann's row of the call, the newest one. */
async function newestRow(ann: Person, words: RegExp): Promise<void> {
  await ann.dismissesCall();
  await ann.opens('recents');
  await expect(ann.page.getByRole('listitem').first()).toContainText(words, { timeout: 10_000 });
}

for (const direction of ['outbound', 'inbound'] as const) {
  test.describe(`a call that is ${direction}`, () => {
    test('Ann passes it on to Zoe: the two hear each other, Ann is out, and history says so', async ({
      ann,
      outside,
      house,
    }) => {
      const far = outside.phone(FAR);
      const zoe = await zoeIs(outside, 'manual');
      await talks(ann, far, direction === 'inbound' ? house.line : null);
      await passesOn(ann);
      await expect(ann.call('closed')).toContainText(/Transfert à/);
      await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
      await zoe.answers();
      await hearEachOther(far, 1000, zoe, 1370);
      await hearsNothingOf(far, [ann.toneHz]);
      await newestRow(ann, /Continue avec/);
      await far.hangsUp();
      await expect.poll(async () => (await zoe.view()).state).toBe('idle');
      await expect(ann.page.getByRole('listitem').first()).toContainText(/Transféré à/, { timeout: 10_000 });
    });

    for (const [character, why] of [
      ['busy', 'occupé'],
      ['declines', /occupé|refusé/],
      ['not-in-service', /injoignable|pas en service/],
    ] as const) {
      test(`Zoe is ${character}: the far end is not dropped, Ann is rung again, told why, and goes on`, async ({
        ann,
        outside,
        house,
      }) => {
        const far = outside.phone(FAR);
        await zoeIs(outside, character);
        await talks(ann, far, direction === 'inbound' ? house.line : null);
        await passesOn(ann);
        await expect(ann.call('pending')).toContainText(/Transfert à/, { timeout: 10_000 });
        await expect(ann.call('pending')).toContainText(why);
        await ann.answers();
        await ann.isHeardBy(far);
        await ann.hearsTone(1000);
        expect((await far.view()).state).toBe('in-call');
      });
    }
  });
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
  await chooses(ann, ZOE, ann.words.call);
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

test('a number that may not be called is refused in words, and the call goes on as it was', async ({
  ann,
  outside,
}) => {
  const far = outside.phone(FAR);
  await talks(ann, far, null);
  await ann.presses(ann.words.transfer);
  await chooses(ann, '911', ann.words.talkFirst);
  await expect(ann.call('open').getByRole('alert')).toContainText(/Urgence/);
  await ann.isHeardBy(far);
});

test('a call that was passed on goes on without us, and is ended from its row once it is asked for', async ({
  ann,
  outside,
}) => {
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far, null);
  await passesOn(ann);
  await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
  await zoe.answers();
  await newestRow(ann, /Continue avec/);
  await ann.page
    .getByRole('link', { name: /Détails/ })
    .first()
    .click();
  await ann.presses(ann.words.endCall);
  await ann.page.getByRole('dialog').getByRole('button', { name: ann.words.endCall }).click();
  for (const each of [far, zoe]) await expect.poll(async () => (await each.view()).state).toBe('idle');
});
