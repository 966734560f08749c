import { expect, test } from './house.ts';

test.beforeEach(({ house }) => house.keeper.isCalled('Ann'));

test('Ann invites Bob from her settings: he signs in by the link, and each is in the other’s list', async ({
  ann,
  person,
}) => {
  await ann.opens('settings');
  const people = ann.page.getByRole('region', { name: 'Personnes' });
  await people.getByRole('button', { name: 'Changer votre nom' }).click();
  await people.getByRole('textbox', { name: 'Votre nom' }).fill('Annie');
  await ann.page.keyboard.press('Enter');
  await expect(people.getByText('Annie')).toBeVisible();
  await people.getByRole('button', { name: 'Inviter une personne' }).click();
  await people.getByRole('textbox', { name: 'Son nom' }).fill('Bob');
  await people.getByRole('button', { name: 'Créer un code' }).click();
  await expect(people).toContainText('Envoyez ce lien à Bob');
  const link = (await people.getByText('/#code=').textContent()) ?? '';
  await expect(people.getByRole('listitem')).toHaveCount(1);

  const bob = await person({ isSignedIn: false, locale: 'en-CA', toneHz: 660 });
  await bob.signsIn(link);
  await bob.isReady();
  await bob.opens('settings');
  const others = bob.page.getByRole('region', { name: 'People' });
  await expect(others.getByRole('listitem')).toContainText([/Annie/, /Bob/]);
  await expect(others.getByRole('button', { name: 'Invite someone' })).toBeHidden();
});

test('Bob has lost his only phone: Ann sends him a link from her settings, and he is back as himself', async ({
  ann,
  person,
}) => {
  const lost = await person({ name: 'Bob', locale: 'en-CA' });
  await lost.isReady();
  await lost.page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await ann.opens('settings');
  const people = ann.page.getByRole('region', { name: 'Personnes' });
  const row = people.getByRole('listitem').filter({ hasText: 'Bob' });
  await expect(row).toContainText('Aucun téléphone connecté');
  await row.getByRole('button', { name: 'Code de connexion pour Bob' }).click();
  await expect(people.getByRole('group', { name: 'Envoyez ce lien à Bob' })).toBeFocused();
  const link = (await people.getByText('/#code=').textContent()) ?? '';

  const found = await person({ isSignedIn: false, locale: 'en-CA' });
  await found.signsIn(link);
  await found.isReady();
  await expect(row).toContainText('Disponible');
  await expect(people.getByRole('listitem')).toHaveCount(2);
  await found.opens('settings');
  const me = found.page.getByRole('region', { name: 'People' }).getByRole('listitem').filter({ hasText: 'Bob' });
  await expect(me).toContainText('This is you');
  await expect(found.page.getByRole('button', { name: /^Sign-in code/ })).toHaveCount(0);
});

test('Bob calls Ann by name: her screen says Bob, they talk, and each reads the other’s name', async ({
  ann,
  person,
}) => {
  const bob = await person({ name: 'Bob', locale: 'en-CA', toneHz: 660 });
  await bob.isReady();
  await bob.opens('settings');
  await bob.button('Call Ann').click();
  await expect(ann.call('pending')).toContainText('Bob');
  await ann.presses(ann.words.answer);
  await ann.isInCall();
  await bob.isInCall();
  await expect(bob.call('open')).toContainText('Ann');
  await ann.hearsTone(660);
  await bob.hearsTone(440);
  await bob.presses(bob.words.hangUp);
  for (const [who, name] of [
    [ann, 'Bob'],
    [bob, 'Ann'],
  ] as const) {
    await who.dismissesCall();
    await who.opens('recents');
    await expect(who.page.getByRole('listitem').first()).toContainText(name);
  }
});

test('Ann removes Bob: his phone is signed out, and his name stays in her history', async ({ ann, person }) => {
  const bob = await person({ name: 'Bob', locale: 'en-CA' });
  await bob.isReady();
  await bob.opens('settings');
  await bob.button('Call Ann').click();
  await expect(ann.call('pending')).toBeVisible();
  await bob.presses(bob.words.hangUp);
  await ann.dismissesCall();
  await ann.opens('settings');
  await ann.button('Retirer Bob').click();
  await ann.button('Retirer').click();
  await expect(ann.page.getByRole('region', { name: 'Personnes' }).getByRole('listitem')).toHaveCount(1);
  await bob.page.reload();
  await expect(bob.page.getByRole('textbox', { name: 'Sign-in code' })).toBeVisible();
  await ann.opens('recents');
  await expect(ann.page.getByRole('listitem').first()).toContainText('Bob');
});
