import { fileURLToPath } from 'node:url';
import { expect, test } from '../e2e/house.ts';
import { startWorker } from '../support/miniflare.ts';
import { freePort } from '../support/ports.ts';

const folder = fileURLToPath(new URL('../.out/screenshots/', import.meta.url));
const VIEWPORTS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const DEPLOYMENTS = {
  setup: {},
  'setup-wrong': { PUBLIC_URL: 'phone.example', OWNER_CODE: '', TWILIO_ACCOUNT_SID: '<AC and 32 hex digits>' },
};

test('what a deployment shows until it is set up, whole', async ({ browsers }) => {
  test.setTimeout(90_000);
  for (const [name, vars] of Object.entries(DEPLOYMENTS)) {
    const worker = await startWorker({ port: await freePort(), vars, onError() {} });
    for (const [size, viewport] of Object.entries(VIEWPORTS)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const locale of ['fr-CA', 'en-CA'] as const) {
          const context = await browsers[440].newContext({ viewport, colorScheme, locale });
          const page = await context.newPage();
          await page.goto(worker.url);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          const path = `${folder}${name}-${size}-${colorScheme}-${locale.slice(0, 2)}.png`;
          await page.screenshot({ path, fullPage: true, animations: 'disabled' });
          await context.close();
        }
      }
    }
    await worker.stop();
  }
});
