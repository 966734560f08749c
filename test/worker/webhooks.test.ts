import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import * as v from 'valibot';
import * as protocol from '../../worker/protocol.ts';
import { ann, another, ask, callSid, LINE, NEXT_AUTH_TOKEN, OUTSIDE, PUBLIC_URL } from './support/house.ts';
import { brokenBindings, withVariables } from './support/faults.ts';
import { sign, twiml, webhook } from './support/twilio.ts';

const PATHS = ['/twiml/outgoing', '/handle_calls', '/twiml/dial-ended?g=0', '/twiml/fallback', '/events/call'];
const CALL = { CallSid: callSid(1), From: OUTSIDE, To: LINE, CallStatus: 'completed', DialCallStatus: 'completed' };
const HOUR_MS = 3_600_000;
/** Who rings, in order. */
const rings = (answer: string) => [...answer.matchAll(/<Identity>(.*?)<\/Identity>/g)].map(([, identity]) => identity);
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

test.each(PATHS)('%s answers Twilio', async (path) => {
  expect((await webhook(path, CALL)).status).toBeLessThan(300);
});

test.each(PATHS)('%s answers Twilio while the auth token is being rotated', async (path) => {
  expect((await webhook(path, CALL, { authToken: NEXT_AUTH_TOKEN })).status).toBeLessThan(300);
});

test.each(PATHS)('%s refuses everybody else', async (path) => {
  const body = new URLSearchParams(CALL).toString();
  expect((await ask(path, { method: 'POST', headers: FORM, body })).status).toBe(403);
  expect((await ask(path, { method: 'GET' })).status).toBe(403);
  expect((await webhook(path, CALL, { authToken: 'an api secret for tests' })).status).toBe(403);
  const replay = new URLSearchParams({ ...CALL, To: '+19005551234' }).toString();
  expect((await webhook(path, CALL, { body: replay })).status).toBe(403);
  expect((await webhook(path, CALL, { body: `${body}&To=%2B19005551234` })).status).toBe(403);
  for (const signature of ['', 'x', '='.repeat(28), 'A'.repeat(27) + '=', 'A'.repeat(5000)])
    expect((await webhook(path, CALL, { headers: { 'X-Twilio-Signature': signature } })).status).toBe(403);
});

test('a signature with any one bit wrong is refused', async () => {
  const good = await sign(`${PUBLIC_URL}/twiml/fallback`, CALL);
  const bytes = Uint8Array.from(atob(good), (character) => character.charCodeAt(0));
  for (let bit = 0; bit < 160; bit += 1) {
    const bad = Uint8Array.from(bytes, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    const signature = btoa(String.fromCharCode(...bad));
    const { status } = await webhook('/twiml/fallback', CALL, { headers: { 'X-Twilio-Signature': signature } });
    expect(status).toBe(403);
  }
});

test('forged Host and X-Forwarded headers change nothing', async () => {
  const forged = {
    Host: 'evil.example',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'http',
    'X-Original-URL': '/evil',
    Forwarded: 'host=evil.example',
  };
  const honest = await twiml('/handle_calls', CALL);
  expect(await twiml('/handle_calls', CALL, { headers: forged })).toBe(honest);
  const signature = await sign('https://evil.example/handle_calls', CALL);
  const headers = { ...forged, 'X-Twilio-Signature': signature };
  expect((await webhook('/handle_calls', CALL, { headers })).status).toBe(403);
});

test('a request to another host is believed only when it was signed for ours', async () => {
  const elsewhere = 'https://evil.example/handle_calls';
  const body = new URLSearchParams(CALL).toString();
  const post = async (signedUrl: string) => {
    const headers = { ...FORM, 'X-Twilio-Signature': await sign(signedUrl, CALL) };
    return (await ask(elsewhere, { method: 'POST', headers, body })).status;
  };
  expect(await post(`${PUBLIC_URL}/handle_calls`)).toBe(200);
  expect(await post(elsewhere)).toBe(403);
});

test('the query is part of what is signed', async () => {
  const signature = await sign(`${PUBLIC_URL}/twiml/dial-ended?g=0`, CALL);
  const headers = { 'X-Twilio-Signature': signature };
  expect((await webhook('/twiml/dial-ended?g=1', CALL, { headers })).status).toBe(403);
});

test('Twilio may sign the port of https', async () => {
  const signature = await sign('https://phone.example:443/handle_calls', CALL);
  expect((await webhook('/handle_calls', CALL, { headers: { 'X-Twilio-Signature': signature } })).status).toBe(200);
});

test('repeated keys are signed by their distinct values in order', async () => {
  const params: [string, string][] = [...Object.entries(CALL), ['X', 'b'], ['X', 'a'], ['X', 'b']];
  expect((await webhook('/handle_calls', params)).status).toBe(200);
});

test('a body over 64 KB is refused before anything is believed', async () => {
  const response = await webhook('/handle_calls', { ...CALL, CallerName: 'x'.repeat(64 * 1024) });
  expect(response.status).toBe(413);
});

test('a signed request that is no call is a bad request', async () => {
  for (const CallSid of ['', 'CA1', 'XX' + '0'.repeat(32)])
    expect((await webhook('/handle_calls', { ...CALL, CallSid })).status).toBe(400);
});

test('with nobody signed in, a caller hears a polite sentence in the line’s language', async () => {
  const answer = await twiml('/handle_calls', CALL);
  expect(answer).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="fr-CA">Bonjour. Personne ne peut répondre pour le moment. ' +
      'Merci de rappeler plus tard.</Say><Hangup/></Response>',
  );
  expect(await twiml('/handle_calls', CALL, { bindings: withVariables({ LINE_LANGUAGE: 'en-GB' }) })).toContain(
    '<Say language="en-GB">Hello.',
  );
});

