import { once } from 'node:events';
import { connect } from 'node:net';
import { SignJWT } from 'jose';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { emulatedAccount } from '../support/emulated-account.ts';

const account = emulatedAccount('http://server.test');
const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

async function start(port: number): Promise<Emulator> {
  const emulator = await createEmulator({ account, port });
  open.push(emulator);
  return emulator;
}

async function token(): Promise<string> {
  const [key] = account.apiKeys;
  const grants = { identity: 'alice', voice: { incoming: { allow: true } } };
  return new SignJWT({ iss: key?.sid ?? '', sub: account.accountSid, grants })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(key?.secret));
}

async function register({ port, control }: Emulator): Promise<{ closed: Promise<unknown> }> {
  const device = new WebSocket(`ws://localhost:${port}/signal`);
  const closed = once(device, 'close');
  await once(device, 'open');
  const say = (type: string, payload: unknown) => device.send(JSON.stringify({ type, version: '1.6', payload }));
  say('listen', { token: await token(), reconnectTimeout: 30, browserinfo: {} });
  say('register', { media: { audio: true } });
  await expect.poll(() => control.registrations().map(({ identity }) => identity)).toEqual(['alice']);
  return { closed };
}

test('a Device that was registered can register at the emulator that follows on the same port', async () => {
  const first = await start(0);
  const device = await register(first);
  const page = new WebSocket(`ws://127.0.0.1:${first.port}/_emulator/outside?number=%2B15145550123`);
  await once(page, 'open');
  const events = await fetch(`${first.url}/_emulator/phones/%2B15145550123/events`);
  const silent = connect(first.port, '127.0.0.1').on('error', () => undefined);
  await once(silent, 'connect');
  const { port } = first;

  await first.close();
  await expect(device.closed).resolves.toMatchObject([1006, expect.anything()]);
  await events.body?.cancel().catch(() => undefined);
  const second = await start(port);
  expect(second.control.registrations()).toEqual([]);
  await register(second);
});

test.each(['/_emulator/outside', '/signal', '/nowhere'])(
  'whoever was turned away at %s and does not hang up does not hold the port',
  async (path) => {
    const first = await start(0);
    first.control.fault({ kind: 'refuse-sockets' });
    const stubborn = connect({ port: first.port, host: '127.0.0.1', allowHalfOpen: true });
    const turnedAway = once(stubborn.resume(), 'end');
    stubborn.write(`GET ${path} HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    await turnedAway;
    await first.close();
    await register(await start(first.port));
    stubborn.destroy();
  },
);

test('closing it twice is closing it once', async () => {
  const emulator = await start(0);
  await Promise.all([emulator.close(), emulator.close()]);
  await emulator.close();
});
