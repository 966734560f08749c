import { isAccessible } from './accessible.ts';
import { expect, test } from './house.ts';
import { invitation, isOfferedToInstall, ownProfile, SAFARI_ON_IPHONE, timesAsked } from './installing.ts';

const FAR = '+15145550123';

/** In `npm test` the first of two languages; in the full run both. */
const spoken = <T>(both: readonly [T, T]): readonly T[] => (process.env['FULL'] ? both : both.slice(0, 1));

for (const { locale, description, offers } of spoken([
  { locale: 'fr-CA', description: /Votre propre téléphone/, offers: /Ce navigateur peut l’installer/ },
  { locale: 'en-CA', description: /A telephone of your own/, offers: /This browser can install it/ },
])) {
  test(`nothing stands in the way of installing, and Chromium offers it: ${locale}`, async ({ house }) => {
    const { context, close } = await ownProfile(locale);
    const page = await context.newPage();
    await page.goto(await house.keeper.newLink());
    const devTools = await context.newCDPSession(page);
    const { errors, url, data } = await devTools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(url).toBe(`${house.url}/manifest.webmanifest`);
    expect(data).toMatch(description);
    expect((await devTools.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
    await page.locator('button.go').click();
    await page.getByRole('link', { name: /^(Réglages|Settings)$/ }).click();
    await expect(page.getByText(offers)).toBeVisible();
    await expect(page.getByRole('button', { name: /^(Installer|Install)$/ })).toBeVisible();
    await close();
  });
}

test('the manifest follows the languages of the browser, and nobody keeps one for the other', async ({
  house,
  request,
}) => {
  for (const [languages, lang] of [
    ['fr-CA,fr;q=0.9', 'fr'],
    ['de,en;q=0.5', 'en'],
  ] as const) {
    const response = await request.get(`${house.url}/manifest.webmanifest`, {
      headers: { 'accept-language': languages },
    });
    expect(response.status()).toBe(200);
    expect(response.headers()).toMatchObject({
      'content-type': 'application/manifest+json',
      'cache-control': 'no-cache',
      vary: 'Accept-Language',
    });
    expect(await response.json()).toMatchObject({ lang, id: '/' });
  }
  const pictures = ['/icons/mark-512.png', '/pictures/keypad-fr.png', '/apple-touch-icon.png'];
  for (const path of pictures)
    expect((await request.get(`${house.url}${path}`)).headers()['content-type']).toBe('image/png');
});

test('the invitation waits for the first call that was answered and put away, and takes a no', async ({
  ann,
  outside,
  house,
}) => {
  await isOfferedToInstall(ann, 'accepted');
  const far = outside.phone(FAR);
  await far.is('busy');
  await ann.dials(FAR);
  await expect(ann.call('closed')).toBeVisible();
  await ann.dismissesCall();
  await expect(invitation(ann)).toBeHidden();
  await ann.talksTo(far);
  await expect(invitation(ann)).toBeHidden();
  await far.hangsUp();
  await expect(ann.call('closed')).toBeVisible();
  await expect(invitation(ann)).toBeHidden();
  await ann.dismissesCall();
  await expect(invitation(ann)).toBeVisible();
  await isAccessible(ann, 'invitation');

  await far.calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
  await expect(invitation(ann)).toBeHidden();
  await far.hangsUp();
  await expect(ann.call('pending')).toBeHidden();
  await ann.dismissesCall();

  await ann.presses('Pas maintenant');
  await expect(invitation(ann)).toBeHidden();
  await ann.page.reload();
  await ann.isReady();
  await ann.talksTo(far);
  await far.hangsUp();
  await expect(ann.call('closed')).toBeVisible();
  await ann.dismissesCall();
  await expect(invitation(ann)).toBeHidden();
  expect(await timesAsked(ann)).toBe(0);
  await ann.opens('settings');
  await expect(ann.button('Installer')).toBeVisible();
});

test('Install has the browser ask, once; then nothing invites any more and Settings say so', async ({
  ann,
  outside,
}) => {
  await isOfferedToInstall(ann, 'accepted');
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  await far.hangsUp();
  await expect(ann.call('closed')).toBeVisible();
  await ann.dismissesCall();
  await invitation(ann).getByRole('button', { name: 'Installer' }).click();
  await expect(invitation(ann)).toBeHidden();
  expect(await timesAsked(ann)).toBe(1);
  await ann.opens('settings');
  await expect(ann.page.getByText('Installé. Désormais, ouvrez-le par son icône.')).toBeVisible();
});

for (const { locale, share, add, here, how } of spoken([
  {
    locale: 'fr-CA',
    share: 'Touchez Partager',
    add: /Sur l’écran d’accueil/,
    here: 'Se connecter ici quand même',
    how: 'Voir comment',
  },
  {
    locale: 'en-CA',
    share: 'Tap Share',
    add: /Add to Home Screen/,
    here: 'Sign in here all the same',
    how: 'Show me how',
  },
] as const)) {
  test(`on an iPhone the steps come before the door, with the code to type behind it: ${locale}`, async ({
    person,
    house,
    outside,
  }) => {
    const ann = await person({ locale, isSignedIn: false, userAgent: SAFARI_ON_IPHONE });
    await expect(ann.page.getByRole('listitem')).toHaveCount(3);
    await expect(ann.page.getByText(share)).toBeVisible();
    await expect(ann.page.getByText(add)).toBeVisible();
    await expect(ann.page.getByRole('textbox')).toBeHidden();
    await isAccessible(ann, 'steps before the door');
    const link = await house.keeper.newLink();
    await ann.page.goto('about:blank');
    await ann.page.goto(link);
    const code = new URL(link).hash.replace(/^#code=(.{5})/, '$1-');
    await expect(ann.page.locator('output')).toHaveText(code);
    await ann.page.locator('.code').getByRole('button').click();
    await expect(ann.button(/Code copié|Code copied/)).toBeVisible();
    expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe(code);
    await isAccessible(ann, 'steps with a code');
    await ann.presses(here);
    await ann.presses(ann.words.signIn);
    await ann.isReady();
    await ann.opens('settings');
    await expect(ann.page.getByText(share)).toBeVisible();
    await isAccessible(ann, 'steps in settings');

    await ann.opens('keypad');
    const far = outside.phone(FAR);
    await ann.talksTo(far);
    await far.hangsUp();
    await expect(ann.call('closed')).toBeVisible();
    await ann.dismissesCall();
    await invitation(ann).getByRole('button', { name: how }).click();
    await expect(ann.page.getByRole('dialog').getByRole('listitem')).toHaveCount(3);
    await isAccessible(ann, 'steps in a sheet');
    await ann.page.keyboard.press('Escape');
    await expect(invitation(ann)).toBeVisible();
  });
}

test('opened from the home screen of an iPhone, the door is the door, and Settings say installed', async ({
  person,
  house,
}) => {
  const ann = await person({ isSignedIn: false, userAgent: SAFARI_ON_IPHONE });
  await ann.page.addInitScript(() => Object.defineProperty(navigator, 'standalone', { value: true }));
  await ann.page.reload();
  await expect(ann.page.getByRole('textbox')).toBeVisible();
  await ann.signsIn(await house.keeper.newLink());
  await ann.opens('settings');
  await expect(ann.page.getByText('Installé : vous l’utilisez par son icône.')).toBeVisible();
});