test('a call from outside rings every device, last seen first', async () => {
  const clock = vi.spyOn(Date, 'now');
  const now = Date.now();
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const answer = await twiml('/handle_calls', { ...CALL, CallerName: 'Bob & <Sons>' });
  const client = (name: string) =>
    '<Client statusCallback="https://phone.example/events/call" statusCallbackEvent="initiated ringing answered completed">' +
    `<Identity>${name}</Identity><Parameter name="conversation" value="${callSid(1)}"/><Parameter name="line" value="${LINE}"/>` +
    '<Parameter name="caller_name" value="Bob &amp; &lt;Sons&gt;"/></Client>';
  expect(answer).toContain(
    '<Dial answerOnBridge="true" timeout="25" timeLimit="14400" action="https://phone.example/twiml/dial-ended?g=0">',
  );
  expect(answer).toContain(client(identity));
  expect(answer).toContain(client(phone.identity));
  expect(answer.match(/<Client /g)).toHaveLength(2);
  clock.mockReturnValue(now + 2 * HOUR_MS);
  await phone.browser.send('GET', '/api/session');
  expect(rings(await twiml('/handle_calls', { ...CALL, CallSid: callSid(2) }))).toEqual([phone.identity, identity]);
  clock.mockReturnValue(now + 3 * HOUR_MS);
  await browser.send('GET', '/api/session');
  expect(rings(await twiml('/handle_calls', { ...CALL, CallSid: callSid(3) }))).toEqual([identity, phone.identity]);
  // Twilio's repeat of an earlier question.
  expect(await twiml('/handle_calls', { ...CALL, CallerName: 'Bob & <Sons>' })).toBe(answer);
});

test('“last seen” is good to the minute: a device that was just seen is not written down again', async () => {
  const clock = vi.spyOn(Date, 'now');
  const now = Date.now();
  const { browser, id } = await ann();
  const seenAt = async (at: number) => {
    clock.mockReturnValue(at);
    const { devices } = v.parse(protocol.Devices, await (await browser.send('GET', '/api/devices')).json());
    return Date.parse(devices.find((device) => device.id === id)?.seenAt ?? '');
  };
  const first = await seenAt(now);
  expect(await seenAt(first + 59_999)).toBe(first);
  expect(await seenAt(first + 60_000)).toBe(first + 60_000);
});

