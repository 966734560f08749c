import { isKept, keptAddresses } from '../support/service-worker.ts';
import { expect, test } from './house.ts';
import type { Person } from './person.ts';
import { buildsNext, findsNext, next, nextNumber, released } from './versions.ts';

const FAR = '+15145550123';

test.beforeAll(buildsNext);

test.afterEach(async ({ house }) => {
  await house.worker.deploys(released);
});

const openedAt = (person: Person) => person.page.evaluate(() => performance.timeOrigin);
const opensAgain = (person: Person) => person.page.waitForEvent('load');

test('a new version comes during a call: nothing is said over it; after it Ann is asked, and gets it', async ({
  ann,
  outside,
  house,
}) => {
  await isKept(ann.page);
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  const before = await openedAt(ann);
  await house.worker.deploys(next);
  await findsNext(ann);
  await ann.hearsTone(1000);
  await expect(ann.page.getByText('nouvelle version')).toBeHidden();
  expect(await openedAt(ann)).toBe(before);
  await far.hangsUp();
  await ann.dismissesCall();
  await ann.types('514 555-0199');
  await Promise.all([opensAgain(ann), ann.presses('Mettre à jour')]);
  await ann.isReady();
  await expect(ann.page.getByRole('textbox')).toHaveValue('514 555-0199');
  await ann.opens('settings');
  await expect(ann.page.getByText(nextNumber)).toBeVisible();
});

test('Ann updates in one tab while she talks in another: the call goes on, and both are new after it', async ({
  ann,
  outside,
  house,
}) => {
  await isKept(ann.page);
  const other = await ann.opensAnotherTab();
  await other.isElsewhere();
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  const before = await openedAt(ann);
  await house.worker.deploys(next);
  await findsNext(other);
  await other.presses('Mettre à jour');
  await ann.hearsTone(1000);
  expect(await openedAt(ann)).toBe(before);
  await Promise.all([opensAgain(ann), opensAgain(other), far.hangsUp()]);
  for (const tab of [ann, other]) {
    await tab.opens('settings');
    await expect(tab.page.getByText(nextNumber)).toBeVisible();
  }
});

test('a page of the old version goes on with the new Worker: its code is on the device, and it calls', async ({
  person,
  outside,
  house,
}) => {
  const ann = await person({ hasMicrophone: false });
  await isKept(ann.page);
  const sdk = (await keptAddresses(ann.page)).find((address) => address.includes('twilio-voice'));
  await house.worker.deploys(next);
  expect((await fetch(`${house.url}${sdk}`)).status).toBe(404);
  // Only now does this page fetch the SDK, which the server has no more under its old name.
  await ann.page.context().grantPermissions(['microphone']);
  await ann.presses('Démarrer le téléphone');
  await ann.isReady();
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  await far.hangsUp();
  await ann.dismissesCall();
  await ann.opens('recents');
  await expect(ann.page.getByText('+1 514 555-0123').first()).toBeVisible();
});

test('a page that stays open finds a new version by itself, once an hour has passed and it is seen again', async ({
  ann,
  house,
}) => {
  await isKept(ann.page);
  await house.worker.deploys(next);
  const isSeenAgain = (laterMs: number) =>
    ann.page.evaluate((laterMs) => {
      const now = Date.now();
      Date.now = () => now + laterMs;
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, laterMs);
  await isSeenAgain(3_500_000);
  await isSeenAgain(3_700_000);
  await expect(ann.page.getByText('nouvelle version')).toBeVisible();
});

test('Ann says later: nothing is said of the new version any more, and Settings keep it, but not over a call', async ({
  ann,
  outside,
  house,
}) => {
  await isKept(ann.page);
  await house.worker.deploys(next);
  await findsNext(ann);
  await ann.presses('Plus tard');
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  await ann.presses('Réduire');
  await ann.opens('settings');
  await expect(ann.page.getByText('nouvelle version')).toBeHidden();
  await far.hangsUp();
  await expect(ann.call('closed')).toBeVisible();
  await ann.dismissesCall();
  await expect(ann.page.getByText('nouvelle version')).toBeVisible();
  await ann.opens('keypad');
  await expect(ann.page.getByText('nouvelle version')).toBeHidden();
});
