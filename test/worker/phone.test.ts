import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import * as protocol from '../../worker/protocol.ts';
import { ann, ask, Browser, errorCode, LINE, OWNER_CODE, PUBLIC_URL } from './support/house.ts';
import { brokenBindings, withVariables } from './support/faults.ts';

test('a device keeps its identity when it registers again under another name', async () => {
  const { browser, identity } = await ann();
  expect(identity).toMatch(/^p_[0-9a-z]{20}$/);
  expect((await browser.registers('Kitchen')).identity).toBe(identity);
  const { devices } = v.parse(protocol.Devices, await (await browser.send('GET', '/api/devices')).json());
  expect(devices).toMatchObject([{ label: 'Kitchen', isThisOne: true }]);
});

test.each([{ label: '' }, { label: '  ' }, { label: 'a\u202eb' }, { label: 'x'.repeat(61) }, {}, { label: 5 }])(
  'a device cannot be called %j',
  async (body) => {
    const { browser } = await ann();
    expect((await browser.send('POST', '/api/register-identity', body)).status).toBe(400);
  },
);

test('a browser cannot choose its identity', async () => {
  const { browser } = await ann();
  const response = await browser.send('POST', '/api/register-identity', { label: 'x', identity: 'p_bob' });
  expect(response.status).toBe(400);
});

test('a token is for the device’s own identity, signed, for at most an hour', async () => {
  const { browser, identity } = await ann();
  const answer = v.parse(protocol.Token, await (await browser.send('POST', '/api/token')).json());
  expect(answer).toMatchObject({ identity, ttlSeconds: 3600 });
  await jwtVerify(answer.token, new TextEncoder().encode('an api secret for tests'));
  const claims = decodeJwt<{ grants: { identity: string } }>(answer.token);
  expect(claims.grants.identity).toBe(identity);
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
});

test('a region goes into the token’s header', async () => {
  const { browser } = await ann();
  browser.bindings = withVariables({ TWILIO_REGION: 'ie1' });
  const { token } = v.parse(protocol.Token, await (await browser.send('POST', '/api/token')).json());
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1', twr: 'ie1' });
});

test('without an identity there is no token', async () => {
  const browser = new Browser();
  await browser.signsIn(OWNER_CODE);
  const response = await browser.send('POST', '/api/token');
  expect(response.status).toBe(409);
  expect(await errorCode(response)).toBe('not_registered');
});

test('a device that asks for tokens all the time has to wait', async () => {
  const { browser } = await ann();
  const statuses: number[] = [];
  // The limit counts by the minute: of 61 questions, at least 31 fall into one, wherever the minute ends.
  for (let i = 0; i < 61; i += 1) statuses.push((await browser.send('POST', '/api/token')).status);
  expect(statuses.slice(0, 30)).not.toContain(429);
  expect(statuses).toContain(429);
});

test('the configuration says what the telephone needs, and nothing secret', async () => {
  const { browser } = await ann();
  const config = v.parse(
    v.strictObject(protocol.Config.entries),
    await (await browser.send('GET', '/api/config')).json(),
  );
  expect(config).toEqual({
    lines: [{ number: LINE, country: 'CA', label: '', recording: 'ask' }],
    edge: 'roaming',
    signaling: null,
    insights: true,
    emergencyNumbers: ['911', '112', '988'],
    timeLimitSeconds: 14_400,
  });
});

test.each(['throws', 'hangs'] as const)(
  'asking for the names of lines %s: everything else is said all the same',
  async (object) => {
    const { browser } = await ann();
    await browser.send('PUT', `/api/lines/${encodeURIComponent(LINE)}`, { label: 'Atelier' });
    browser.bindings = brokenBindings({ object: (method) => (method === 'lineChoices' ? object : null) });
    const response = await browser.send('GET', '/api/config');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ lines: [{ number: LINE, label: '' }], edge: 'roaming' });
  },
);

test('another signaling server is named to the browser and allowed by its policy', async () => {
  const { browser } = await ann();
  browser.bindings = withVariables({
    ENDPOINTS: JSON.stringify({ signaling: 'ws://localhost:8788', insights: null }),
  });
  const response = await browser.send('GET', '/api/config');
  expect(await response.json()).toMatchObject({ signaling: 'localhost:8788', insights: false });
  expect(response.headers.get('Content-Security-Policy')).toContain(
    "connect-src 'self' wss://phone.example ws://localhost:8788;",
  );
});

test('every answer carries the security headers, errors too', async () => {
  const answers = await Promise.all([
    ask('/api/config'),
    ask('/api/session', {
      method: 'POST',
      headers: { Origin: PUBLIC_URL, 'Content-Type': 'application/json' },
      body: '{',
    }),
    ask('/handle_calls', { method: 'POST' }),
    ask('/events/call', { method: 'POST' }),
    ask('/nothing/here', { method: 'PUT' }),
    ask('/', { headers: { Accept: 'text/html' } }, withVariables({ PUBLIC_URL: undefined })),
  ]);
  for (const { headers, status } of answers) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers.get('X-Robots-Tag')).toBe('noindex');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Permissions-Policy')).toContain('microphone=(self)');
    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(headers.get('Content-Security-Policy')).not.toContain('unsafe-');
    expect(headers.get('Cache-Control')).toBe('no-store');
  }
});
