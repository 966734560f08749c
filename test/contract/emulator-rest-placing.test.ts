import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LINE } from '../support/emulated-account.ts';
import { startAccountServer, type AccountServer } from '../support/account-server.ts';

const FAR = '+15145550123';
let server: AccountServer;
beforeAll(async () => {
  server = await startAccountServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.emulator.control.reset();
  server.asked.length = 0;
});

const far = () => server.emulator.control.phone(FAR);
const place = (more: object = {}) =>
  server.client.calls.create({ to: FAR, from: LINE, twiml: '<Response><Pause length="60"/></Response>', ...more });

describe('a call that the REST API places', () => {
  test('rings with the line’s number, and runs the TwiML when it is answered', async () => {
    const { sid, status, direction } = await place({
      twiml: undefined,
      url: `${server.url}/hello`,
      statusCallback: `${server.url}/progress`,
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    });
    expect({ status, direction }).toEqual({ status: 'queued', direction: 'outbound-api' });
    await expect.poll(() => far().view()).toMatchObject({ state: 'ringing', other: LINE, callSid: sid });
    far().answer();
    await expect
      .poll(() => server.asked.find(({ path }) => path === '/hello')?.params)
      .toMatchObject({
        CallSid: sid,
        CallStatus: 'in-progress',
        Direction: 'outbound-api',
        From: LINE,
        To: FAR,
      });
    // An empty document: the call is over.
    await expect
      .poll(() => server.asked.filter(({ path }) => path === '/progress').map(({ params }) => params['CallStatus']))
      .toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
    expect(server.asked.every(({ isValid }) => isValid)).toBe(true);
  });

  test('runs an app of the account', async () => {
    server.answers['/outgoing'] = '<Response><Pause length="60"/></Response>';
    await place({ twiml: undefined, applicationSid: server.account.applications[0]?.sid });
    await expect.poll(() => far().view().state).toBe('ringing');
    far().answer();
    await expect.poll(() => server.asked.map(({ path }) => path)).toContain('/outgoing');
  });

  test.each([
    ['busy', { number: '+18195550104' }, 'busy'],
    ['not in service', { number: '+15145559999' }, 'failed'],
    ['declined', { number: '+18195550106' }, 'busy'],
  ])('%s: the call says so', async (_, { number }, status) => {
    const { sid } = await place({ to: number });
    await expect.poll(async () => (await server.client.calls(sid).fetch()).status).toBe(status);
  });

  test('a Device nobody registered does not answer', async () => {
    const { sid, to } = await place({ to: 'client:nobody?line=a%20b' });
    expect(to).toBe('client:nobody');
    await expect.poll(async () => (await server.client.calls(sid).fetch()).status).toBe('no-answer');
  });

  test('it ends when its time is over, also when that is said later', async () => {
    const { sid } = await place();
    await expect.poll(() => far().view().state).toBe('ringing');
    far().answer();
    await expect.poll(() => far().view().state).toBe('in-call');
    await server.client.calls(sid).update({ timeLimit: 1 });
    await expect.poll(() => far().view(), { timeout: 3000 }).toMatchObject({ state: 'idle', lastEnd: 'hung-up-there' });
    const short = await place({ timeLimit: 1 });
    await expect.poll(() => far().view().state).toBe('ringing');
    far().answer();
    await expect
      .poll(async () => (await server.client.calls(short.sid).fetch()).status, { timeout: 3000 })
      .toBe('completed');
  });

  test.each([
    ['a From that is not the account’s', 21210, { from: '+15145550199' }],
    ['a To that is no number', 21211, { to: '555' }],
    ['an app that is not there', 21218, { twiml: undefined, applicationSid: `AP${'1'.repeat(32)}` }],
    ['no TwiML at all', 20001, { twiml: undefined }],
    ['TwiML twice', 20001, { url: 'https://example.org/' }],
    [
      'an event that Twilio does not have',
      20001,
      { statusCallback: 'https://example.org/', statusCallbackEvent: ['ended'] },
    ],
    ['a field that is not emulated', 20001, { machineDetection: 'Enable' }],
    ['a Timeout of a second', 20001, { timeout: 1 }],
  ])('%s: %i', async (_, code, more) => {
    await expect(place(more)).rejects.toMatchObject({ status: 400, code });
  });
});
