import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { ann, another, callSid, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { brokenBindings, lateWorkDone } from './support/faults.ts';
import { missed } from './support/history.ts';
import { twiml, webhook } from './support/twilio.ts';

const CALL = { CallSid: callSid(1), From: OUTSIDE, To: LINE };

/** What hangs is given up after four seconds, and what throws is tried for six: whoever waited for that comes later than this. */
const PROMPT_MS = 3000;

/** The answer, which must not have waited for storage to its end. */
async function promptly(path: string, params: Record<string, string>, bindings: Cloudflare.Env): Promise<string> {
  const startedAt = performance.now();
  const response = await webhook(path, params, { bindings, isPrompt: true });
  expect(performance.now() - startedAt).toBeLessThan(PROMPT_MS);
  expect(response.status).toBe(200);
  return response.text();
}

test.each(['throws', 'hangs'] as const)('a call from outside still rings when the object %s', async (object) => {
  const { identity } = await ann();
  expect(await promptly('/handle_calls', CALL, brokenBindings({ object }))).toContain(
    `<Identity>${identity}</Identity>`,
  );
});

test.each(['throws', 'hangs'] as const)('a call from outside still rings when KV %s', async (directory) => {
  const { identity } = await ann();
  const answer = await promptly('/handle_calls', CALL, brokenBindings({ directory }));
  expect(answer).toContain(`<Identity>${identity}</Identity>`);
});

test.each(['throws', 'hangs'] as const)('with all storage down (%s) callers hear a sentence', async (fault) => {
  const { identity } = await ann();
  const bindings = brokenBindings({ object: fault, directory: fault });
  expect(await promptly('/handle_calls', CALL, bindings)).toContain('Personne ne peut répondre');
  expect(await promptly('/twiml/fallback', CALL, bindings)).toContain('Personne ne peut répondre');
  const ours = { ...CALL, From: `client:${identity}`, To: OUTSIDE };
  expect(await promptly('/twiml/outgoing', ours, bindings)).toContain('l’appel ne peut pas être passé');
  const ended = { ...CALL, DialCallStatus: 'no-answer' };
  expect(await promptly('/twiml/dial-ended?g=0', ended, bindings)).toContain('Personne ne peut répondre');
  expect(await promptly('/twiml/dial-ended?g=1', ended, bindings)).toContain('<Response/>');
});

test('what the object learned too late to answer in time is written down all the same', async () => {
  const { browser, identity } = await ann();
  const bindings = brokenBindings({ object: 'is late' });
  const answer = await webhook('/handle_calls', CALL, { bindings });
  expect(await answer.text()).toContain(`<Identity>${identity}</Identity>`);
  expect(await browser.outcome(CALL.CallSid)).toMatchObject({ state: 'ringing' });
  await webhook('/twiml/dial-ended?g=0', { ...CALL, DialCallStatus: 'no-answer' }, { bindings });
  expect(await browser.outcome(CALL.CallSid)).toMatchObject({ state: 'missed' });
});

test('a call that was refused because the object was late is not written down as dialled', async () => {
  const { browser, identity } = await ann();
  const bindings = brokenBindings({ object: 'is late' });
  const params = { ...CALL, From: `client:${identity}`, To: OUTSIDE };
  expect(await twiml('/twiml/outgoing', params, { bindings })).toContain('l’appel ne peut pas être passé');
  await lateWorkDone();
  expect(await browser.recents()).toEqual([]);
  expect(await twiml('/twiml/outgoing', { ...params, CallSid: callSid(2) })).toContain('<Number');
  expect(await browser.recents()).toMatchObject([{ callSid: callSid(2) }]);
});

test('a call that the object decided, and told too late, has failed; what was missed waits for a call that is placed', async () => {
  const { browser, identity } = await ann();
  const missedCall = await missed(1);
  const bindings = brokenBindings({ object: (method) => (method === 'dial' ? 'tells late' : null) });
  const params = { CallSid: callSid(2), From: `client:${identity}`, To: OUTSIDE };
  expect(await twiml('/twiml/outgoing', params, { bindings })).toContain('l’appel ne peut pas être passé');
  await webhook('/events/call', { ...params, To: '', CallStatus: 'completed', CallDuration: '5' });
  expect(await browser.calls()).toMatchObject({
    calls: [
      { callSid: callSid(2), state: 'failed', isFinal: true, party: { number: OUTSIDE } },
      { callSid: missedCall, isUnread: true },
    ],
    unread: 1,
  });

  await twiml('/twiml/outgoing', { ...params, CallSid: callSid(3) });
  expect(await browser.calls()).toMatchObject({ unread: 1 });
  const leg = { CallSid: callSid(4), ParentCallSid: callSid(3), From: LINE, To: OUTSIDE };
  await webhook('/events/call', { ...leg, CallStatus: 'initiated' });
  expect(await browser.calls()).toMatchObject({ unread: 0 });
});

test('a caller who rings by KV’s copy, as the object was late, is not turned away: it has decided nothing', async () => {
  const { browser, identity } = await ann();
  await browser.send('PUT', `/api/blocked/${encodeURIComponent(OUTSIDE)}`);
  const bindings = brokenBindings({ object: 'is late' });
  expect(await twiml('/handle_calls', CALL, { bindings })).toContain(`<Identity>${identity}</Identity>`);
  expect(await twiml('/handle_calls', CALL)).toContain(`<Identity>${identity}</Identity>`);
  expect(await browser.recents()).toMatchObject([{ state: 'ringing', blockReason: null, party: { number: OUTSIDE } }]);
});

test('a blocked caller who rings all the same, as the object told too late, and is answered: they talk', async () => {
  const { browser, identity } = await ann();
  await browser.send('PUT', `/api/blocked/${encodeURIComponent(OUTSIDE)}`);
  const bindings = brokenBindings({ object: 'tells late' });
  expect(await twiml('/handle_calls', CALL, { bindings })).toContain(`<Identity>${identity}</Identity>`);
  expect(await browser.recents()).toMatchObject([{ state: 'blocked' }]);
  const leg = { CallSid: callSid(2), ParentCallSid: CALL.CallSid, From: OUTSIDE, To: `client:${identity}` };
  await webhook('/events/call', { ...leg, CallStatus: 'in-progress' });
  expect(await browser.recents()).toMatchObject([{ state: 'in-progress', answeredBy: { isHere: true } }]);
  expect(await errorCode(await browser.send('DELETE', `/api/calls/${CALL.CallSid}`))).toBe('still_going');
  await twiml('/twiml/dial-ended?g=0', { ...CALL, DialCallStatus: 'completed', DialCallDuration: '9' });
  expect(await browser.recents()).toMatchObject([{ state: 'completed', talkSeconds: 9 }]);
});

test('a status callback is not thanked for before it is stored, which is tried again for a while', async () => {
  const { browser } = await ann();
  let isBroken = true;
  const bindings = brokenBindings({ object: () => (isBroken ? 'throws' : null) });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const response = webhook('/events/call', { ...CALL, CallStatus: 'completed' }, { bindings });
  await vi.advanceTimersByTimeAsync(4000);
  isBroken = false;
  await vi.advanceTimersByTimeAsync(2500);
  expect((await response).status).toBe(503);
  vi.useRealTimers();
  expect(await browser.outcome(CALL.CallSid)).toMatchObject({ state: 'missed' });
});

test('a status callback that is stored at the second try is thanked for', async () => {
  const { browser } = await ann();
  let tries = 0;
  const bindings = brokenBindings({ object: () => ((tries += 1) === 1 ? 'throws' : null) });
  expect((await webhook('/events/call', { ...CALL, CallStatus: 'completed' }, { bindings })).status).toBe(204);
  expect(await browser.recents()).toMatchObject([{ callSid: CALL.CallSid, state: 'missed' }]);
});

test('what KV last knew does not count while the object answers', async () => {
  const { browser, identity } = await ann();
  const gone = await another(browser, 'Ann’s old phone');
  await browser.send('DELETE', `/api/devices/${gone.id}`);
  await env.IDENTITIES.put('ring', JSON.stringify([gone.identity]));
  const answer = await promptly('/handle_calls', CALL, env);
  expect(answer).toContain(identity);
  expect(answer).not.toContain(gone.identity);
});

test('a signed-in person is told that storage is down', async () => {
  const { browser } = await ann();
  browser.bindings = brokenBindings({ object: 'throws' });
  const response = await browser.send('POST', '/api/token');
  expect(response.status).toBe(503);
  expect(response.headers.get('Retry-After')).toBe('5');
  expect(await errorCode(response)).toBe('unavailable');
});

test('health says which storage is down', async () => {
  const { browser } = await ann();
  expect(await (await browser.send('GET', '/api/health')).json()).toEqual({ ok: true, object: true, directory: true });
  browser.bindings = brokenBindings({ directory: 'hangs' });
  expect(await (await browser.send('GET', '/api/health')).json()).toEqual({
    ok: false,
    object: true,
    directory: false,
  });
});

test('a ring set that KV did not take is copied at the next chance', async () => {
  const { browser, identity } = await ann();
  browser.bindings = brokenBindings({ writes: 'throws' });
  const phone = await another(browser, 'Ann’s phone');
  await browser.send('DELETE', `/api/devices/${phone.id}`);
  expect(await env.IDENTITIES.get('ring')).toContain(phone.identity);
  browser.bindings = env;
  await browser.send('POST', '/api/token');
  expect(await env.IDENTITIES.get('ring')).toBe(JSON.stringify([identity]));
});

test('KV is written only when the ring set changed', async () => {
  const { browser } = await ann();
  await env.IDENTITIES.put('ring', '["p_written_by_hand"]');
  await browser.registers('Ann’s laptop, renamed');
  await browser.send('POST', '/api/token');
  expect(await env.IDENTITIES.get('ring')).toBe('["p_written_by_hand"]');
});

test('a copy in KV that cannot be read does not keep a call from being answered', async () => {
  await env.IDENTITIES.put('ring', '{"not":"a ring set"}');
  const bindings = brokenBindings({ object: 'throws' });
  expect(await twiml('/handle_calls', CALL, { bindings, isPrompt: true })).toContain('<Say');
});
