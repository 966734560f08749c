import { brotliCompressSync } from 'node:zlib';
import budgets from '../budgets.json' with { type: 'json' };
import { expect, test } from './house.ts';

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
  // The SDK is let through only after the first key: what is counted is what the key had to wait for.
  let isKeyTaken = false;
  const parts: Promise<{ path: string; bytes: number }>[] = [];
  page.on('response', (response) => {
    if (isKeyTaken) return;
    parts.push(
      response.body().then(
        (body) => ({ path: new URL(response.url()).pathname, bytes: brotliCompressSync(body).length }),
        () => ({ path: response.url(), bytes: 0 }),
      ),
    );
  });
  await page.goto(house.url);
  await page.getByRole('button', { name: /^5/ }).click();
  isKeyTaken = true;
  await expect(page.getByRole('textbox')).toHaveValue(/5/);
  const loaded = (await Promise.all(parts)).filter(({ path }) => !/twilio-voice/.test(path));
  const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`first load: ${total} bytes of brotli in ${loaded.length} answers`);
  expect(total, JSON.stringify(loaded)).toBeLessThanOrEqual(budgets.firstLoadBrotli);
  expect(loaded.some(({ path }) => /phone-number|format/.test(path))).toBe(false);
  await context.close();
});
