import { brotliCompressSync } from 'node:zlib';
import budgets from '../budgets.json' with { type: 'json' };
import { hasLongHistory } from '../support/long-history.ts';
import { expect, test } from './house.ts';
import type { Person } from './person.ts';

test(`the keypad takes a key after at most ${budgets.firstLoadBrotli} bytes, with a cold cache`, async ({
  person,
  house,
  browsers,
}) => {
  const ann = await person();
  await ann.isReady();
  const context = await browsers[440].newContext({
    storageState: await ann.page.context().storageState(),
    locale: 'fr-CA',
  });
  const page = await context.newPage();
  // The moment the keypad is there, in the page's own time: whatever was asked for before it, the keypad had to share the line with.
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (document.querySelector('button.key') === null) return;
      watch.disconnect();
      Object.assign(globalThis, { keypadAt: performance.now() });
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  await page.goto(house.url);
  await page.getByRole('button', { name: /^5/ }).click();
  await expect(page.getByRole('textbox')).toHaveValue(/5/);
  const paths = await page.evaluate(() => {
    const { keypadAt } = globalThis as unknown as { keypadAt: number };
    const resources = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < keypadAt);
    return ['/', ...resources.map(({ name }) => new URL(name).pathname)];
  });
  const sizes = await Promise.all(
    paths.map(async (path) => {
      const response = await context.request.get(`${house.url}${path}`);
      return { path, bytes: brotliCompressSync(await response.body()).length };
    }),
  );
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`first load: ${total} bytes of brotli: ${sizes.map(({ path, bytes }) => `${path} ${bytes}`).join(', ')}`);
  expect(total).toBeLessThanOrEqual(budgets.firstLoadBrotli);
  expect(paths.filter((path) => /numbers|twilio-voice/.test(path))).toEqual([]);
  await context.close();
});

/** From the next page on, everything that moves without having been touched. */
async function watchesShifts({ page }: Person): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) =>
      shifts.push(...list.getEntries().map((entry) => (entry as unknown as { value: number }).value)),
    ).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('about:blank');
  return () =>
    page.evaluate(async () => {
      for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
      return (globalThis as unknown as { shifts: number[] }).shifts;
    });
}

for (const path of ['/', '/#recents']) {
  test(`once ${path} is drawn nothing moves, whatever comes later`, async ({ person }) => {
    // Without a granted microphone there is a bar above the keys; with it none.
    for (const hasMicrophone of [false, true]) {
      const ann = await person({ hasMicrophone });
      const shifts = await watchesShifts(ann);
      const formatting = ann.page.waitForResponse(/numbers-/);
      await ann.page.goto(path);
      await formatting;
      await (hasMicrophone ? ann.isReady() : expect(ann.button(ann.words.start)).toBeVisible());
      // Less than a hundredth of what is called good (https://web.dev/articles/cls): nobody sees that.
      expect((await shifts()).reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.001);
    }
  });
}

test('Recents stand where they are: when rows come late, and when the missed calls among them have been seen', async ({
  person,
}) => {
  const ann = await person();
  await hasLongHistory(ann.page, 60);
  const told = Promise.withResolvers<null>();
  await ann.page.route(/\/api\/calls(\?|$)/, async (route) => {
    await told.promise;
    await route.fallback();
  });
  const shifts = await watchesShifts(ann);
  await ann.page.goto('/#recents');
  await ann.isReady();
  await expect(ann.page.getByRole('searchbox')).toBeVisible();
  expect(await shifts()).toEqual([]);
  told.resolve(null);
  await expect(ann.page.locator('.recents [aria-posinset]').first()).toBeVisible();
  await expect(ann.page).toHaveTitle('(3) Bakelite');
  expect(await shifts()).toEqual([]);
  await ann.page.mouse.move(100, 300);
  await ann.page.mouse.move(120, 320);
  await expect(ann.page).toHaveTitle('Bakelite');
  expect(await shifts()).toEqual([]);
});
