import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import * as protocol from '../../worker/protocol.ts';
import { brokenBindings } from './support/faults.ts';
import { ann, another, ask, Browser, errorCode, OWNER_CODE, PUBLIC_URL } from './support/house.ts';

const ROUTES = [
  ['GET', '/api/session'],
  ['DELETE', '/api/session'],
  ['POST', '/api/token'],
  ['POST', '/api/register-identity'],
  ['GET', '/api/config'],
  ['GET', '/api/calls'],
  ['GET', '/api/calls/CA00000000000000000000000000000001/outcome'],
  ['GET', '/api/devices'],
  ['DELETE', '/api/devices/x'],
  ['POST', '/api/codes'],
  ['GET', '/api/health'],
  ['GET', '/api/nothing-here'],
] as const;

test.each(ROUTES)('a stranger gets nothing from %s %s', async (method, path) => {
  const response = await new Browser().send(method, path);
  expect(response.status).toBe(401);
  expect(await errorCode(response)).toBe('signed_out');
});

test.each(ROUTES)('a made-up cookie gets nothing from %s %s', async (method, path) => {
  const browser = new Browser();
  browser.cookie = `__Host-bakelite=${'ab'.repeat(32)}`;
  expect((await browser.send(method, path)).status).toBe(401);
});

test('the owner signs in once with the owner’s code, however it is typed', async () => {
  const browser = new Browser();
  const response = await browser.send('POST', '/api/session', { code: ' OWNER–cOdeI ' });
  expect(response.status).toBe(201);
  expect(response.headers.get('Set-Cookie')).toMatch(
    /^__Host-bakelite=[0-9a-f]{64}; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect((await browser.send('GET', '/api/session')).status).toBe(200);

  const late = await new Browser().send('POST', '/api/session', { code: OWNER_CODE });
  expect(late.status).toBe(410);
  expect(await errorCode(late)).toBe('code_spent');
});

test('on http://localhost the cookie has a plain name and needs no https', async () => {
  const bindings = { ...env, PUBLIC_URL: 'http://localhost:8787' };
  const headers = { Origin: 'http://localhost:8787', 'Content-Type': 'application/json' };
  const body = JSON.stringify({ code: OWNER_CODE });
  const response = await ask('/api/session', { method: 'POST', headers, body }, bindings);
  expect(response.headers.get('Set-Cookie')).toMatch(/^bakelite=[0-9a-f]{64}; .*HttpOnly; SameSite=Lax$/);
  expect(response.headers.get('Set-Cookie')).not.toContain('Secure');
});

test('a wrong code lets nobody in', async () => {
  const response = await new Browser().send('POST', '/api/session', { code: 'AAAAA-AAAAA' });
  expect(response.status).toBe(403);
  expect(await errorCode(response)).toBe('code_wrong');
});

test('a code for the next device works once; of two tries at once one wins', async () => {
  const { browser } = await ann();
  const code = await browser.makesCode();
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  const tries = await Promise.all([1, 2].map(() => new Browser().send('POST', '/api/session', { code })));
  expect(tries.map(({ status }) => status).sort()).toEqual([201, 410]);
});

test('a code’s link carries it in the fragment, where no server sees it', async () => {
  const { browser } = await ann();
  const made = v.parse(protocol.NewCode, await (await browser.send('POST', '/api/codes')).json());
  expect(made.link).toBe(`${PUBLIC_URL}/#code=${made.code.replace('-', '')}`);
});

test('a code is too old after ten minutes', async () => {
  const { browser } = await ann();
  const code = await browser.makesCode();
  const tenMinutesLater = Date.now() + 10 * 60 * 1000 + 1;
  vi.spyOn(Date, 'now').mockReturnValue(tenMinutesLater);
  const response = await new Browser().send('POST', '/api/session', { code });
  expect(await errorCode(response)).toBe('code_spent');
});

test('signing in again from the same browser leaves one device, not two', async () => {
  const { browser } = await ann();
  await browser.signsIn(await browser.makesCode());
  const { devices } = v.parse(protocol.Devices, await (await browser.send('GET', '/api/devices')).json());
  expect(devices).toHaveLength(1);
});

test('a device that is cut off gets 401 at its very next request, and does not ring any more', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  expect((await phone.browser.send('POST', '/api/token')).status).toBe(200);
  expect((await browser.send('DELETE', `/api/devices/${phone.id}`)).status).toBe(204);
  expect((await phone.browser.send('POST', '/api/token')).status).toBe(401);
  expect(await env.IDENTITIES.get('ring')).not.toContain(phone.identity);
  expect((await browser.send('DELETE', `/api/devices/${phone.id}`)).status).toBe(404);
});

test('signing out ends the session and forgets the cookie', async () => {
  const { browser, identity } = await ann();
  const kept = browser.cookie;
  const response = await browser.send('DELETE', '/api/session');
  expect(response.status).toBe(204);
  expect(response.headers.get('Set-Cookie')).toContain('Max-Age=0');
  browser.cookie = kept;
  expect((await browser.send('GET', '/api/session')).status).toBe(401);
  expect(await env.IDENTITIES.get('ring')).not.toContain(identity);
});

test('a session ends after a year', async () => {
  const { browser } = await ann();
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 366 * 24 * 60 * 60 * 1000);
  expect((await browser.send('GET', '/api/session')).status).toBe(401);
});