test('KV’s copy rings in an order that changes only with its members: the newest device first', async () => {
  const clock = vi.spyOn(Date, 'now');
  const now = Date.now();
  const { browser, identity } = await ann();
  clock.mockReturnValue(now + HOUR_MS);
  const phone = await another(browser, 'Ann’s phone');
  clock.mockReturnValue(now + 2 * HOUR_MS);
  await browser.send('POST', '/api/token');
  const bindings = brokenBindings({ object: 'throws' });
  expect(rings(await twiml('/handle_calls', CALL, { bindings, isPrompt: true }))).toEqual([phone.identity, identity]);
});

test('a device whose session is over does not ring, is not listed and is not called', async () => {
  const clock = vi.spyOn(Date, 'now');
  const now = Date.now();
  const { browser, identity } = await ann();
  clock.mockReturnValue(now + 200 * 24 * HOUR_MS);
  const phone = await another(browser, 'Ann’s phone');
  clock.mockReturnValue(now + 370 * 24 * HOUR_MS);
  expect(rings(await twiml('/handle_calls', CALL))).toEqual([phone.identity]);
  const { devices } = v.parse(protocol.Devices, await (await phone.browser.send('GET', '/api/devices')).json());
  expect(devices).toMatchObject([{ id: phone.id }]);
  const dials = (n: number, from: string, To: string) =>
    twiml('/twiml/outgoing', { CallSid: callSid(n), From: `client:${from}`, To });
  expect(await dials(2, phone.identity, identity)).toContain('<Reject');
  expect(await dials(3, identity, OUTSIDE)).toContain('<Reject');
  await phone.browser.send('POST', '/api/token');
  expect(await env.IDENTITIES.get('ring')).toBe(JSON.stringify([phone.identity]));
});

test('at most ten devices ring at once', async () => {
  const { browser } = await ann();
  for (let i = 0; i < 10; i += 1) await another(browser, `Phone ${String(i)}`);
  expect((await twiml('/handle_calls', CALL)).match(/<Client /g)).toHaveLength(10);
});

test('a device dials a number: from the line, for four hours at most, whatever else the browser sends', async () => {
  const { identity } = await ann();
  const params = {
    ...CALL,
    From: `client:${identity}`,
    To: '(514) 555-0123',
    callerId: '+19005551234',
    timeLimit: '9',
  };
  expect(await twiml('/twiml/outgoing', params)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Dial answerOnBridge="true" callerId="+18195550100" timeout="30" ' +
      'timeLimit="14400" action="https://phone.example/twiml/dial-ended?g=0"><Number ' +
      'statusCallback="https://phone.example/events/call" statusCallbackEvent="initiated ringing answered completed">' +
      '+15145550123</Number></Dial></Response>',
  );
});

test('a device dials another device', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const answer = await twiml('/twiml/outgoing', { ...CALL, From: `client:${identity}`, To: phone.identity });
  expect(answer).toContain(`callerId="client:${identity}"`);
  expect(answer).toContain(`<Identity>${phone.identity}</Identity>`);
});

test('a question that Twilio repeats hears the same answer, whatever happened meanwhile', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const question = { ...CALL, From: `client:${identity}`, To: phone.identity };
  const answer = await twiml('/twiml/outgoing', question);
  await browser.send('DELETE', `/api/devices/${phone.id}`);
  expect(await twiml('/twiml/outgoing', question)).toBe(answer);
  expect(await twiml('/twiml/outgoing', { ...question, CallSid: callSid(2) })).toContain('<Reject');
});

test('nobody but a signed-in device can dial', async () => {
  const { browser, identity, id } = await ann();
  await browser.send('DELETE', `/api/devices/${id}`);
  for (const From of [`client:${identity}`, identity, OUTSIDE, 'client:', 'client:a b', 'client:p_nobody', ''])
    expect(await twiml('/twiml/outgoing', { ...CALL, From, To: OUTSIDE })).toContain('<Reject reason="rejected"/>');
});

