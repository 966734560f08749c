import AxeBuilder from '@axe-core/playwright';
import { localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { startWorker, type RunningWorker } from '../support/miniflare.ts';
import { freePort } from '../support/ports.ts';
import { expect, test as base } from './house.ts';

const REQUIRED = [
  'TWILIO_ACCOUNT_SID',
  'TWILIO_API_KEY',
  'TWILIO_API_SECRET',
  'TWILIO_TWIML_APP_SID',
  'TWILIO_PHONE_NUMBER',
  'TWILIO_AUTH_TOKEN',
  'PUBLIC_URL',
  'OWNER_CODE',
];
const PATHS = [
  '/',
  '/deep/link?x=1',
  '/index.html',
  '/api/config',
  '/api/session',
  '/api/token',
  '/api/nothing',
  '/handle_calls',
  '/twiml/outgoing',
  '/twiml/fallback',
  '/twiml/dial-ended?g=0',
  '/events/call',
  '/sw.js',
  '/manifest.webmanifest',
  '/robots.txt',
  '/favicon.svg',
];

interface Fixtures {
  /** The address of a deployment with nothing but what wrangler.toml gives, or with these variables besides. */
  deployed: (vars?: Record<string, string>) => Promise<string>;
  /** What the deployments of a test logged as errors. */
  log: string[];
}

const test = base.extend<Fixtures>({
  log: async ({}, use) => {
    await use([]);
  },
  deployed: async ({ log }, use) => {
    const workers: RunningWorker[] = [];
    await use(async (vars = {}) => {
      const worker = await startWorker({ port: await freePort(), vars, onError: (line) => log.push(line) });
      workers.push(worker);
      return worker.url;
    });
    await Promise.all(workers.map((worker) => worker.stop()));
  },
});

test('every page that a browser opens is the setup page, and nothing else is answered but 503 in JSON', async ({
  deployed,
  request,
}) => {
  const url = await deployed();
  for (const path of PATHS) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      for (const accept of ['text/html,application/xhtml+xml,*/*;q=0.8', '*/*', 'application/json', 'image/*']) {
        const response = await request.fetch(`${url}${path}`, { method, headers: { accept }, maxRedirects: 0 });
        const asked = `${method} ${path} ${accept}`;
        const isPage = ['GET', 'HEAD'].includes(method) && accept.startsWith('text/html');
        expect(response.status(), asked).toBe(503);
        const headers = response.headers();
        expect(headers, asked).toMatchObject({
          'content-type': expect.stringMatching(isPage ? /^text\/html; charset=utf-8$/i : /^application\/json$/),
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'x-robots-tag': 'noindex',
        });
        expect(headers['content-security-policy'], asked).toMatch(
          /^default-src 'none'; script-src 'self'; style-src 'self';/,
        );
        const body = await response.text();
        if (method === 'HEAD') expect(body, asked).toBe('');
        else if (isPage) expect(body, asked).toContain('<h1 lang="en">This telephone is not set up yet</h1>');
        else {
          expect(JSON.parse(body), asked).toEqual({
            error: { code: 'not_configured', message: 'This telephone is not set up yet.' },
          });
        }
      }
    }
  }
});

for (const { locale, title, missing, address } of [
  { locale: 'fr-CA', title: 'Ce téléphone n’est pas encore configuré', missing: 'manquant', address: 'répond à' },
  { locale: 'en-CA', title: 'This telephone is not set up yet', missing: 'missing', address: 'answers at' },
  { locale: 'de-DE', title: 'This telephone is not set up yet', missing: 'missing', address: 'answers at' },
]) {
  test(`the setup page names each thing that is missing, without a script, to a browser in ${locale}`, async ({
    deployed,
    browsers,
  }) => {
    const url = await deployed();
    const context = await browsers[440].newContext({ locale });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const failed: string[] = [];
    page.on('response', (response) => {
      if (response.status() !== 200) failed.push(new URL(response.url()).pathname);
    });
    await page.goto(`${url}/some/where`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale === 'fr-CA' ? 'fr' : 'en');
    const items = page.getByRole('listitem');
    await expect(items).toHaveCount(REQUIRED.length);
    for (const [n, name] of REQUIRED.entries()) {
      await expect(items.nth(n).getByRole('heading')).toHaveText(`${name} ${missing}`);
    }
    await expect(items.filter({ hasText: 'npx wrangler secret put' })).toHaveCount(3);
    await expect(page.getByText('npx wrangler secret put TWILIO_AUTH_TOKEN')).toBeVisible();
    await expect(items.filter({ hasText: 'PUBLIC_URL' })).toContainText(`${address} ${url}`);
    expect(await page.locator('script').count()).toBe(0);
    // The page itself is the only answer that is no 200, and the only line of the console.
    expect(failed).toEqual(['/some/where']);
    expect(complaints).toEqual([expect.stringContaining('503')]);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
    await context.close();
  });
}

test('one wrong value: its name and its form are shown, and of no variable the value', async ({
  deployed,
  request,
  log,
}) => {
  const account = localAccount();
  const good = workerVars(account, {
    publicUrl: 'https://phone.example',
    emulatorUrl: 'http://localhost:1',
    ownerCode: newOwnerCode(),
  });
  const url = await deployed({ ...good, TWILIO_API_KEY: account.authToken });
  const page = await request.get(url, { headers: { accept: 'text/html' } });
  const html = await page.text();
  expect(page.status()).toBe(503);
  expect(html.match(/<li id="\w+"/g)).toEqual(['<li id="TWILIO_API_KEY"']);
  expect(html).toContain('<code>TWILIO_API_KEY</code> <strong>not valid</strong>');
  expect(html).toContain('A Twilio API key: <code>SK</code> and 32 hex digits.');
  const refusal = await request.post(`${url}/handle_calls`, { form: { CallSid: 'CA1' } });
  const said = `${html}${await refusal.text()}${JSON.stringify([page.headers(), refusal.headers()])}${log.join()}`;
  expect(JSON.parse(log[0] ?? '')).toEqual({ event: 'not-configured', problems: 'TWILIO_API_KEY is not valid.' });
  for (const [name, value] of Object.entries(good)) expect(said.includes(value), name).toBe(false);
});

test('what the assets layer serves by itself is no more than the page’s own words, hidden', async ({
  deployed,
  request,
}) => {
  const url = await deployed();
  expect((await request.get(`${url}/assets/setup.css`)).headers()['content-type']).toContain('text/css');
  const words = await request.get(`${url}/assets/setup`);
  expect(words.status()).toBe(200);
  expect(await words.text()).toContain('<main hidden>');
});