test('neither secrets nor codes are stored, only their hashes', async () => {
  const { browser } = await ann();
  const code = (await browser.makesCode()).replace('-', '');
  const secret = browser.cookie.split('=')[1] ?? '';
  const object = env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));
  const everything = await runInDurableObject(object, (_, state) =>
    ['person', 'device', 'session', 'code', 'event', 'conversation', 'directory']
      .map((table) => JSON.stringify(state.storage.sql.exec(`SELECT * FROM ${table}`).toArray()))
      .join(),
  );
  expect(everything).toContain('Ann');
  for (const hidden of [code, secret, 'OWNERC0DE1', 'OWNER']) expect(everything).not.toContain(hidden);
});

test('a page of another site cannot make a browser do anything', async () => {
  const { browser } = await ann();
  const headers = { Cookie: browser.cookie, 'Content-Type': 'application/json' };
  for (const origin of ['https://evil.example', 'null', 'https://phone.example.evil.example', 'http://phone.example']) {
    const response = await ask('/api/codes', { method: 'POST', headers: { ...headers, Origin: origin } });
    expect(response.status).toBe(403);
  }
  expect((await ask('/api/codes', { method: 'POST', headers })).status).toBe(403);
  const body = JSON.stringify({ label: 'x' });
  const form = { Cookie: browser.cookie, Origin: PUBLIC_URL, 'Content-Type': 'text/plain' };
  expect((await ask('/api/register-identity', { method: 'POST', headers: form, body })).status).toBe(400);
});

test('too many tries to sign in have to wait', async () => {
  const headers = { Origin: PUBLIC_URL, 'Content-Type': 'application/json', 'CF-Connecting-IP': '192.0.2.7' };
  const body = JSON.stringify({ code: 'AAAAA-AAAAA' });
  const tries: Response[] = [];
  // The limit counts by the minute: of 21 tries, at least 11 fall into one, wherever the minute ends.
  for (let i = 0; i < 21; i += 1) tries.push(await ask('/api/session', { method: 'POST', headers, body }));
  expect(tries.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(403));
  expect(tries.map(({ status }) => status)).toContain(429);
  expect(tries.find(({ status }) => status === 429)?.headers.get('Retry-After')).toBe('60');
});

test('somebody who changes address within their network is still one somebody', async () => {
  const from = (address: string) => ({
    Origin: PUBLIC_URL,
    'Content-Type': 'application/json',
    'CF-Connecting-IP': address,
  });
  const body = JSON.stringify({ code: 'AAAAA-AAAAA' });
  const tries = (address: string) => ask('/api/session', { method: 'POST', headers: from(address), body });
  const statuses: number[] = [];
  // 21 tries in three spellings of one network: seven each would pass, together 11 fall into one minute.
  for (let i = 1; i <= 7; i += 1) {
    for (const address of [`2001:db8:77::${i}:1`, `2001:0db8:77:0:ffff::${i}`, `2001:DB8:0077:0:1::${i}`])
      statuses.push((await tries(address)).status);
  }
  expect(statuses.slice(0, 10)).not.toContain(429);
  expect(statuses).toContain(429);
  expect((await tries('2001:db8:77:1::9')).status).toBe(403);
});

test('a code that somebody typed is never in a log, whatever goes wrong', async () => {
  const logs = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => vi.spyOn(console, level));
  const { browser } = await ann();
  const spent = await browser.makesCode();
  await new Browser().send('POST', '/api/session', { code: spent });
  const headers = { Origin: PUBLIC_URL, 'Content-Type': 'application/json', 'CF-Connecting-IP': '192.0.2.9' };
  const wrong = 'ZZQQQ-ZZQQQ';
  const broken = brokenBindings({ object: 'throws' });
  for (const code of [spent, OWNER_CODE, wrong]) {
    const bodies = [JSON.stringify({ code }), `{"code":"${code}`, code, JSON.stringify({ code: [code] })];
    for (const body of bodies) {
      await ask('/api/session', { method: 'POST', headers, body });
      await ask(
        '/api/session',
        { method: 'POST', headers: { ...headers, 'CF-Connecting-IP': '192.0.2.8' }, body },
        broken,
      );
    }
  }
  const said = JSON.stringify(logs.flatMap(({ mock }) => mock.calls));
  expect(said).toContain('sign-in-refused');
  expect(said).toContain('unavailable');
  for (const code of [spent, OWNER_CODE, wrong])
    for (const form of [code, code.replace('-', '')]) expect(said.toUpperCase()).not.toContain(form.toUpperCase());
});

test.each(['', '{', '[]', '{"code":5}', '{"code":null}', `{"code":"${'A'.repeat(65)}"}`])(
  'a sign-in that reads %s is a bad request',
  async (body) => {
    const headers = { Origin: PUBLIC_URL, 'Content-Type': 'application/json' };
    const response = await ask('/api/session', { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await errorCode(response)).toBe('bad_request');
  },
);

test('a request over 64 KB is refused', async () => {
  const headers = { Origin: PUBLIC_URL, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ code: 'A'.repeat(64 * 1024) });
  const response = await ask('/api/session', { method: 'POST', headers, body });
  expect(response.status).toBe(413);
  expect(await errorCode(response)).toBe('too_large');
});
