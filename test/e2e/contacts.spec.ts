import type { Page } from '@playwright/test';
import { localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { startWorker } from '../support/miniflare.ts';
import { instrument } from '../support/page-sound.ts';
import { freePort } from '../support/ports.ts';
import { isKept } from '../support/service-worker.ts';
import { isAccessible } from './accessible.ts';
import { expect, test } from './house.ts';
import { Person } from './person.ts';

const FAR = '+15145550123';

/** Writes somebody down, as they would be by hand. */
async function adds(person: Person, name: string, number: string): Promise<void> {
  const { page } = person;
  await person.opens('contacts');
  await page.getByRole('link', { name: 'Ajouter un contact' }).first().click();
  await page.getByLabel('Nom', { exact: true }).fill(name);
  await page.getByLabel('Numéro', { exact: true }).fill(number);
  await person.presses('Enregistrer');
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

async function opensFiles(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Importer ou exporter' }).click();
  await page
    .getByLabel('Choisir un fichier')
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
}

/** How many contacts the browser keeps for when there is no network. */
const keptContacts = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opened = indexedDB.open('bakelite');
        opened.onsuccess = () => {
          const asked = opened.result.transaction('answers').objectStore('answers').get('contacts');
          asked.onsuccess = () => {
            opened.result.close();
            resolve(asked.result?.value.contacts.length ?? 0);
          };
        };
      }),
  );

