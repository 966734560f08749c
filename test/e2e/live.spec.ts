import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator } from '../emulator/index.ts';
import { emulatorAccount, localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { janitor } from '../support/janitor.ts';
import { startWorker } from '../support/miniflare.ts';
import { outsideWorld } from '../support/outside.ts';
import { freePort } from '../support/ports.ts';
import { expect, test } from './house.ts';
import { Person } from './person.ts';

/** The rows of Recents that are about this number, newest first. */
const rows = (person: Person, number: string) =>
  person.page.locator('.recents').getByRole('listitem').filter({ hasText: number });

test('a call appears in Recents of another browser while it rings, and its end too, without a reload', async ({
  ann,
  bob,
  outside,
}) => {
  await bob.opens('recents');
  const far = outside.phone('+15145550171');
  const row = rows(bob, '555-0171');
  await expect(row).toHaveCount(0);
  await ann.talksTo(far);
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('In call now');
  await far.hangsUp();
  await expect(row).toContainText(/\d s/);
  expect(bob.requests.filter((url) => url.endsWith('/api/calls')).length).toBeLessThanOrEqual(4);
});

test('the network goes while calls come in: back again, Recents are whole, each call once', async ({
  ann,
  bob,
  outside,
  house,
}) => {
  await bob.opens('recents');
  const far = outside.phone('+15145550172');
  const missed = rows(bob, '555-0172');
  await far.is('manual');
  await far.calls(house.line);
  await expect(missed).toHaveCount(1);
  await bob.page.context().setOffline(true);
  await far.hangsUp();
  await expect(ann.call('closed')).toBeVisible();
  await far.calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
  await far.hangsUp();
  await bob.page.context().setOffline(false);
  // Two missed calls of the same caller are one row, once both are over.
  await expect(missed.first()).toContainText('(2)');
  await expect(missed).toHaveCount(1);
  await expect(missed).toContainText(/missed/i);
});

test('a device that is cut off is signed out at once, without asking', async ({ ann, house }) => {
  await ann.opens('recents');
  const before = ann.requests.length;
  await house.keeper.cutOffOthers();
  await expect(ann.page.getByRole('textbox', { name: /code/i })).toBeVisible({ timeout: 3_000 });
  expect(ann.requests.slice(before).filter((url) => url.includes('/api/'))).toEqual([]);
});

test('the Worker is started anew on the same storage: an open page resumes by itself, and nothing of before is lost', async ({
  browsers,
}) => {
  const account = localAccount();
  const ownerCode = newOwnerCode();
  const [port, emulatorPort] = [await freePort(), await freePort()];
  const url = `http://localhost:${String(port)}`;
  const emulator = await createEmulator({ account: emulatorAccount(account, url), port: emulatorPort });
  const options = {
    port,
    vars: workerVars(account, { publicUrl: url, emulatorUrl: emulator.url, ownerCode }),
    persistTo: mkdtempSync(join(tmpdir(), 'bakelite-')),
  };
  let worker = await startWorker(options);
  const keeper = await janitor(url, ownerCode);
  const context = await browsers[440].newContext({ baseURL: url, locale: 'en-CA' });
  const ann = new Person(await context.newPage(), 'en-CA', 440);
  await ann.signsIn(await keeper.newLink());
  await ann.opens('recents');
  const outside = outsideWorld(emulator.url);
  const [before, after] = [outside.phone('+15145550173'), outside.phone('+15145550174')];
  await Promise.all([before, after].map((each) => each.is('manual')));
  await before.calls(account.phoneNumber);
  await expect(rows(ann, '555-0173')).toHaveCount(1);
  await worker.stop();
  worker = await startWorker(options);
  await after.calls(account.phoneNumber);
  await expect(rows(ann, '555-0174')).toHaveCount(1, { timeout: 15_000 });
  await expect(rows(ann, '555-0173')).toHaveCount(1);
  await context.close();
  await worker.stop();
  await emulator.close();
});
