import { describe, expect, test } from 'vitest';
import { ask, errorCode } from './support/house.ts';
import { withVariables } from './support/faults.ts';

const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const lacking = withVariables({
  TWILIO_API_SECRET: undefined,
  TWILIO_ACCOUNT_SID: 'a-secret-put-in-the-wrong-place',
  TWILIO_AUTH_TOKEN: '<the Auth Token>',
});

/** The items of the page: name, what is wrong, and the whole text. */
async function items(response: Response): Promise<{ name: string; fault: string; words: string }[]> {
  const page = await response.text();
  return [...page.matchAll(/<li id="(\w+)">.*?<strong>(.*?)<\/strong>(.*?)<\/li>/gs)].map(
    ([, name = '', fault = '', words = '']) => ({ name, fault, words }),
  );
}

test('a deployment that lacks something says what, by name only, and nothing of what is right', async () => {
  const response = await ask('/', { headers: HTML }, lacking);
  expect(response.status).toBe(503);
  expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  const page = await response.clone().text();
  expect((await items(response)).map(({ name, fault }) => ({ name, fault }))).toEqual([
    { name: 'TWILIO_ACCOUNT_SID', fault: 'not valid' },
    { name: 'TWILIO_API_SECRET', fault: 'missing' },
    { name: 'TWILIO_AUTH_TOKEN', fault: 'not filled in' },
  ]);
  expect(page).toContain('Your Twilio account: <code>AC</code> and 32 hex digits.');
  expect(page).not.toMatch(/wrong-place|OWNER|SK0000|auth token for|819555|phone\.example/);
  expect(page).toContain('<main>');
});

describe('the setup page speaks the browser’s first language of ours, else English', () => {
  test.each([
    ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
    ['FR', 'fr'],
    ['de-DE,de;q=0.9,fr;q=0.5,en;q=0.4', 'fr'],
    ['en-CA,en;q=0.9,fr;q=0.8', 'en'],
    ['de', 'en'],
    ['frr, afr, x-fr', 'en'],
    ['*', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ])('Accept-Language: %s', async (accepted, language) => {
    const headers = accepted === undefined ? HTML : { ...HTML, 'Accept-Language': accepted };
    const page = await (await ask('/', { headers }, lacking)).text();
    expect(page).toContain(`<html lang="${language}">`);
    expect(page.includes('lang="fr"')).toBe(language === 'fr');
    expect(page.includes('lang="en"')).toBe(language === 'en');
    expect(page).toContain(language === 'fr' ? '<strong>manquant</strong>' : '<strong>missing</strong>');
    expect(page).toContain(language === 'fr' ? 'Ce téléphone n’est pas' : 'This telephone is not');
  });
});

test.each([
  ['https://bakelite.ann.workers.dev/deep?x=1', 'https://bakelite.ann.workers.dev'],
  ['http://localhost:8787/', 'http://localhost:8787'],
  ['http://phone.example/', null],
  ['http://127.0.0.1:8787/', null],
  ["https://a'&quot;b.example/", "https://a'&amp;quot;b.example"],
])('asked at %s, a deployment without PUBLIC_URL says it answers at %s', async (url, address) => {
  for (const value of [undefined, '', 'phone.example']) {
    const [item] = await items(await ask(url, { headers: HTML }, withVariables({ PUBLIC_URL: value })));
    expect(item?.name).toBe('PUBLIC_URL');
    if (address === null) expect(item?.words).not.toContain('This deployment answers');
    else expect(item?.words).toContain(`This deployment answers at <code>${address}</code>`);
  }
});

test('HEAD is answered as GET is, without the page', async () => {
  const response = await ask('/', { method: 'HEAD', headers: HTML }, lacking);
  expect(response.status).toBe(503);
  expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(await response.text()).toBe('');
});

test.each([
  ['GET', '/api/config', {}],
  ['POST', '/handle_calls', {}],
  ['POST', '/', HTML],
  ['GET', '/sw.js', { Accept: '*/*' }],
  ['GET', '/robots.txt', {}],
  ['OPTIONS', '/api/token', {}],
])('%s %s is refused in JSON', async (method, path, headers) => {
  const response = await ask(path, { method, headers }, lacking);
  expect(response.status).toBe(503);
  expect(await errorCode(response)).toBe('not_configured');
});