const vcards = (...cards: string[][]): string =>
  cards.map((lines) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n')).join('');

test('Ann adds somebody by hand, her other device shows them at once, and one tap calls', async ({
  ann,
  bob,
  outside,
}) => {
  await bob.opens('contacts');
  await expect(bob.page.getByText('Nobody is here yet')).toBeVisible();
  await ann.opens('contacts');
  await ann.page.getByRole('link', { name: 'Ajouter un contact' }).first().click();
  await ann.page.getByLabel('Numéro', { exact: true }).fill('demain');
  await ann.presses('Enregistrer');
  await expect(ann.page.getByText('Écrivez un nom.')).toBeVisible();
  await expect(ann.page.getByLabel('Nom', { exact: true })).toBeFocused();
  await expect(ann.page.getByText(/Ce numéro ne se lit pas/)).toBeVisible();
  await isAccessible(ann, 'form');
  await ann.page.getByLabel('Nom', { exact: true }).fill('Hélène Côté');
  await ann.page.getByLabel('Numéro', { exact: true }).fill('514 555-0123');
  await ann.presses('Enregistrer');
  await expect(ann.page.getByRole('heading', { name: 'Hélène Côté' })).toBeVisible();
  await expect(ann.page.getByText(/\+1.514.555/)).toBeVisible();
  await ann.presses('Favori');
  await expect(ann.button('Favori')).toHaveAttribute('aria-pressed', 'true');
  await isAccessible(ann, 'contact');

  await expect(bob.page.getByRole('heading', { name: 'Favourites' })).toBeVisible();
  await expect(bob.page.getByRole('link', { name: 'Hélène Côté' })).toHaveCount(2);
  await isAccessible(bob, 'list');

  const far = outside.phone(FAR);
  await far.is('manual', { says: { toneHz: 1000 } });
  await ann.presses(/^Appeler /);
  await expect(ann.call('ringing').getByRole('heading', { name: 'Hélène Côté' })).toBeVisible();
  await far.answers();
  await ann.isInCall();
  await far.hangsUp();
  await ann.dismissesCall();
  await ann.opens('recents');
  await expect(ann.page.getByRole('button', { name: /Hélène Côté/ }).first()).toBeVisible();
});

test('a contact that calls is named on every device, and is changed and deleted for all', async ({
  ann,
  bob,
  house,
  outside,
}) => {
  await adds(ann, 'Hélène Côté', '514 555-0123');
  const far = outside.phone(FAR);
  await far.is('manual', { says: { toneHz: 1000 } });
  await far.calls(house.line);
  for (const person of [ann, bob]) {
    await expect(person.call('pending').getByRole('heading', { name: 'Hélène Côté' })).toBeVisible();
    await expect(person.call('pending').getByText('+1 514 555-0123')).toBeVisible();
  }
  await far.hangsUp();
  await ann.dismissesCall();
  await bob.dismissesCall();

  await ann.presses('Modifier');
  await ann.page.getByLabel('Nom', { exact: true }).fill('Hélène Roy');
  await ann.presses('Enregistrer');
  await bob.opens('recents');
  await expect(bob.page.getByText('Hélène Roy').first()).toBeVisible();
  await ann.presses('Supprimer');
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  await expect(ann.page.getByText('Hélène Roy n’est plus dans les contacts.')).toBeVisible();
  await expect(bob.page.getByText('+1 514 555-0123').first()).toBeVisible();
  await expect(bob.page.getByText('Hélène Roy')).toHaveCount(0);
});

test('a contact that is deleted elsewhere while Ann changes it: what she typed stays, to be saved as somebody new', async ({
  ann,
}) => {
  const { page } = ann;
  await adds(ann, 'Hélène', '514 555-0123');
  await ann.presses('Modifier');
  await page.getByLabel('Nom', { exact: true }).fill('Hélène Côté');
  const path = `/api/contacts/${page.url().split('/').at(-1)}`;
  expect(await page.evaluate(async (path) => (await fetch(path, { method: 'DELETE' })).status, path)).toBe(204);
  await expect(page.getByText(/supprimé sur un autre appareil/)).toBeVisible();
  await expect(page.getByLabel('Nom', { exact: true })).toHaveValue('Hélène Côté');
  await ann.presses('Enregistrer comme nouveau contact');
  await expect(page.getByRole('heading', { name: 'Hélène Côté' })).toBeVisible();
  expect(page.url()).not.toContain(path.slice('/api/'.length));
});

test('while Ann dials, names come up by letters and digits; a tap fills the number in and calls nobody', async ({
  ann,
  outside,
}) => {
  await adds(ann, 'Hélène Côté', '514 555-0123');
  await ann.opens('keypad');
  await ann.page.keyboard.type('hel');
  await expect(ann.page.getByRole('textbox')).toHaveValue('435');
  const suggested = ann.page.getByRole('list', { name: 'Suggestions' });
  await suggested.getByRole('button', { name: /Hélène Côté/ }).click();
  await expect(ann.page.getByRole('textbox')).toHaveValue('+1 514 555-0123');
  await expect(ann.page.getByText('Canada · Hélène Côté')).toBeVisible();
  await ann.types('0123');
  await expect(suggested.getByRole('button')).toHaveCount(1);
  await isAccessible(ann, 'suggestions');
  expect(await outside.calls()).toEqual([]);
});

test('a file of contacts is shown before anything is added: who is new, what is not read and why, what is left out', async ({
  ann,
}) => {
  await adds(ann, 'Marie Gagnon', '514 555-0100');
  await ann.opens('contacts');
  const file = vcards(
    ['FN:<img src=x onerror=alert(1)>', 'TEL;TYPE=CELL:514 555-0101', 'PHOTO;ENCODING=b:AAAA'],
    ['N:Roy;Jean-Fran\\,çois;;;', 'FN:Jean-François 👋 Roy', 'EMAIL:jf@example.com', 'TEL:514 555-0102', 'TEL:demain'],
    ['FN:marie gagnon', 'TEL:418 555-0100'],
    ['FN:Jean-Francois 👋 Roy', 'TEL:514-555-0102'],
  );
  await opensFiles(ann.page, 'contacts.vcf', file);
  const sheet = ann.page.getByRole('dialog');
  await expect(sheet.getByText('2 nouveaux contacts')).toBeVisible();
  await expect(sheet.getByText('1 contact d’ici est complété')).toBeVisible();
  await expect(sheet.getByText('1 double dans le fichier, réuni')).toBeVisible();
  await expect(sheet.getByText('Ligne 13 · Jean-François 👋 Roy · demain')).toBeVisible();
  await expect(sheet.getByText('ce n’est pas un numéro de téléphone')).toBeVisible();
  await expect(sheet.getByText(/^Photos.: 1$/)).toBeVisible();
  await expect(sheet.getByText(/^Courriels.: 1$/)).toBeVisible();
  await isAccessible(ann, 'preview');
  await sheet.getByRole('button', { name: 'Importer 3 contacts' }).click();
  await expect(sheet.getByText('3 contacts sont importés.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Fermer' }).click();
  await expect(ann.page.getByRole('link', { name: '<img src=x onerror=alert(1)>' })).toBeVisible();
  await ann.page.getByRole('link', { name: 'Marie Gagnon' }).click();
  await expect(ann.page.getByText(/418/)).toBeVisible();
  expect(ann.complaints).toEqual([]);

  await ann.opens('contacts');
  await opensFiles(ann.page, 'again.vcf', file);
  await expect(sheet.getByText('Il n’y a rien à importer dans ce fichier.')).toBeVisible();
});

test('what is exported is imported again, and changes nothing', async ({ ann }) => {
  await adds(ann, '=1+1', '514 555-0123');
  await adds(ann, 'Œuvre; "des", Œillets', '+33 6 12 34 56 78');
  for (const [button, name] of [
    ['Exporter en vCard', 'bakelite-contacts.vcf'],
    ['Exporter en CSV', 'bakelite-contacts.csv'],
  ] as const) {
    await ann.opens('contacts');
    await ann.presses('Importer ou exporter');
    const saved = ann.page.waitForEvent('download');
    await ann.presses(button);
    const download = await saved;
    expect(download.suggestedFilename()).toBe(name);
    await ann.page.getByLabel('Choisir un fichier').setInputFiles(await download.path());
    await expect(ann.page.getByText('2 contacts étaient déjà là')).toBeVisible();
    await ann.presses('Fermer');
  }
});

test('a blocked number is turned away: nothing rings, Recents say so, and let through again it rings', async ({
  ann,
  house,
  outside,
}) => {
  await adds(ann, 'Bob le bruyant', '514 555-0123');
  await ann.presses(/^Bloquer le/);
  await expect(ann.page.getByText(/est bloqué/)).toBeVisible();
  const far = outside.phone(FAR);
  await far.is('manual', { says: { toneHz: 1000 } });
  const { callSid } = await far.calls(house.line);
  await expect.poll(async () => (await outside.calls()).find(({ sid }) => sid === callSid)?.isAlive).toBe(false);
  expect((await outside.calls()).filter(({ parentCallSid }) => parentCallSid === callSid)).toEqual([]);
  await expect(ann.call('pending')).toBeHidden();
  await ann.opens('recents');
  await expect(ann.page.getByText('Numéro bloqué').first()).toBeVisible();

  await ann.opens('settings');
  await expect(ann.page.getByRole('region', { name: 'Numéros bloqués' }).getByText('Bob le bruyant')).toBeVisible();
  await ann.presses(/^Débloquer/);
  await expect(ann.page.getByText(/Aucun numéro n’est bloqué/)).toBeVisible();
  await ann.isCalledBy(far, house.line);
  await far.hangsUp();
});

test('without a network contacts are there to read and to search, with their age, and nothing can be changed', async ({
  ann,
}) => {
  await adds(ann, 'Hélène Côté', '514 555-0123');
  await ann.opens('contacts');
  await isKept(ann.page);
  await expect.poll(() => keptContacts(ann.page)).toBe(1);
  await ann.page.context().setOffline(true);
  await ann.page.reload();
  await expect(ann.page.getByText('Dernière mise à jour')).toBeVisible();
  await ann.page.getByRole('searchbox').fill('cote');
  await ann.page.getByRole('link', { name: 'Hélène Côté' }).click();
  await expect(ann.button('Modifier')).toBeDisabled();
  await expect(ann.page.getByText(/rien changer ici/)).toBeVisible();
  await ann.page.context().setOffline(false);
});

test('five thousand contacts go from a file to the Worker, and the page goes on answering', async ({
  browsers,
  house,
}) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const ownerCode = newOwnerCode();
  const url = `http://localhost:${port}`;
  const vars = workerVars(localAccount(), { publicUrl: url, emulatorUrl: house.emulatorUrl, ownerCode });
  const worker = await startWorker({ port, vars });
  const context = await browsers[440].newContext({ baseURL: url, locale: 'fr-CA' });
  await context.addInitScript(instrument);
  const ann = new Person(await context.newPage(), 'fr-CA', 440);
  await ann.signsIn(`${url}/#code=${ownerCode}`);
  await ann.opens('contacts');
  await expect(ann.page.getByText('Il n’y a encore personne')).toBeVisible();
  const number = (n: number) => `+1514${String(2_000_000 + n)}`;
  const cards = Array.from({ length: 5_000 }, (_, n) => [
    `FN:Personne ${String(n)} Côté`,
    `TEL;TYPE=CELL:${number(n)}`,
    `EMAIL:p${String(n)}@example.com`,
  ]);
  await ann.page.evaluate(() => {
    Object.assign(window, { longest: 0 });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        Object.assign(window, { longest: Math.max(Reflect.get(window, 'longest'), duration) });
    }).observe({ type: 'longtask' });
  });
  const started = performance.now();
  await opensFiles(ann.page, 'contacts.vcf', vcards(...cards));
  await ann.presses('Importer 5000 contacts');
  await expect(ann.page.getByText('5000 contacts sont importés.')).toBeVisible({ timeout: 30_000 });
  const seconds = (performance.now() - started) / 1000;
  await ann.presses('Fermer');
  await expect(ann.page.getByRole('link', { name: 'Personne 0 Côté' })).toBeVisible();
  const longest = await ann.page.evaluate<number>(() => Reflect.get(window, 'longest') as number);
  console.log(`5,000 contacts from file to Worker: ${seconds.toFixed(1)} s, longest task ${longest.toFixed(0)} ms`);
  expect(seconds).toBeLessThan(15);
  await ann.page.getByRole('searchbox').fill('personne 4999');
  await expect(ann.page.getByRole('link', { name: 'Personne 4999 Côté' })).toBeVisible();
  await context.close();
  await worker.stop();
});
