import { isKept, keptBytes, spoils } from '../support/service-worker.ts';
import { expect, test } from './house.ts';
import { buildsNext, next, nextNumber, released } from './versions.ts';

const FAR = '+15145550123';
const sdk = /twilio-voice/;

for (const how of ['missing', 'truncated'] as const) {
  test(`the kept SDK is ${how}: it is fetched again, mended, and Ann calls`, async ({ ann, outside }) => {
    await isKept(ann.page);
    const whole = await keptBytes(ann.page, sdk);
    await spoils(ann.page, sdk, how);
    expect(await keptBytes(ann.page, sdk)).toBeLessThan(whole);
    await ann.page.reload();
    await ann.isReady();
    expect(await keptBytes(ann.page, sdk)).toBe(whole);
    await ann.talksTo(outside.phone(FAR));
  });

  test(`everything kept is ${how}: the next page opens all the same, and works without a network after it`, async ({
    ann,
  }) => {
    await isKept(ann.page);
    await spoils(ann.page, /./, how);
    await ann.page.reload();
    await ann.isReady();
    await ann.opens('recents');
    await ann.page.context().setOffline(true);
    await ann.page.reload();
    await expect(ann.page.getByRole('heading', { name: ann.words.recents })).toBeVisible();
  });

  test(`the SDK is ${how} on the device and on the way: the shell stays, a retry is offered, the number is kept`, async ({
    ann,
    outside,
  }) => {
    await isKept(ann.page);
    await spoils(ann.page, sdk, how);
    const context = ann.page.context();
    await context.route(sdk, (route) =>
      how === 'missing' ? route.fulfill({ status: 404 }) : route.fulfill({ body: 'export const a = (' }),
    );
    await ann.page.reload();
    await expect(ann.problem()).toContainText(/n’a pas pu être chargée/);
    await ann.types('514 555-0123');
    await ann.presses(ann.words.retry);
    await expect(ann.problem()).toContainText(/n’a pas pu être chargée/);
    await expect(ann.page.getByRole('textbox')).toHaveValue('514 555-0123');
    await context.unroute(sdk);
    await ann.presses(ann.words.retry);
    await ann.isReady();
    await outside.phone(FAR).is('manual');
    await ann.presses(ann.words.call);
    await expect(ann.call('ringing')).toBeVisible();
  });
}

test('Ann dials before it is known that the SDK cannot be had: the number comes back into the field', async ({
  ann,
}) => {
  await isKept(ann.page);
  await spoils(ann.page, sdk, 'missing');
  await ann.page.context().route(sdk, (route) => route.fulfill({ status: 404 }));
  await ann.page.reload();
  await ann.dials('514 555-0123');
  await expect(ann.call('closed')).toContainText(/n’a pas pu être chargée/);
  await ann.dismissesCall();
  await expect(ann.page.getByRole('textbox')).toHaveValue('514 555-0123');
});

test('a first visit gets a truncated SDK, which no service worker could check: a tap opens the page again and mends it', async ({
  person,
}) => {
  const ann = await person({ hasMicrophone: false });
  const context = ann.page.context();
  await ann.page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  });
  await context.route('**/sw.js', (route) => route.fulfill({ status: 503 }));
  await context.route(sdk, (route) => route.fulfill({ contentType: 'text/javascript', body: 'export const a = (' }));
  await context.grantPermissions(['microphone']);
  await ann.page.reload();
  await expect(ann.problem()).toContainText(/n’a pas pu être chargée/);
  await context.unroute(sdk);
  await ann.presses(ann.words.retry);
  await ann.isReady();
});

test('a kept piece is lost, and the server has only a newer version: a tap opens that one, whole', async ({
  ann,
  house,
}) => {
  buildsNext();
  await isKept(ann.page);
  await spoils(ann.page, /later-.*js/, 'missing');
  await (await ann.page.context().newCDPSession(ann.page)).send('Network.clearBrowserCache');
  await house.worker.deploys(next);
  await ann.page.reload();
  await ann.page.getByText(/n’a pas pu être chargée/).waitFor();
  await ann.presses(ann.words.retry);
  await ann.isReady();
  await ann.opens('settings');
  await expect(ann.page.getByText(nextNumber)).toBeVisible();
  await house.worker.deploys(released);
});

test('the device refuses to keep anything: the app opens all the same, from the network', async ({ person, house }) => {
  const ann = await person();
  await isKept(ann.page);
  const worker = ann.page.context().serviceWorkers()[0];
  await worker?.evaluate(() => {
    CacheStorage.prototype.open = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  });
  await ann.page.goto(`${house.url}/deep/link`);
  await ann.isReady();
});

test('the deployment speaks to another server: the kept page follows at its next opening', async ({ ann }) => {
  await isKept(ann.page);
  const policies = () =>
    ann.page.evaluate(async () => {
      const [name] = await caches.keys();
      const kept = await (await caches.open(name ?? '')).match('/', { ignoreSearch: true });
      return kept?.headers.get('Content-Security-Policy');
    });
  const now = await policies();
  await ann.page.evaluate(async () => {
    const [name] = await caches.keys();
    const cache = await caches.open(name ?? '');
    const key = (await cache.keys()).find(({ url }) => new URL(url).pathname === '/');
    const kept = key && (await cache.match(key));
    if (!kept) throw new Error('no shell is kept');
    const headers = new Headers(kept.headers);
    headers.set('Content-Security-Policy', "default-src 'self'");
    await cache.put(key, new Response(await kept.text(), { headers }));
  });
  await ann.page.reload();
  await expect.poll(policies).toBe(now);
  await ann.page.reload();
  await ann.isReady();
});
