import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { startWorker } from '../support/miniflare.ts';
import { freePort } from '../support/ports.ts';
import { instrument } from '../support/page-sound.ts';
import { isKept } from '../support/service-worker.ts';
import { expect, test } from './house.ts';
import { Person } from './person.ts';

const FAR = '+15145550123';
const reloads = process.env['FULL'] ? 20 : 5;

test(`the server is dead: keypad, recents, settings and a deep link open ${reloads} times of ${reloads}`, async ({
  browsers,
  house,
}) => {
  test.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'bakelite-'));
  const port = await freePort();
  const ownerCode = newOwnerCode();
  const url = `http://localhost:${port}`;
  const vars = workerVars(localAccount(), { publicUrl: url, emulatorUrl: house.emulatorUrl, ownerCode });
  const worker = await startWorker({ port, vars, persistTo: folder });
  const context = await browsers[440].newContext({ baseURL: url, locale: 'fr-CA' });
  await context.addInitScript(instrument);
  const ann = new Person(await context.newPage(), 'fr-CA', 440);
  await ann.signsIn(`${url}/#code=${ownerCode}`);
  await ann.opens('settings');
  await expect(ann.page.getByText('Cet appareil', { exact: true })).toBeVisible();
  await isKept(ann.page);
  await worker.stop();

  for (let count = 0; count < reloads; count += 1) {
    await ann.page.goto('/#keypad');
    await ann.page.reload();
    await ann.key('5').click();
    await expect(ann.page.getByRole('textbox')).toHaveValue(/5/);
    await ann.page.goto('/#recents');
    await ann.page.reload();
    await expect(ann.page.getByText('Aucun appel pour l’instant')).toBeVisible();
    await expect(ann.page.getByText('Dernière mise à jour')).toBeVisible();
    await ann.page.goto('/#settings');
    await ann.page.reload();
    await expect(ann.page.getByText('Cet appareil', { exact: true })).toBeVisible();
    await expect(ann.page.getByText('+1 819 555-0100')).toBeVisible();
    await expect(ann.page.getByRole('main').getByText('Dernière mise à jour').first()).toBeVisible();
    await ann.page.goto('/deep/link?from=outside#recents');
    await expect(ann.page.getByRole('heading', { name: 'Récents' })).toBeVisible();
    await ann.page.evaluate(() => sessionStorage.clear());
  }
  await context.close();
  rmSync(folder, { recursive: true, force: true });
});

test('without a network Ann sees her calls and their age, and what cannot be done says why', async ({
  ann,
  outside,
}) => {
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  await far.hangsUp();
  await ann.dismissesCall();
  await ann.opens('recents');
  await expect(ann.page.getByText('+1 514 555-0123').first()).toBeVisible();
  await isKept(ann.page);
  await goesOffline(ann.page);
  await ann.page.reload();
  await expect(ann.page.getByText('+1 514 555-0123').first()).toBeVisible();
  await expect(ann.page.getByText('Dernière mise à jour')).toBeVisible();
  await expect(ann.page.getByText(/Pas de réseau/)).toBeVisible();
  await ann.opens('settings');
  await expect(ann.page.getByText('Cet appareil', { exact: true })).toBeVisible();
  await expect(ann.button(ann.words.signOut)).toBeDisabled();
  await expect(ann.button(ann.words.addDevice)).toBeDisabled();
  await expect(ann.page.getByText(/rien changer ici/)).toBeVisible();
});

test('without a network Ann asks to call later: the number is offered when the network is back, and one tap calls it', async ({
  ann,
  outside,
}) => {
  const far = outside.phone(FAR);
  await far.is('manual', { says: { toneHz: 1000 } });
  await ann.opens('recents');
  await ann.opens('keypad');
  await isKept(ann.page);
  await goesOffline(ann.page);
  await ann.types('911');
  await expect(ann.page.getByRole('button', { name: /au retour du réseau/ })).toBeHidden();
  await ann.types('514 555-0123');
  await expect(ann.button(ann.words.call)).toBeDisabled();
  await ann.presses(/^Appeler .* au retour du réseau$/);
  await expect(ann.page.getByText('vous sera proposé au retour du réseau')).toBeVisible();
  await ann.page.reload();
  await expect(ann.page.getByText('vous sera proposé au retour du réseau')).toBeVisible();
  await ann.page.context().setOffline(false);
  await ann.isReady(30_000);
  await expect(ann.page.getByText('Le réseau est revenu')).toBeVisible();
  expect(await outside.calls()).toEqual([]);
  await ann.page
    .getByRole('region', { name: 'Avis' })
    .getByRole('button', { name: /^Appeler/ })
    .click();
  await expect(ann.call('ringing')).toBeVisible();
  await far.answers();
  await ann.isInCall();
  await far.hangsUp();
  await ann.dismissesCall();
  await expect(ann.page.getByText('Le réseau est revenu')).toBeHidden();
});

const leaves: {
  how: string;
  act: (ann: Person, house: { keeper: { cutOffOthers(): Promise<unknown> } }) => Promise<void>;
}[] = [
  {
    how: 'signs out',
    async act(ann) {
      await ann.opens('settings');
      await ann.presses(ann.words.signOut);
      await ann.page.getByRole('dialog').getByRole('button', { name: ann.words.signOut }).click();
    },
  },
  {
    how: 'was cut off while her page was closed',
    async act(ann, house) {
      await ann.page.goto('about:blank');
      await house.keeper.cutOffOthers();
      await ann.page.goto('/');
    },
  },
  {
    how: 'is cut off while she looks',
    async act(_, house) {
      await house.keeper.cutOffOthers();
    },
  },
];

for (const { how, act } of leaves) {
  test(`nothing of hers stays on the device when Ann ${how}`, async ({ ann, house }) => {
    await ann.opens('settings');
    await expect(ann.page.getByText('Cet appareil', { exact: true })).toBeVisible();
    await ann.opens('keypad');
    await goesOffline(ann.page);
    await ann.types('514 555-0123');
    await ann.presses(/^Appeler .* au retour du réseau$/);
    await ann.types('514 555-0124');
    await ann.page.context().setOffline(false);
    await ann.isReady(30_000);
    expect(await answersKept(ann.page)).toBeGreaterThan(0);
    await act(ann, house);
    await expect(ann.page.getByRole('textbox', { name: /code/i })).toBeVisible();
    await expect.poll(() => answersKept(ann.page)).toBe(0);
    const texts = await ann.page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage }));
    expect(texts.filter((key) => !/locale|install/.test(key))).toEqual([]);
  });
}

async function answersKept(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('bakelite');
      opening.onsuccess = () => resolve(opening.result);
    });
    const count = await new Promise<number>((resolve) => {
      const counting = database.transaction('answers').objectStore('answers').count();
      counting.onsuccess = () => resolve(counting.result);
    });
    database.close();
    return count;
  });
}

async function goesOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await expect(page.getByText(/Pas de réseau/)).toBeVisible();
}
