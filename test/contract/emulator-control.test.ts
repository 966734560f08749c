import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { emulatedAccount, LINE } from '../support/emulated-account.ts';

const FAR = '%2B15145550123';
let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator({
    account: emulatedAccount('http://server.test'),
    port: 0,
    transport: async () => ({
      status: 200,
      contentType: 'text/xml',
      body: new TextEncoder().encode('<Response><Pause length="60"/></Response>'),
    }),
  });
});
afterAll(() => emulator.close());

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${emulator.url}/_emulator${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

test('a telephone is made, calls the line, is measured and hangs up, over HTTP', async () => {
  expect(await ask('PUT', `/phones/${FAR}`, { character: 'manual', says: { toneHz: 700 } })).toMatchObject({
    status: 200,
    body: { number: '+15145550123', state: 'idle', says: { toneHz: 700 } },
  });
  const placed = await ask('POST', `/phones/${FAR}/call`, { to: LINE, withheld: true });
  expect(placed).toMatchObject({ status: 201, body: { callSid: expect.stringMatching(/^CA[0-9a-f]{32}$/) } });
  await expect
    .poll(async () => (await ask('GET', `/calls/${placed.body.callSid}`)).body)
    .toMatchObject({ from: '+266696687', status: 'ringing', isAlive: true });
  expect((await ask('GET', `/phones/${FAR}/hears?hz=440&ms=100`)).body).toMatchObject({ silent: true, frames: 5 });
  expect((await ask('GET', `/calls/${placed.body.callSid}/says?hz=440&ms=100`)).body).toMatchObject({ frames: 5 });
  expect(await ask('POST', `/phones/${FAR}/hang-up`)).toMatchObject({
    status: 200,
    body: { state: 'idle', lastEnd: 'hung-up-here' },
  });
  expect((await ask('GET', '/calls')).body.calls[0]).toMatchObject({ sid: placed.body.callSid, isAlive: false });
  expect((await ask('GET', '/webhooks')).body.webhooks.at(-1)).toMatchObject({
    url: 'http://server.test/voice',
    status: 200,
  });
});

test.each([
  ['PUT', `/phones/${FAR}`, { character: 'grumpy' }, 400, 'character'],
  ['PUT', `/phones/${FAR}`, { character: 'manual', says: { toneHz: 5 } }, 400, 'says'],
  ['PUT', `/phones/${FAR}`, { character: 'manual', volume: 3 }, 400, 'volume'],
  ['PUT', '/phones/5145550123', { character: 'manual' }, 400, 'number'],
  ['PUT', `/phones/${FAR}`, 'not json', 400, 'body'],
  ['POST', `/phones/${FAR}/call`, {}, 400, 'to'],
  ['POST', `/phones/${FAR}/call`, { to: '+15145550199' }, 400, 'to'],
  ['POST', `/phones/${FAR}/digits`, { digits: '12x' }, 400, 'digits'],
  ['POST', `/phones/${FAR}/answer`, {}, 409, 'state'],
  ['POST', '/phones/%2B15145550188/answer', {}, 404, 'number'],
  ['POST', '/faults', { kind: 'delay-webhook' }, 400, 'ms'],
  ['POST', '/faults', { kind: 'lose-callback', status: 'over' }, 400, 'status'],
  ['POST', '/faults', { kind: 'fail-webhook', httpStatus: 200 }, 400, 'httpStatus'],
  ['POST', '/faults', { kind: 'double-callback', times: 1 }, 400, 'times'],
  ['POST', '/faults', { kind: 'disorder-callbacks', order: 'any' }, 400, 'order'],
  ['POST', '/faults', { kind: 'delay-rest', ms: 1, callSid: 'CA0' }, 400, 'callSid'],
  ['DELETE', '/faults/fault-99', undefined, 404, 'id'],
  ['POST', '/webhooks/99999/replay', undefined, 404, 'id'],
  ['POST', '/webhooks/first/replay', undefined, 404, 'id'],
  ['GET', '/calls/CA0', undefined, 404, 'sid'],
  ['POST', '/calls/CA0/ring-out', {}, 404, 'sid'],
  ['GET', '/nowhere', undefined, 404, 'path'],
] as const)('%s %s with %j: %i, and the field is %s', async (method, path, body, status, field) => {
  expect(await ask(method, path, body)).toMatchObject({
    status,
    body: { error: { field, message: expect.any(String) } },
  });
});

test('the lines there are to call are told', async () => {
  expect((await ask('GET', '/lines')).body).toEqual({ lines: [{ phoneNumber: LINE }] });
});

test('measuring for too long is refused', async () => {
  expect(await ask('GET', `/phones/${FAR}/hears?ms=999999`)).toMatchObject({
    status: 400,
    body: { error: { field: 'ms' } },
  });
});

test('a fault says how many it met', async () => {
  expect(await ask('POST', '/faults', { kind: 'expire-token' })).toEqual({
    status: 201,
    body: { id: expect.stringMatching(/^fault-\d+$/), affected: 0 },
  });
});

test('a fault is listed with how many requests it met, until it is spent', async () => {
  const { id } = (await ask('POST', '/faults', { kind: 'fail-webhook', httpStatus: 500, count: 2 })).body;
  expect((await ask('GET', '/faults')).body.faults).toEqual([
    { id, met: 0, fault: { kind: 'fail-webhook', httpStatus: 500, urlContains: '', count: 2 } },
  ]);
  emulator.control.phone('+15145550123').call(LINE);
  await expect.poll(async () => (await ask('GET', '/faults')).body.faults).toEqual([]);
  emulator.control.reset();
});

test('a webhook of the journal is sent again, over HTTP', async () => {
  emulator.control.phone('+15145550123').call(LINE);
  await expect.poll(() => emulator.control.webhooks()[0]?.status).toBe(200);
  const [first] = emulator.control.webhooks();
  expect(await ask('POST', `/webhooks/${first?.id}/replay`)).toMatchObject({
    status: 201,
    body: { id: (first?.id ?? 0) + 1, replayOf: first?.id, status: 200, signature: first?.signature },
  });
  emulator.control.reset();
});

test('the page of a telephone is told of every change as it happens', async () => {
  const response = await fetch(`${emulator.url}/_emulator/phones/${FAR}/events`);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const seen: string[] = [];
  const next = async () => {
    const { value = '' } = (await reader?.read()) ?? {};
    for (const [, json] of value.matchAll(/data: (.*)\n/g)) seen.push(JSON.parse(json ?? '{}').state);
  };
  await next();
  emulator.control.phone('+15145550123').call(LINE);
  await next();
  expect(seen).toEqual(['idle', 'calling']);
  await reader?.cancel();
  emulator.control.reset();
});
