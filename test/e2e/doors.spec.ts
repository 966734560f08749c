import { expect, test } from './house.ts';

const SID = `CA${'0'.repeat(32)}`;

for (const [method, path] of [
  ['POST', '/api/token'],
  ['POST', '/api/register-identity'],
  ['GET', '/api/calls'],
  ['GET', `/api/calls/${SID}/outcome`],
  ['GET', '/api/config'],
  ['GET', '/api/devices'],
  ['POST', '/api/codes'],
  ['GET', '/api/health'],
] as const) {
  test(`a stranger asks ${method} ${path}: 401, and nothing more`, async ({ house, request }) => {
    const response = await request.fetch(`${house.url}${path}`, {
      method,
      headers: { origin: house.url },
      data: method === 'POST' ? {} : undefined,
    });
    expect(response.status()).toBe(401);
    const headers = response.headers();
    expect(headers['content-security-policy']).not.toContain('unsafe-');
    expect(headers['x-robots-tag']).toBe('noindex');
    expect(await response.json()).toMatchObject({ error: { code: 'signed_out' } });
  });
}

for (const path of ['/twiml/outgoing', '/handle_calls', '/twiml/dial-ended', '/twiml/fallback', '/events/call']) {
  test(`an unsigned or wrongly signed webhook at ${path}: 403, whatever Host it claims`, async ({ house, request }) => {
    const form = { CallSid: SID, From: '+15145550123', To: house.line };
    for (const headers of [
      {},
      { 'x-twilio-signature': 'bm9wZQ==' },
      { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-twilio-signature': 'bm9wZQ==' },
    ]) {
      const response = await request.post(`${house.url}${path}`, { form, headers });
      expect(response.status()).toBe(403);
    }
  });
}

test('a file that is not there is not found, and nobody keeps that answer; a page of any path is the app', async ({
  house,
  request,
}) => {
  const missing = await request.get(`${house.url}/assets/nope-12345678.js`);
  expect(missing.status()).toBe(404);
  expect(missing.headers()['cache-control'] ?? '').not.toContain('immutable');
  const page = await request.get(`${house.url}/deep/link`, { headers: { accept: 'text/html' } });
  expect(page.status()).toBe(200);
  expect(await page.text()).toContain('<div id="app">');
  expect(page.headers()['cache-control']).toContain('no-transform');
  expect((await request.get(`${house.url}/robots.txt`)).status()).toBe(404);
});

test('a stranger sees the sign-in screen and no data', async ({ person }) => {
  const stranger = await person({ isSignedIn: false });
  await expect(stranger.page.getByRole('textbox')).toBeVisible();
  await expect(stranger.page.getByText('+1 819')).toBeHidden();
});

test('a sign-in link works once, and says so the second time', async ({ person, house, browsers }) => {
  const link = await house.keeper.newLink();
  const first = await person({ isSignedIn: false });
  await first.signsIn(link);
  expect(first.page.url()).not.toContain('code');
  const context = await browsers[660].newContext({ locale: 'fr-CA' });
  const second = await context.newPage();
  await second.goto(link);
  await second.getByRole('button', { name: first.words.signIn }).click();
  await expect(second.getByText(/déjà servi/i)).toBeVisible();
  await context.close();
});

test('a device that is cut off is signed out at its next step', async ({ ann, house }) => {
  await house.keeper.cutOffOthers();
  await ann.page.reload();
  await expect(
    ann
      .button(ann.words.signIn)
      .or(ann.page.getByRole('textbox', { name: /code/i }))
      .first(),
  ).toBeVisible();
});
