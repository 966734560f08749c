import { expect, test } from '../e2e/house.ts';
import { startWorker } from '../support/miniflare.ts';
import { freePort } from '../support/ports.ts';
import { looksOf, shot } from './looks.ts';

const DEPLOYMENTS = {
  setup: {},
  'setup-wrong': { PUBLIC_URL: 'phone.example', OWNER_CODE: '', TWILIO_ACCOUNT_SID: '<AC and 32 hex digits>' },
};

test('what a deployment shows until it is set up, whole', async ({ browsers }) => {
  test.setTimeout(90_000);
  for (const [name, vars] of Object.entries(DEPLOYMENTS)) {
    const worker = await startWorker({ port: await freePort(), vars, onError() {} });
    for (const look of looksOf()) {
      const context = await browsers[440].newContext(look.options);
      const page = await context.newPage();
      await page.goto(worker.url);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await shot(page, look, name, undefined, true);
      await context.close();
    }
    await worker.stop();
  }
});
