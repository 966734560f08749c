import type { Page } from '@playwright/test';
import { hasLongHistory, nameOfPlace } from '../support/long-history.ts';
import { isKept } from '../support/service-worker.ts';
import { expect, test } from './house.ts';
import type { Person } from './person.ts';

const FAR = '+15145550123';
const OTHER = '+14185550142';
const wide = { viewport: { width: 1280, height: 800 } };

type Outside = Parameters<Parameters<typeof test>[2]>[0]['outside'];

const rows = (someone: Person) => someone.page.locator('.recents [aria-posinset]');
const row = (someone: Person, words: string | RegExp) => rows(someone).filter({ hasText: words });

/** What other tests left behind in this house is gone. */
async function beginsAnew({ page }: Person): Promise<void> {
  const headers = { Origin: new URL(page.url()).origin };
  await page.request.delete('/api/calls', { data: { upTo: Number.MAX_SAFE_INTEGER }, headers });
}

/** Somebody outside calls, and hangs up while it rings. */
async function isMissed(outside: Outside, someone: Person, line: string, number = FAR): Promise<string> {
  const far = outside.phone(number);
  const callSid = await someone.isCalledBy(far, line);
  await far.hangsUp();
  await expect(someone.call('pending')).toBeHidden();
  await someone.dismissesCall();
  return callSid;
}

test('missed calls are on the tab and in the title, until they were looked at on any device', async ({
  ann,
  bob,
  outside,
  house,
}) => {
  await beginsAnew(ann);
  await isMissed(outside, ann, house.line);
  await isMissed(outside, ann, house.line);
  await bob.dismissesCall();
  for (const someone of [ann, bob]) {
    await expect(someone.page).toHaveTitle('(2) Bakelite');
    await expect(someone.page.getByRole('link', { name: /^(Récents|Recents), 2/ })).toBeVisible();
  }
  await ann.page.getByRole('link', { name: /^Récents/ }).click();
  await expect(rows(ann)).toHaveCount(1);
  await expect(row(ann, '(2)')).toContainText('Manqué');
  await expect(row(ann, 'pas encore vu')).toBeVisible();
  await ann.page.mouse.move(100, 300);
  await ann.page.mouse.move(120, 320);
  for (const someone of [ann, bob]) await expect(someone.page).toHaveTitle('Bakelite');
  await expect(row(ann, 'pas encore vu')).toHaveCount(0);
});

test('Ann finds a call by the end of its number, by her note, and by what became of it; the note is on her other device', async ({
  ann,
  bob,
  outside,
  house,
}) => {
  await beginsAnew(ann);
  const callSid = await isMissed(outside, ann, house.line, OTHER);
  await outside.phone(FAR).is('busy');
  await ann.dials(FAR);
  await expect(ann.call('closed')).toContainText(/Occupé/);
  await ann.dismissesCall();
  await ann.page.getByRole('link', { name: /^Récents/ }).click();
  await expect(rows(ann)).toHaveCount(2);
  await ann.page.locator(`[href="#recents/${callSid}"]`).click();
  await expect(ann.page.getByRole('heading', { name: '+1 418 555-0142' })).toBeVisible();
  await expect(ann.page.getByText('Étape par étape')).toBeVisible();
  await ann.page.getByRole('textbox', { name: 'Note' }).pressSequentially('?');
  await expect(ann.page.getByRole('textbox', { name: 'Note' })).toHaveValue('?');
  await expect(ann.page.getByRole('dialog')).toBeHidden();
  await ann.page.getByRole('textbox', { name: 'Note' }).fill('Rappeler Hélène pour le devis');
  await expect(ann.page.getByText('Conservée.')).toBeVisible();
  await bob.dismissesCall();
  await bob.page.goto(`/#recents/${callSid}`);
  await expect(bob.page.getByRole('textbox', { name: 'Note' })).toHaveValue('Rappeler Hélène pour le devis');
  await bob.page.getByRole('textbox', { name: 'Note' }).fill('Fait');
  await expect(ann.page.getByRole('textbox', { name: 'Note' })).toHaveValue('Fait');
  await ann.page.getByRole('textbox', { name: 'Note' }).fill('Rappeler Hélène');
  await ann.page.getByRole('link', { name: 'Récents', exact: true }).first().click();

  const search = ann.page.getByRole('searchbox');
  for (const words of ['0142', 'helene', '418 555'] as const) {
    await search.fill(words);
    await expect(rows(ann)).toHaveCount(1);
    await expect(rows(ann)).toContainText('418 555-0142');
  }
  await search.fill('999');
  await expect(ann.page.getByText(/Aucun appel trouvé/)).toBeVisible();
  await search.press('Escape');
  await expect(rows(ann)).toHaveCount(2);
  await ann.page.getByText(/^Manqués/).click();
  await expect(rows(ann)).toHaveCount(1);
  await expect(rows(ann)).toContainText('Manqué');
  await ann.page.getByText('Sortants', { exact: true }).click();
  await expect(rows(ann)).toContainText('Occupé');
});

