import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { emulatedAccount } from '../support/emulated-account.ts';

const AUDIO = '/_emulator/outside?number=%2B15145550123';
const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator({ account: emulatedAccount('http://server.test'), port: 0 });
});
afterAll(() => emulator.close());

/** The status of the answer; `closed` when the connection was closed without one. */
function ask(path: string, headers: Record<string, string>, method = 'GET'): Promise<number | 'closed' | undefined> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port: emulator.port, path, method, headers, agent: false });
    asked.on('response', (response) => resolve(response.resume().statusCode));
    asked.on('upgrade', (response, stream) => {
      stream.destroy();
      resolve(response.statusCode);
    });
    asked.on('error', () => resolve('closed'));
    asked.end();
  });
}

test.each(['localhost', '127.0.0.1', '[::1]'])(
  'by the name %s this machine and its own page may come in',
  async (name) => {
    const Host = `${name}:${emulator.port}`;
    expect(await ask('/_emulator/phones', { Host })).toBe(200);
    expect(await ask('/_emulator/reset', { Host, Origin: `http://${Host}` }, 'POST')).toBe(200);
    expect(await ask(AUDIO, { ...UPGRADE, Host, Origin: `http://${Host}` })).toBe(101);
  },
);

test.each([
  ['another page', 'localhost', 'https://evil.example'],
  ['a page in a sandbox', 'localhost', 'null'],
  ['a page whose name was made to point here', 'evil.example', 'http://evil.example'],
  ['a page whose name was made to point here, and that shows no origin', 'evil.example', null],
  ['a page whose name only begins like this machine’s', 'localhost.evil.example', null],
  ['a page of another server on this machine', 'localhost', 'http://localhost:1'],
])('%s may neither press these keys nor listen', async (_, name, from) => {
  const port = `:${emulator.port}`;
  const Origin = from?.replace(/evil\.example$/, `evil.example${port}`);
  const headers = { Host: `${name}${port}`, ...(Origin === undefined ? {} : { Origin }) };
  expect(await ask('/_emulator/phones', headers)).toBe(403);
  expect(await ask('/_emulator/reset', headers, 'POST')).toBe(403);
  expect(await ask(AUDIO, { ...UPGRADE, ...headers })).toBe(403);
});

test('a Device is let in by any name: it has a token to show', async () => {
  expect(await ask('/signal', { ...UPGRADE, Host: 'voice.example', Origin: 'https://phone.example' })).toBe(101);
});

test.each(['/', '/_emulator/phones', '/signal/more', '//', '/%'])('a WebSocket to %s is cut off', async (path) => {
  expect(await ask(path, { ...UPGRADE, Host: `localhost:${emulator.port}` })).toBe('closed');
});
