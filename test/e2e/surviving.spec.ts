import { isKept } from '../support/service-worker.ts';
import { expect, test } from './house.ts';
import type { Person } from './person.ts';
import type { OutsideWorld } from '../support/outside.ts';

const FAR = '+15145550123';

async function talking(ann: Person, outside: OutsideWorld) {
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  return far;
}

test('the signaling socket is gone for 8 s in a call: the same call goes on, with sound', async ({ ann, outside }) => {
  const far = await talking(ann, outside);
  const [before] = await outside.openCalls();
  await outside.fault({ kind: 'refuse-sockets', forMs: 8_000 });
  await outside.fault({ kind: 'drop-socket' });
  await expect(ann.call('reconnecting')).toBeVisible();
  await expect(ann.call('open')).toBeVisible({ timeout: 15_000 });
  expect((await outside.openCalls()).map(({ sid }) => sid)).toEqual([before?.sid]);
  await ann.isHeardBy(far);
  await ann.hearsTone(1000);
  await ann.presses(ann.words.hangUp);
  await expect.poll(async () => (await far.view()).state).toBe('idle');
});

test('the media path is lost: ICE restarts, and both hear each other again', async ({ ann, outside }) => {
  const far = await talking(ann, outside);
  const fault = await outside.fault({ kind: 'blackhole-media' });
  await expect(ann.call('reconnecting')).toBeVisible({ timeout: 20_000 });
  await outside.clearFault(fault.id);
  await expect(ann.call('open')).toBeVisible({ timeout: 20_000 });
  await expect.poll(async () => (await far.hears(440)).purity, { timeout: 10_000 }).toBeGreaterThan(0.9);
  await ann.hearsTone(1000);
});

test('the token expires while idle: the phone renews it by itself, and the next call works', async ({
  ann,
  outside,
}) => {
  const tokens = () => ann.requests.filter((url) => url.endsWith('/api/token')).length;
  const before = tokens();
  await outside.fault({ kind: 'expire-token' });
  await expect.poll(tokens).toBeGreaterThan(before);
  await talking(ann, outside);
});

test('a reload while idle: registered again within 3 s', async ({ ann, outside }) => {
  const [identity] = await outside.registrations();
  await ann.page.reload();
  await expect.poll(() => outside.registrations(), { timeout: 3_000 }).toEqual([identity]);
  await ann.isReady();
});

test('the idle socket is dropped: the phone registers again without a reload, and an incoming call rings', async ({
  ann,
  outside,
  house,
}) => {
  await outside.fault({ kind: 'drop-socket' });
  await ann.isReady();
  await expect.poll(() => outside.registrations()).toHaveLength(1);
  await outside.phone(FAR).is('manual');
  await outside.phone(FAR).calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
});

test('Twilio stops: the phone says what to do, and recovers by itself when it is back', async ({
  ann,
  outside,
  house,
}) => {
  await house.stopTwilio();
  try {
    await expect(ann.problem()).toContainText(/réseau téléphonique est injoignable/, { timeout: 15_000 });
  } finally {
    await house.startTwilio();
  }
  await ann.isReady(30_000);
  await expect(ann.problem()).toBeHidden();
  await talking(ann, outside);
});

for (const [kind, words] of [
  ['signed by the wrong key', /clé|signature|jeton/i],
  ['expired', /expir/i],
  ['without a grant', /refusé/i],
] as const) {
  test(`a token ${kind}: a clear message with the way out, and recovery when the cause goes`, async ({
    person,
    house,
  }) => {
    const ann = await person();
    await ann.isReady();
    await ann.page.route('**/api/token', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { token: string };
      await route.fulfill({ response, json: { ...body, token: await house.spoiledToken(body.token, kind) } });
    });
    await ann.page.reload();
    await expect(ann.problem()).toContainText(words, { timeout: 15_000 });
    await ann.page.unroute('**/api/token');
    // Where only a person can mend the cause it asks again after half a minute; the button is quicker.
    if (kind !== 'expired') await ann.presses(ann.words.retry);
    await ann.isReady(40_000);
  });
}

test('without a network a call cannot be placed, the screen says why, and nothing goes out by itself later', async ({
  ann,
  outside,
}) => {
  await outside.phone(FAR).is('manual');
  // The rest of the app comes a moment after the keypad.
  await isKept(ann.page);
  await ann.page.context().setOffline(true);
  await ann.types(FAR);
  await expect(ann.page.getByText(/Pas de réseau/)).toBeVisible();
  await expect(ann.button(ann.words.call)).toBeDisabled();
  await ann.page.keyboard.press('Enter');
  await ann.page.context().setOffline(false);
  await ann.isReady(20_000);
  expect(await outside.calls()).toEqual([]);
});

test('signed out in one tab, the other tab of the browser is signed out too', async ({ ann }) => {
  const other = await ann.opensAnotherTab();
  await other.isElsewhere();
  await other.opens('settings');
  await other.presses(other.words.signOut);
  await other.page.getByRole('dialog').getByRole('button', { name: other.words.signOut }).click();
  await expect(ann.page.getByRole('textbox', { name: /code/i })).toBeVisible();
});

test('Ann leaves the page and comes back to it: her phone works', async ({ ann, outside, house }) => {
  await ann.page.goto(`${house.emulatorUrl}/`);
  await ann.page.goBack();
  await ann.isReady();
  await outside.phone(FAR).is('manual');
  await outside.phone(FAR).calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
});