test('an erased call is gone on every device, unless Ann thinks again; so are all of them, once she has typed the word', async ({
  ann,
  bob,
  outside,
  house,
}) => {
  await beginsAnew(ann);
  await isMissed(outside, ann, house.line, FAR);
  await isMissed(outside, ann, house.line, OTHER);
  await bob.dismissesCall();
  for (const someone of [ann, bob]) {
    await someone.page.getByRole('link', { name: /^(Récents|Recents)/ }).click();
    await expect(rows(someone)).toHaveCount(2);
  }
  const erases = async () => {
    await row(ann, '555-0142').getByRole('button').click({ button: 'right' });
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Effacer' }).click();
    await expect(rows(ann)).toHaveCount(1);
  };
  await erases();
  await ann.presses('Annuler');
  await expect(rows(ann)).toHaveCount(2);
  await erases();
  await expect(rows(bob)).toHaveCount(1, { timeout: 12_000 });

  await ann.opens('settings');
  await ann.presses('Effacer tous les appels');
  const sheet = ann.page.getByRole('dialog');
  await expect(sheet.getByRole('button', { name: 'Effacer tous les appels' })).toBeDisabled();
  await sheet.getByRole('textbox').fill('effacer');
  await sheet.getByRole('button', { name: 'Effacer tous les appels' }).click();
  await expect(ann.page.getByText('Tous les appels sont effacés.')).toBeVisible();
  await expect(bob.page.getByText('No calls yet.')).toBeVisible();
});

test('the history is a file for a spreadsheet', async ({ ann, outside, house }) => {
  const callSid = await isMissed(outside, ann, house.line);
  await ann.opens('settings');
  const download = ann.page.waitForEvent('download');
  await ann.page.getByRole('link', { name: 'Exporter en CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^bakelite-calls-\d{4}-\d\d-\d\d\.csv$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString('utf8')).toContain(`\r\n${callSid},`);
});

test('without a network the last 200 calls are there at once, with their age', async ({ ann }) => {
  await hasLongHistory(ann.page, 500);
  await ann.page.reload();
  await ann.page.getByRole('link', { name: /^Récents/ }).click();
  await expect(rows(ann).first()).toBeVisible();
  const main = ann.page.locator('main');
  await expect
    .poll(async () => {
      await main.evaluate((pane) => pane.scrollTo(0, pane.scrollHeight));
      return main.evaluate((pane) => pane.scrollHeight);
    })
    .toBeGreaterThan(250 * 60);
  await expect.poll(() => callsKept(ann.page)).toBe(200);
  await isKept(ann.page);
  await ann.page.unrouteAll();
  await ann.page.context().setOffline(true);
  await ann.page.reload();
  await expect(ann.page.getByText('Dernière mise à jour')).toBeVisible();
  await expect(rows(ann).first()).toBeVisible();
  const shown = await countsAll(ann.page);
  expect(shown).toBe(200);
});

/** How many calls this browser keeps for when there is no network. */
function callsKept(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('bakelite');
      opening.onsuccess = () => resolve(opening.result);
    });
    const kept = await new Promise<{ value: unknown[] } | undefined>((resolve) => {
      const reading = database.transaction('answers').objectStore('answers').get('calls');
      reading.onsuccess = () => resolve(reading.result);
    });
    database.close();
    return kept?.value.length ?? 0;
  });
}

