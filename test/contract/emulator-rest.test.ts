import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { emulatedAccount, LINE } from '../support/emulated-account.ts';
import { officialClient } from '../support/official-client.ts';

const FAR = '+15145550123';

/** A server of an account: answers TwiML by path, and lets Twilio's own helper judge each signature. */
const asked: { path: string; params: Record<string, string>; isValid: boolean }[] = [];
const answers: Record<string, string> = {};
let authToken = '';
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const params = Object.fromEntries(new URLSearchParams(body));
  const url = `http://${request.headers.host}${request.url}`;
  const isValid = twilio.validateRequest(authToken, String(request.headers['x-twilio-signature']), url, params);
  const path = new URL(url).pathname;
  asked.push({ path, params, isValid });
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(answers[path] ?? '<Response/>');
});

let emulator: Emulator;
let client: ReturnType<typeof officialClient>;
let account: ReturnType<typeof emulatedAccount>;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  account = emulatedAccount(`http://127.0.0.1:${port}`);
  authToken = account.authToken;
  emulator = await createEmulator({ account, port: 0, seed: 1 });
  client = officialClient(
    emulator.url,
    account.apiKeys[0]?.sid ?? '',
    account.apiKeys[0]?.secret ?? '',
    account.accountSid,
  );
});
afterAll(async () => {
  await emulator.close();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  emulator.control.reset();
  asked.length = 0;
});

/** An outside telephone calls the line and is answered by the TwiML. */
async function call(verbs: string): Promise<string> {
  answers['/voice'] = `<Response>${verbs}</Response>`;
  const { callSid } = emulator.control.phone(FAR).call(LINE);
  await expect
    .poll(() => emulator.control.webhooks().some(({ callSid: sid, status }) => sid === callSid && status === 200))
    .toBe(true);
  return callSid;
}

describe('the official client', () => {
  test('fetches a call with the fields and types of Twilio', async () => {
    const sid = await call('<Pause length="60"/>');
    const fetched = await client.calls(sid).fetch();
    expect(fetched).toMatchObject({
      sid,
      accountSid: account.accountSid,
      parentCallSid: null,
      to: LINE,
      toFormatted: '(819) 555-0100',
      from: FAR,
      fromFormatted: '(514) 555-0123',
      phoneNumberSid: account.phoneNumbers[0]?.sid,
      status: 'ringing',
      direction: 'inbound',
      duration: null,
      endTime: null,
      apiVersion: '2010-04-01',
      uri: `/2010-04-01/Accounts/${account.accountSid}/Calls/${sid}.json`,
    });
    expect(fetched.dateCreated).toBeInstanceOf(Date);
    expect(Math.abs(fetched.dateCreated.getTime() - Date.now())).toBeLessThan(60_000);
  });

  test('signs in with the account’s auth token as well', async () => {
    const sid = await call('<Pause length="60"/>');
    const owner = officialClient(emulator.url, account.accountSid, account.authToken, account.accountSid);
    expect((await owner.calls(sid).fetch()).sid).toBe(sid);
  });

  test('lists calls page by page, newest first, and filtered', async () => {
    const sids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      sids.unshift(await call('<Reject/>'));
      await expect.poll(() => emulator.control.phone(FAR).view().state).toBe('idle');
    }
    const all = await client.calls.list({ pageSize: 2 });
    expect(all.map(({ sid }) => sid)).toEqual(sids);
    expect((await client.calls.list({ from: FAR, status: 'busy', limit: 1 })).map(({ sid }) => sid)).toEqual(
      sids.slice(0, 1),
    );
    expect(await client.calls.list({ to: FAR })).toEqual([]);
    const page = await client.calls.page({ pageSize: 2 });
    expect(page.nextPageUrl).toContain('Page=1');
  });

  test('redirects a call to a URL: Twilio’s helper accepts every signature', async () => {
    const sid = await call('<Pause length="60"/>');
    answers['/elsewhere'] = '<Response><Pause length="60"/></Response>';
    const url = account.phoneNumbers[0]?.voiceUrl.replace('/voice', '/elsewhere?to=b%20b&é=1') ?? '';
    const updated = await client.calls(sid).update({ url, method: 'POST' });
    expect(updated.sid).toBe(sid);
    await expect.poll(() => asked.map(({ path }) => path)).toContain('/elsewhere');
    expect(asked.every(({ isValid }) => isValid)).toBe(true);
  });

  test('redirects a call to TwiML made by the helper', async () => {
    const sid = await call('<Pause length="60"/>');
    const twiml = new twilio.twiml.VoiceResponse();
    twiml.reject({ reason: 'busy' });
    await client.calls(sid).update({ twiml: twiml.toString() });
    await expect.poll(() => emulator.control.phone(FAR).view()).toMatchObject({ state: 'idle', lastEnd: 'busy' });
  });

  test('ends a call', async () => {
    const sid = await call('<Say>Un instant.</Say><Pause length="60"/>');
    await expect.poll(async () => (await client.calls(sid).fetch()).status).toBe('in-progress');
    await client.calls(sid).update({ status: 'completed' });
    const ended = await client.calls(sid).fetch();
    expect(ended.status).toBe('completed');
    expect(ended.endTime).toBeInstanceOf(Date);
    expect(Number(ended.duration)).toBeGreaterThanOrEqual(0);
  });

  test.each([
    ['a call that never was', 404, 20404, async () => client.calls(`CA${'0'.repeat(32)}`).fetch()],
    [
      'a wrong secret',
      401,
      20003,
      async () => officialClient(emulator.url, account.accountSid, 'wrong', account.accountSid).calls.list(),
    ],
    [
      'another account',
      404,
      20404,
      async () =>
        officialClient(emulator.url, account.accountSid, account.authToken, `AC${'1'.repeat(32)}`).calls.list(),
    ],
    ['a resource that is not emulated', 404, 20404, async () => client.queues.list()],
  ])('%s: RestException %i, code %i', async (_, status, code, act) => {
    await expect(act()).rejects.toMatchObject({ status, code, moreInfo: `https://www.twilio.com/docs/errors/${code}` });
  });

  test('a call that is over: 21220', async () => {
    const sid = await call('<Reject/>');
    await expect.poll(() => emulator.control.phone(FAR).view().state).toBe('idle');
    await expect(client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({ status: 400, code: 21220 });
  });

  test('an unknown field of an update is refused by its name', async () => {
    const sid = await call('<Pause length="60"/>');
    await expect(client.calls(sid).update({ url: 'https://example.org/', fallbackMethod: 'GET' })).rejects.toThrow(
      'FallbackMethod',
    );
  });
});
