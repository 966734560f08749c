import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createManualClock } from '../emulator/clock.ts';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { emulatedAccount, LINE } from '../support/emulated-account.ts';
import { officialClient } from '../support/official-client.ts';

const FAR = '+15145550123';
const account = emulatedAccount('http://server.test');
const clock = createManualClock();
let emulator: Emulator;
let client: ReturnType<typeof officialClient>;

beforeAll(async () => {
  emulator = await createEmulator({
    account,
    port: 0,
    clock,
    transport: async () => ({
      status: 200,
      contentType: 'text/xml',
      body: new TextEncoder().encode('<Response><Pause length="600"/></Response>'),
    }),
  });
  client = officialClient(emulator.url, account.accountSid, account.authToken, account.accountSid);
});
afterEach(() => emulator.control.reset());
afterAll(() => emulator.close());

test('a REST API that fails says so as Twilio would, and does nothing of what was asked', async () => {
  const { callSid } = emulator.control.phone(FAR).call(LINE);
  emulator.control.fault({ kind: 'fail-rest', httpStatus: 503, method: 'POST' });
  await expect(client.calls(callSid).update({ status: 'completed' })).rejects.toMatchObject({
    status: 503,
    code: 20503,
  });
  expect((await client.calls(callSid).fetch()).status).toBe('ringing');
});

test('too many requests: 20429, when to come back, and an end after as many as asked', async () => {
  const { callSid } = emulator.control.phone(FAR).call(LINE);
  emulator.control.fault({ kind: 'fail-rest', httpStatus: 429, retryAfterSeconds: 7, urlContains: callSid, count: 2 });
  await expect(client.calls.list()).resolves.toHaveLength(1);
  await expect(client.calls(callSid).fetch()).rejects.toMatchObject({ status: 429, code: 20429 });
  const url = `${emulator.url}/2010-04-01/Accounts/${account.accountSid}/Calls/${callSid}.json`;
  expect((await fetch(url)).headers.get('retry-after')).toBe('7');
  expect((await client.calls(callSid).fetch()).sid).toBe(callSid);
});

test('a REST API that cannot be reached cuts the connection off, and the control API goes on', async () => {
  const { id } = emulator.control.fault({ kind: 'fail-rest' });
  await expect(client.calls.list()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await fetch(`${emulator.url}/_emulator/faults/${id}`, { method: 'DELETE' })).status).toBe(200);
  await expect(client.calls.list()).resolves.toEqual([]);
});

test('a REST API that dawdles answers in its own time', async () => {
  emulator.control.fault({ kind: 'delay-rest', ms: 3000 });
  let isAnswered = false;
  const answered = client.calls.list().then(() => (isAnswered = true));
  await expect.poll(() => emulator.control.faults()[0]?.met).toBe(1);
  await clock.advance(2999);
  expect(isAnswered).toBe(false);
  await clock.advance(1);
  await answered;
});

test('a REST API that does what was asked and loses the answer: only that step, by a pattern of its path', async () => {
  const { callSid } = emulator.control.phone(FAR).call(LINE);
  emulator.control.fault({ kind: 'fail-rest', method: 'POST', urlContains: '/Calls/CA*.json', isDone: true, count: 1 });
  emulator.control.fault({ kind: 'fail-rest', urlContains: '/Conferences/*/Participants.json', httpStatus: 503 });
  await expect(client.calls(callSid).update({ status: 'completed' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await client.calls(callSid).fetch()).status).toBe('canceled');
  await expect(client.conferences(`CF${'0'.repeat(32)}`).participants.list()).rejects.toMatchObject({ status: 503 });
  await expect(client.conferences(`CF${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404 });
});
