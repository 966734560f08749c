import { expect, test } from '../e2e/house.ts';
import { localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { janitor } from '../support/janitor.ts';
import { startWorker } from '../support/miniflare.ts';
import { freePort } from '../support/ports.ts';
import { looksOf, shot } from './looks.ts';

const NAMES = [
  'Hélène Côté',
  'Marie Gagnon',
  'Jean Tremblay',
  'Émile Bélanger-Desrochers de la Grande Rivière du Loup et de Trois-Pistoles',
  'Bob Roy',
  '山田太郎',
  '3M Canada',
];
const FILE = [
  ['FN:Hélène Côté', 'TEL:418 555-0142', 'EMAIL:h@example.com'],
  ['FN:Zoë', 'TEL:514 555-0177', 'PHOTO;ENCODING=b:AAAA', 'X-SHOE-SIZE:38'],
  ['FN:Maman', 'TEL:514 555-0101', 'TEL:demain'],
].map((lines) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n'));

for (const look of looksOf()) {
  test(`contacts: ${look.name}`, async ({ person, house }) => {
    test.setTimeout(120_000);
    const isFrench = look.options.locale === 'fr-CA';
    const ann = await person(look.options);
    await ann.isReady();
    await ann.opens('contacts');
    await shot(ann.page, look, 'contacts-empty', /encore personne|Nobody is here/);
    await house.keeper.knows(NAMES, 2);
    await shot(ann.page, look, 'contacts', /Bob Roy/);
    await ann.page.getByRole('searchbox').fill('cot');
    await shot(ann.page, look, 'contacts-search');
    await ann.page.getByRole('searchbox').fill('xyz');
    await shot(ann.page, look, 'contacts-none');
    await ann.page.getByRole('searchbox').fill('');
    await ann.page
      .getByRole('link', { name: /Belanger|Bélanger/ })
      .first()
      .click();
    await ann.presses(/^(Bloquer|Block) /);
    await shot(ann.page, look, 'contact', /est bloqué|is blocked/);
    await ann.presses(isFrench ? 'Modifier' : 'Edit');
    await ann.page.getByLabel(isFrench ? 'Nom' : 'Name', { exact: true }).fill('');
    await ann.presses(isFrench ? 'Ajouter un numéro' : 'Add a number');
    await ann.page
      .getByLabel(isFrench ? 'Numéro' : 'Number', { exact: true })
      .last()
      .fill('demain');
    await ann.presses(isFrench ? 'Enregistrer' : 'Save');
    await shot(ann.page, look, 'contact-form', /Écrivez un nom|Write a name/);
    await ann.page.goto('/#contacts');
    await ann.presses(isFrench ? 'Importer ou exporter' : 'Import or export');
    await shot(ann.page, look, 'contacts-files');
    const file = { name: 'a.vcf', mimeType: 'text/vcard', buffer: Buffer.from(FILE.join('')) };
    await ann.page.locator('input[type=file]').setInputFiles(file);
    await shot(ann.page, look, 'contacts-preview', /n’a pas pu être lue|could not be read/);
    await ann.page.keyboard.press('Escape');
    await ann.opens('keypad');
    await ann.page.getByRole('textbox').fill('514 555');
    await expect(ann.page.getByRole('list', { name: 'Suggestions' })).toBeVisible();
    await shot(ann.page, look, 'keypad-suggestions');
    await ann.opens('settings');
    await ann.page.getByText(/Numéros bloqués|Blocked numbers/).scrollIntoViewIfNeeded();
    await shot(ann.page, look, 'settings-blocked');
  });
}

test('ten thousand contacts are a list like any other', async ({ browsers, house }) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const ownerCode = newOwnerCode();
  const url = `http://localhost:${port}`;
  const vars = workerVars(localAccount(), { publicUrl: url, emulatorUrl: house.emulatorUrl, ownerCode });
  const worker = await startWorker({ port, vars });
  const keeper = await janitor(url, ownerCode);
  await keeper.knows(Array.from({ length: 10_000 }, (_, n) => `${'ABCDEFGHIJ'.charAt(n % 10)} Personne ${String(n)}`));
  const page = await browsers[440].newPage({ baseURL: url, locale: 'fr-CA', viewport: { width: 390, height: 844 } });
  await page.goto(await keeper.newLink());
  await page.getByRole('button', { name: 'Se connecter sur cet appareil' }).click();
  await page.getByRole('link', { name: 'Contacts' }).click();
  await expect(page.getByText('A Personne 0')).toBeVisible();
  await page.locator('.rows').evaluate((rows) => (rows.scrollTop = 300_000));
  await expect(page.getByText('E Personne').first()).toBeVisible();
  const [look] = looksOf();
  if (look) await shot(page, look, 'contacts-ten-thousand');
  await page.context().close();
  await worker.stop();
});
