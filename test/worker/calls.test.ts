import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { ann, another, callSid, LINE, OUTSIDE } from './support/house.ts';
import { twiml, webhook } from './support/twilio.ts';

const ROOT = callSid(1);
const LEG = callSid(2);

const event = (params: Record<string, string>) => webhook('/events/call', params);
const leg = (CallStatus: string, more: Record<string, string> = {}) =>
  event({ CallSid: LEG, ParentCallSid: ROOT, CallStatus, ...more });

test('Ann calls a busy number: Recents says busy, and later stays so', async () => {
  const { browser, identity } = await ann();
  const From = `client:${identity}`;
  await twiml('/twiml/outgoing', { CallSid: ROOT, From, To: OUTSIDE });
  expect(await browser.outcome(ROOT)).toMatchObject({ direction: 'outbound', state: 'ringing', isFinal: false });
  await leg('initiated', { From: LINE, To: OUTSIDE });
  await leg('busy', { From: LINE, To: OUTSIDE, SipResponseCode: '486' });
  await twiml('/twiml/dial-ended?g=0', { CallSid: ROOT, From, DialCallStatus: 'busy' });
  await event({ CallSid: ROOT, From, CallStatus: 'completed', CallDuration: '0' });
  const [call] = await browser.recents();
  expect(call).toMatchObject({
    callSid: ROOT,
    party: { kind: 'number', number: OUTSIDE },
    state: 'busy',
    isFinal: true,
    answeredAt: null,
    talkSeconds: null,
  });
  expect(await browser.outcome(LEG)).toEqual(call);
});

test('Ann’s call is refused before it rings: her browser asks why by its own name for the call', async () => {
  const { browser, identity } = await ann();
  const Attempt = '3f0c9f3e-5a52-4c7e-9d0b-1f6f5f0f9a11';
  await twiml('/twiml/outgoing', { CallSid: ROOT, From: `client:${identity}`, To: '+33184880000', Attempt });
  await twiml('/twiml/outgoing', { CallSid: callSid(3), From: `client:${identity}`, To: OUTSIDE, Attempt });
  expect(await browser.outcome(Attempt)).toMatchObject({ callSid: ROOT, state: 'blocked', blockReason: 'country' });
});

test('Bob calls, Ann answers on her phone: her laptop knows where', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  await twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
  await leg('ringing', { From: OUTSIDE, To: `client:${phone.identity}` });
  await leg('in-progress', { From: OUTSIDE, To: `client:${phone.identity}` });
  expect(await browser.outcome(ROOT)).toMatchObject({
    state: 'in-progress',
    answeredBy: { device: 'Ann’s phone', isMe: true, isHere: false },
  });
  await leg('completed', { From: OUTSIDE, To: `client:${phone.identity}`, CallDuration: '41' });
  await twiml('/twiml/dial-ended?g=0', { CallSid: ROOT, DialCallStatus: 'completed', DialCallDuration: '41' });
  await event({ CallSid: ROOT, From: OUTSIDE, CallStatus: 'completed', CallDuration: '42' });
  const seen = { direction: 'inbound', state: 'completed', talkSeconds: 41, isFinal: true };
  const answeredBy = { device: 'Ann’s phone', isMe: true };
  expect(await browser.outcome(ROOT)).toMatchObject({ ...seen, answeredBy: { ...answeredBy, isHere: false } });
  expect(await phone.browser.outcome(LEG)).toMatchObject({ ...seen, answeredBy: { ...answeredBy, isHere: true } });
  await browser.send('DELETE', `/api/devices/${phone.id}`);
  expect(await browser.outcome(ROOT)).toMatchObject({ answeredBy });
});

test('Ann’s laptop calls her phone: outbound for one, inbound for the other', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  await twiml('/twiml/outgoing', { CallSid: ROOT, From: `client:${identity}`, To: phone.identity });
  expect((await browser.recents())[0]).toMatchObject({
    direction: 'outbound',
    party: { kind: 'device', identity: phone.identity, label: 'Ann’s phone' },
  });
  expect((await phone.browser.recents())[0]).toMatchObject({
    direction: 'inbound',
    party: { kind: 'device', identity, label: 'Ann’s laptop' },
  });
});

test('a blocked call is in Recents with its reason', async () => {
  const { browser, identity } = await ann();
  await twiml('/twiml/outgoing', { CallSid: ROOT, From: `client:${identity}`, To: '9-1-1' });
  await event({ CallSid: ROOT, From: `client:${identity}`, CallStatus: 'busy' });
  expect(await browser.outcome(ROOT)).toMatchObject({
    state: 'blocked',
    blockReason: 'emergency',
    party: { kind: 'unknown', dialed: '9-1-1' },
    isFinal: true,
  });
});

test.each(['', 'anonymous', '+266696687', 'Restricted', 'unavailable', ' Private ', 'blocked', '+86282452253'])(
  'a caller who sends %j in place of a number withheld it',
  async (From) => {
    const { browser } = await ann();
    await twiml('/handle_calls', { CallSid: ROOT, From, To: LINE });
    expect((await browser.outcome(ROOT)).party).toEqual({ kind: 'withheld' });
  },
);

test('a caller with an address that is no number is shown as they came', async () => {
  const { browser } = await ann();
  await twiml('/handle_calls', { CallSid: ROOT, From: 'sip:bob@example.com', To: LINE });
  expect((await browser.outcome(ROOT)).party).toEqual({ kind: 'unknown', dialed: 'sip:bob@example.com' });
});

test('what was stored survives the object’s eviction', async () => {
  const { browser } = await ann();
  await twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
  const before = await browser.recents();
  await evictDurableObject(env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace')));
  expect(await browser.recents()).toEqual(before);
});

test('a call that our storage missed the start of is still told, from its callbacks', async () => {
  const { browser } = await ann();
  await event({ CallSid: ROOT, From: OUTSIDE, To: LINE, CallStatus: 'completed', CallDuration: '3' });
  expect(await browser.outcome(ROOT)).toMatchObject({
    direction: 'inbound',
    state: 'missed',
    party: { kind: 'number', number: OUTSIDE },
  });
});

test('a call that nothing is known of is not found', async () => {
  const { browser } = await ann();
  for (const sid of [callSid(9), 'CA1', 'x', '%00']) {
    expect((await browser.send('GET', `/api/calls/${sid}/outcome`)).status).toBe(404);
  }
});
