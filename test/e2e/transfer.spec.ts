import { expect, test } from './house.ts';
import type { Person } from './person.ts';
import {
  canSteer,
  chooses,
  FAR,
  hearEachOther,
  hearsNothingOf,
  longestSilenceMs,
  newestRow,
  readsItsEnd,
  talks,
  ZOE,
  zoeIs,
} from './steering.ts';

async function passesOn(ann: Person, to = ZOE): Promise<void> {
  await ann.presses(ann.words.transfer);
  await chooses(ann, to, ann.words.passNow);
}

for (const direction of ['outbound', 'inbound'] as const) {
  test(`${direction}: Ann passes a call on to Zoe: the two hear each other, Ann is out, and history says so`, async ({
    ann,
    outside,
    house,
  }) => {
    const far = outside.phone(FAR);
    const zoe = await zoeIs(outside, 'manual');
    await talks(ann, far, direction === 'inbound' ? house.line : null);
    const tappedAt = Date.now();
    await passesOn(ann);
    await expect(ann.call('closed')).toContainText(/Transfert à/);
    await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
    await zoe.answers();
    await hearEachOther(far, 1000, zoe, 1370);
    expect(await longestSilenceMs(outside, far, tappedAt)).toBeLessThan(2_000);
    await hearsNothingOf(far, [ann.toneHz]);
    await newestRow(ann, /Continue avec/);
    await far.hangsUp();
    await expect.poll(async () => (await zoe.view()).state).toBe('idle');
    await readsItsEnd(ann, outside, { direction, transferredTo: { kind: 'number', number: ZOE } });
  });

  for (const [character, why] of [
    ['busy', 'occupé'],
    ['declines', /occupé|refusé/],
    ['not-in-service', /injoignable|pas en service/],
    ['no-answer', 'pas de réponse'],
  ] as const) {
    test(`${direction}, Zoe is ${character}: the far end is not dropped nor left in silence, Ann is rung again, told why, and goes on`, async ({
      ann,
      outside,
      house,
    }) => {
      const far = outside.phone(FAR);
      const zoe = await zoeIs(outside, character);
      await talks(ann, far, direction === 'inbound' ? house.line : null);
      const tappedAt = Date.now();
      await passesOn(ann);
      if (character === 'no-answer') {
        await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
        await outside.ringsOut((await far.view()).callSid ?? '');
      }
      await expect(ann.call('pending')).toContainText(/Transfert à/, { timeout: 10_000 });
      await expect(ann.call('pending')).toContainText(why);
      await ann.answers();
      await ann.isHeardBy(far);
      expect(await longestSilenceMs(outside, far, tappedAt)).toBeLessThan(2_000);
      await ann.hearsTone(1000);
      await ann.hangsUp();
      await expect.poll(async () => (await far.view()).state).toBe('idle');
      await readsItsEnd(ann, outside, { direction });
    });
  }
}

test('Ann passes a call on to somebody she knows, by name', async ({ ann, outside, house }) => {
  await house.keeper.knows(['Zoé Roy']);
  const far = outside.phone(FAR);
  const zoe = await zoeIs(outside, 'manual');
  await talks(ann, far);
  await ann.presses(ann.words.transfer);
  const sheet = ann.page.getByRole('dialog');
  await sheet.getByRole('textbox').fill('zoe');
  await sheet.getByRole('button', { name: 'Zoé Roy' }).click();
  await sheet.getByRole('button', { name: ann.words.passNow, exact: true }).click();
  await expect(ann.call('closed')).toContainText('Transfert à Zoé Roy');
  await expect.poll(async () => (await zoe.view()).state).toBe('ringing');
  await zoe.answers();
  await hearEachOther(far, 1000, zoe, 1370);
  await newestRow(ann, /Continue avec Zoé Roy/);
});

test('Ann passes a call on to Bob, a colleague: his phone says so, the two hear each other, and each reads how it was for them', async ({
  ann,
  outside,
  house,
  person,
}) => {
  const bob = await person({ name: 'Bob', locale: 'en-CA', toneHz: 660 });
  await bob.isReady();
  const far = outside.phone(FAR);
  // A colleague's phone rings for the line as well.
  await talks(ann, far, house.line);
  await bob.dismissesCall();
  const tappedAt = Date.now();
  await ann.presses(ann.words.transfer);
  const sheet = ann.page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Bob/ }).click();
  await sheet.getByRole('button', { name: ann.words.passNow, exact: true }).click();
  await expect(bob.call('pending')).toContainText('This call is passed on to you');
  await bob.answers();
  await bob.isHeardBy(far);
  expect(await longestSilenceMs(outside, far, tappedAt)).toBeLessThan(2_000);
  await bob.hearsTone(1000);
  await hearsNothingOf(far, [ann.toneHz]);
  await bob.hangsUp();
  await expect.poll(async () => (await far.view()).state).toBe('idle');
  for (const who of [ann, bob])
    await readsItsEnd(who, outside, { direction: 'inbound', transferredTo: { kind: 'person', name: 'Bob' } });
});

test('a number that may not be called is refused in words, and the call goes on as it was', async ({
  ann,
  outside,
}) => {
  const far = outside.phone(FAR);
  await talks(ann, far);
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
  await talks(ann, far);
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

test('Ann passes a call with Bob, a colleague, on to Carol, another: her phone says Bob, she holds him, and finds it in her history', async ({
  ann,
  outside,
  person,
}) => {
  const bob = await person({ name: 'Bob', locale: 'en-CA', toneHz: 660 });
  const carol = await person({ name: 'Carol', locale: 'en-CA' });
  await Promise.all([bob.isReady(), carol.isReady()]);
  await ann.callsColleague('Bob');
  await bob.answers();
  await canSteer(ann);
  await ann.presses(ann.words.transfer);
  const sheet = ann.page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Carol/ }).click();
  await sheet.getByRole('button', { name: ann.words.passNow, exact: true }).click();
  await expect(carol.call('pending')).toContainText('This call is passed on to you');
  await expect(carol.call('pending')).toContainText('Bob');
  await carol.answers();
  await carol.hearsTone(660);
  await carol.presses(carol.words.hold);
  await expect(carol.button(carol.words.held)).toBeVisible();
  await carol.hangsUp();
  await expect.poll(() => outside.openCalls()).toEqual([]);
  await newestRow(carol, /Bob/);
});