/** How many calls there are from the top of the list to its end, the ones of a row counted. */
async function countsAll(page: Page): Promise<number> {
  const known = new Map<string, number>();
  for (let before = -1; known.size !== before;) {
    before = known.size;
    for (const text of await page
      .locator('.recents [aria-posinset]')
      .evaluateAll((items) =>
        items.map(
          (item) => `${item.getAttribute('aria-posinset') ?? ''}|${item.querySelector('.count')?.textContent ?? '1'}`,
        ),
      )) {
      const [place = '', count = '1'] = text.split('|');
      known.set(place, Number(count.replace(/\D/g, '')));
    }
    await page.locator('main').evaluate(async (pane) => {
      pane.scrollBy(0, 600);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
  }
  return [...known.values()].reduce((sum, count) => sum + count, 0);
}

const many = process.env['FULL'] ? 10_000 : 2_000;

test(`${String(many)} calls scroll with few of them drawn; arrows, Enter and Delete work along them`, async ({
  person,
}) => {
  const ann = await person(wide);
  await hasLongHistory(ann.page, many);
  await ann.page.reload();
  await expect(rows(ann).first()).toBeVisible();
  const aside = ann.page.locator('aside');
  const most = await aside.evaluate(async (list, rows) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let most = 0;
    // A page of rows comes when it comes: nothing is waited for but frames.
    while (list.scrollHeight < rows * 45) {
      list.scrollTo(0, list.scrollHeight);
      await frame();
      most = Math.max(most, list.querySelectorAll('li').length);
    }
    return most;
  }, many);
  expect(most).toBeLessThan(60);
  // A link to one that is far from what is here.
  await ann.page.goto('/');
  await ann.page.goto(`/#recents/${nameOfPlace(7)}`);
  await expect(ann.page.getByRole('heading', { name: /^\+/ })).toBeVisible();
  await expect(ann.page.getByRole('textbox', { name: 'Note' })).toBeVisible();
  await ann.page.goto('/#recents');
  await aside.evaluate((list) => list.scrollTo(0, 0));
  await expect(rows(ann).first()).toHaveAttribute('aria-posinset', '1');
  await rows(ann).first().getByRole('link').focus();
  await ann.page.keyboard.press('ArrowDown');
  await ann.page.keyboard.press('ArrowDown');
  const third = ann.page.locator('[aria-posinset="3"] a');
  await expect(third).toBeFocused();
  await ann.page.keyboard.press('Enter');
  await expect(third).toHaveAttribute('aria-current', 'true');
  const href = await third.getAttribute('href');
  await expect(ann.page).toHaveURL(new RegExp(`${href ?? 'nothing'}$`));
  await ann.page.keyboard.press('Delete');
  await expect(ann.page.locator(`aside [href="${href ?? ''}"]`)).toHaveCount(0);
  await ann.page.keyboard.press('Control+z');
  await expect(ann.page.locator(`aside [href="${href ?? ''}"]`)).toBeVisible();
  await ann.page.keyboard.press('End');
  await expect(ann.page.locator('aside a:focus')).toBeVisible();
});

test('on a phone a row is pushed to the left to erase it, and to the right to call', async ({
  ann,
  outside,
  house,
}) => {
  await beginsAnew(ann);
  await isMissed(outside, ann, house.line);
  await ann.page.getByRole('link', { name: /^Récents/ }).click();
  const session = await ann.page.context().newCDPSession(ann.page);
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  const push = async (by: number) => {
    const box = await rows(ann).first().getByRole('button').boundingBox();
    if (!box) throw new Error('there is no row');
    const at = (x: number) => [{ x: box.x + box.width / 2 + x, y: box.y + box.height / 2 }];
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
    for (let step = 1; step <= 8; step += 1)
      await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at((by * step) / 8) });
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
  await push(-40);
  await expect(rows(ann)).toHaveCount(1);
  await push(-150);
  await expect(rows(ann)).toHaveCount(0);
  await ann.presses('Annuler');
  await expect(rows(ann)).toHaveCount(1);
  await outside.phone(FAR).is('busy');
  await push(150);
  await expect(ann.call('closed')).toContainText(/Occupé/);
});
