import { expect, test } from './house.ts';
import type { Person } from './person.ts';

const LINK = `#tel=${encodeURIComponent('tel:+1-514-555-0123')}`;
const OTHER = `#tel=${encodeURIComponent('tel:+14185550142;ext=42')}`;

const field = (who: Person) => who.page.getByRole('textbox');
const tapsLink = (who: Person, fragment: string): Promise<void> =>
  who.page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);

test('a telephone link opens the keypad with its number, and calls nobody', async ({ ann, outside }) => {
  await ann.page.goto('about:blank');
  await ann.page.goto(`/${LINK}`);
  await expect(field(ann)).toHaveValue('+1 514 555-0123');
  expect(ann.page.url()).not.toContain('tel');
  await ann.isReady();

  await ann.opens('recents');
  await tapsLink(ann, OTHER);
  await expect(field(ann)).toHaveValue(/^\+1 418 555-0142.*42$/);
  expect(ann.page.url()).not.toContain('tel');
  for (const nonsense of ['#tel=javascript%3Aalert(1)', '#tel=%E0%A4%A', '#tel=tel%3Ahello']) {
    await tapsLink(ann, nonsense);
    await expect.poll(() => ann.page.url()).not.toContain('tel');
    // What was there before is not what was tapped.
    await expect(field(ann)).toHaveValue('');
  }
  expect((await outside.webhooks()).filter(({ url }) => url.endsWith('/twiml/outgoing'))).toEqual([]);
  await expect(ann.page.locator('[data-call-state]')).toHaveCount(0);
});

test('a link waits at the door until its person has signed in', async ({ person, house }) => {
  const ann = await person({ isSignedIn: false });
  await ann.page.goto('about:blank');
  await ann.page.goto(`/${LINK}`);
  await field(ann).fill(new URL(await house.keeper.newLink()).hash);
  await ann.page.keyboard.press('Enter');
  await expect(ann.button(ann.words.call)).toBeVisible();
  await expect(field(ann)).toHaveValue('+1 514 555-0123');
});

test('in a call a link changes nothing, says why, and the call goes on', async ({ ann, outside }) => {
  const far = outside.phone('+15145550123');
  await ann.talksTo(far);
  await tapsLink(ann, OTHER);
  await expect(ann.page.getByText('Vous êtes en communication. Terminez l’appel, puis rouvrez le lien.')).toBeVisible();
  expect(ann.page.url()).not.toContain('tel');
  await ann.hearsTone(1000);
  await far.hangsUp();
  await expect(ann.call('closed')).toBeVisible();
  await ann.dismissesCall();
  await expect(field(ann)).toHaveValue('');
});

test('the app is opened again from a shortcut or a link: this window goes there, and is not loaded again', async ({
  ann,
  house,
}) => {
  // Only an installed app is launched: the queue is ours, what the page does with a launch is not.
  await ann.page.addInitScript(() =>
    Object.defineProperty(globalThis, 'launchQueue', {
      value: { setConsumer: (consumer: unknown) => Object.assign(globalThis, { launch: consumer }) },
    }),
  );
  await ann.page.reload();
  await ann.isReady();
  await ann.page.waitForFunction(() => 'launch' in globalThis);
  const launches = (path: string) =>
    ann.page.evaluate((targetURL) => {
      const { launch } = globalThis as unknown as { launch: (launch: { targetURL: string }) => void };
      launch({ targetURL });
    }, new URL(path, house.url).href);
  await ann.page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
  const response = await ann.page.request.get('/manifest.webmanifest', { headers: { 'accept-language': 'fr' } });
  const { shortcuts } = (await response.json()) as { shortcuts: { url: string; name: string }[] };
  expect(shortcuts).toHaveLength(2);
  const tab = (name: string) => ann.page.getByRole('link', { name, exact: true });
  for (const { url, name } of shortcuts.toReversed()) {
    await launches(url);
    await expect(tab(name)).toHaveAttribute('aria-current', 'page');
  }
  await launches('/#recents');
  await launches('/');
  await expect(tab('Récents')).toHaveAttribute('aria-current', 'page');
  await launches(`/${LINK}`);
  await expect(field(ann)).toHaveValue('+1 514 555-0123');
  expect(await ann.page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
});

test('each shortcut opens its screen', async ({ ann }) => {
  const response = await ann.page.request.get('/manifest.webmanifest', { headers: { 'accept-language': 'fr' } });
  const { shortcuts } = (await response.json()) as { shortcuts: { url: string; name: string }[] };
  for (const { url, name } of shortcuts) {
    await ann.page.goto('about:blank');
    await ann.page.goto(url);
    await expect(ann.page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
  }
});

test('Settings hand telephone links to this page, and say what comes next', async ({ ann }) => {
  await ann.page.evaluate(() => {
    navigator.registerProtocolHandler = (scheme, url) => Object.assign(globalThis, { handled: [scheme, String(url)] });
  });
  await ann.opens('settings');
  await ann.presses('Ouvrir ici les liens téléphoniques');
  await expect(ann.page.getByText('Répondez maintenant à la question du navigateur.')).toBeVisible();
  const { origin } = new URL(ann.page.url());
  expect(await ann.page.evaluate(() => (globalThis as { handled?: unknown }).handled)).toEqual([
    'tel',
    `${origin}/#tel=%s`,
  ]);
});