test('the sixth call at once is refused, and Twilio’s repeat of an earlier question is not', async () => {
  const { browser, identity } = await ann();
  const dial = (n: number) =>
    twiml('/twiml/outgoing', { CallSid: callSid(n), From: `client:${identity}`, To: OUTSIDE });
  for (let n = 1; n <= 5; n += 1) expect(await dial(n)).toContain('<Number');
  expect(await dial(6)).toContain('<Reject');
  expect(await dial(5)).toContain('<Number');
  expect((await browser.outcome(callSid(6))).blockReason).toBe('too-many-calls');
  await webhook('/events/call', { CallSid: callSid(1), CallStatus: 'completed' });
  expect(await dial(7)).toContain('<Number');
});

test('five calls whose end Twilio never told do not keep a device from calling', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const clock = vi.spyOn(Date, 'now');
  const now = Date.now();
  clock.mockReturnValue(now);
  const dial = (n: number, from: string) =>
    twiml('/twiml/outgoing', { CallSid: callSid(n), From: `client:${from}`, To: OUTSIDE });
  for (let n = 1; n <= 5; n += 1) await dial(n, identity);
  expect(await dial(6, phone.identity)).toContain('<Reject');
  clock.mockReturnValue(now + 59_999);
  expect(await dial(15, identity)).toContain('<Reject');
  clock.mockReturnValue(now + 60_000);
  expect(await dial(7, phone.identity)).toContain('<Reject');
  expect(await dial(8, identity)).toContain('<Number');
  // What comes late about one of the five does not bring it back to life.
  await webhook('/events/call', { CallSid: callSid(9), ParentCallSid: callSid(1), CallStatus: 'in-progress' });
  for (let n = 10; n <= 13; n += 1) expect(await dial(n, phone.identity)).toContain('<Number');
  expect(await dial(14, phone.identity)).toContain('<Reject');
});

test('a caller whom nobody answered hears a sentence; a stale action is answered with nothing', async () => {
  const end = (g: string, DialCallStatus: string, From = OUTSIDE) =>
    twiml(`/twiml/dial-ended${g}`, { CallSid: callSid(1), From, To: LINE, DialCallStatus });
  const nothing = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
  await twiml('/handle_calls', CALL);
  expect(await end('?g=1', 'no-answer')).toBe(nothing);
  expect(await end('', 'no-answer')).toBe(nothing);
  expect(await end('?g=x', 'no-answer')).toBe(nothing);
  expect(await end('?g=0', 'no-answer')).toContain('<Say');
  expect(await end('?g=0', 'completed')).toBe(nothing);
  expect(await end('?g=0', 'busy', 'client:p_ann')).toBe(nothing);
});

test('the fallback rings whom KV knows, and needs nothing else', async () => {
  const { identity } = await ann();
  const bindings = brokenBindings({ object: 'throws' });
  const unanswered = { CallSid: callSid(1), From: OUTSIDE, To: LINE, ErrorUrl: `${PUBLIC_URL}/handle_calls` };
  expect(await twiml('/twiml/fallback', unanswered, { bindings })).toContain(`<Identity>${identity}</Identity>`);
  expect(await twiml('/twiml/fallback', { ...unanswered, From: `client:${identity}` })).toContain('<Say');
});

test('after a Dial the fallback rings nobody again: who talked hears nothing, whom nobody answered a sentence', async () => {
  const { identity } = await ann();
  const nothing = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
  const falls = (more: Record<string, string>) =>
    twiml('/twiml/fallback', { CallSid: callSid(1), From: OUTSIDE, To: LINE, ...more });
  const ErrorUrl = `${PUBLIC_URL}/twiml/dial-ended?g=0`;
  expect(await falls({ ErrorUrl })).toBe(nothing);
  expect(await falls({ ErrorUrl, DialCallStatus: 'completed' })).toBe(nothing);
  expect(await falls({ DialCallStatus: 'completed' })).toBe(nothing);
  expect(await falls({ DialCallStatus: 'answered' })).toBe(nothing);
  expect(await falls({ DialCallStatus: 'answered', From: `client:${identity}` })).toBe(nothing);
  expect(await falls({ ErrorUrl, DialCallStatus: 'no-answer' })).toContain('Personne ne peut répondre');
  expect(await falls({ ErrorUrl, DialCallStatus: 'no-answer' })).not.toContain('<Client');
});
