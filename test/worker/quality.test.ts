import { expect, test } from 'vitest';
import * as v from 'valibot';
import * as protocol from '../../worker/protocol.ts';
import { ann, another, type Browser, callSid, errorCode, OUTSIDE } from './support/house.ts';
import { colleague, dialed, inStorage, ledgerOf } from './support/history.ts';
import { LINE } from './support/house.ts';
import { twiml, webhook } from './support/twilio.ts';

const GOOD = { worst: 'good', cause: null, mos: 4.4, rttMs: 40, jitterMs: 3, lossPercent: 0 };
const POOR = { worst: 'poor', cause: 'loss', mos: 2.6, rttMs: 300, jitterMs: 40, lossPercent: 6 };

const tells = (browser: Browser, sid: string, quality: unknown) =>
  browser.send('PUT', `/api/calls/${sid}/quality`, quality);
const read = async (browser: Browser, sid: string) =>
  v.parse(protocol.CallDetail, await (await browser.send('GET', `/api/calls/${sid}`)).json()).quality;

/** Somebody outside calls, and the device of this identity answers; returns the conversation's SID and its leg's. */
async function answered(identity: protocol.Identity) {
  const [CallSid, leg] = [callSid(1), callSid(2)];
  await twiml('/handle_calls', { CallSid, From: OUTSIDE, To: LINE });
  const said = { CallSid: leg, ParentCallSid: CallSid, From: OUTSIDE, To: `client:${identity}` };
  await webhook('/events/call', { ...said, CallStatus: 'in-progress' });
  await webhook('/events/call', { ...said, CallStatus: 'completed', CallDuration: '30' });
  return { root: CallSid, leg };
}

test('whoever placed a call tells how it sounded, and its detail shows it', async () => {
  const { browser, identity } = await ann();
  const sid = await dialed(1, identity, OUTSIDE);
  expect(await read(browser, sid)).toBeNull();
  expect((await tells(browser, sid, POOR)).status).toBe(204);
  expect(await read(browser, sid)).toEqual(POOR);
});

test('whoever answered tells it by the SID of their own leg', async () => {
  const { browser, identity } = await ann();
  const { root, leg } = await answered(identity);
  expect((await tells(browser, leg, GOOD)).status).toBe(204);
  expect(await read(browser, root)).toEqual(GOOD);
});

test('a device that may answer is believed before Twilio told that it did', async () => {
  const { browser } = await ann();
  await twiml('/handle_calls', { CallSid: callSid(1), From: OUTSIDE, To: LINE });
  await browser.send('POST', `/api/calls/${callSid(1)}/answering`);
  expect((await tells(browser, callSid(1), GOOD)).status).toBe(204);
});

test('a device that only rang, and one of somebody else, are not believed', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const marie = await colleague(browser, 'marie', 'Marie');
  const { root } = await answered(identity);
  for (const other of [phone, marie]) expect(await errorCode(await tells(other.browser, root, POOR))).toBe('not_found');
  expect(await read(browser, root)).toBeNull();
});

test('of several reports the worst stays, whatever their order and however often they come', async () => {
  const { browser, identity } = await ann();
  for (const [n, order] of [
    [GOOD, POOR, GOOD],
    [POOR, GOOD, POOR],
    [POOR, POOR, GOOD],
  ].entries()) {
    const sid = await dialed(n + 1, identity, OUTSIDE);
    for (const quality of order) expect((await tells(browser, sid, quality)).status).toBe(204);
    expect(await read(browser, sid)).toEqual(POOR);
  }
});

test('a report that says nothing new changes nothing, and nobody is told', async () => {
  const { browser, identity } = await ann();
  const sid = await dialed(1, identity, OUTSIDE);
  await tells(browser, sid, POOR);
  const before = await ledgerOf(sid);
  await tells(browser, sid, POOR);
  await tells(browser, sid, GOOD);
  expect(await ledgerOf(sid)).toEqual(before);
});

test.each([
  ['a level of its own', { ...GOOD, worst: 'excellent' }],
  ['a cause of its own', { ...POOR, cause: '<script>' }],
  ['a score beyond the scale', { ...GOOD, mos: 9 }],
  ['a score that is no number', { ...GOOD, mos: '4' }],
  ['a negative delay', { ...GOOD, rttMs: -1 }],
  ['more lost than there was', { ...POOR, lossPercent: 101 }],
  ['more than it is asked for', { ...GOOD, note: 'x' }],
  ['less than it is asked for', { worst: 'good' }],
])('%s is refused', async (_, quality) => {
  const { browser, identity } = await ann();
  const sid = await dialed(1, identity, OUTSIDE);
  expect(await errorCode(await tells(browser, sid, quality))).toBe('bad_request');
  expect(await read(browser, sid)).toBeNull();
});

test('of a call that nobody knows, and of one that was erased, nothing is kept', async () => {
  const { browser, identity } = await ann();
  expect(await errorCode(await tells(browser, callSid(9), GOOD))).toBe('not_found');
  expect(await errorCode(await tells(browser, 'x', GOOD))).toBe('not_found');
  const sid = await dialed(1, identity, OUTSIDE);
  await browser.send('DELETE', `/api/calls/${sid}`);
  expect(await errorCode(await tells(browser, sid, GOOD))).toBe('not_found');
});

test('a device tries its connection: it hears a sentence for a few seconds, and history never hears of it', async () => {
  const { browser, identity } = await ann();
  const call = { CallSid: callSid(1), From: `client:${identity}`, Check: '1' };
  const answer = await twiml('/twiml/outgoing', call);
  expect(answer).toMatch(
    /^<\?xml.*<Response><Say language="fr-CA">.*<\/Say><Pause length="6"\/><Hangup\/><\/Response>$/,
  );
  expect(await twiml('/twiml/outgoing', call)).toBe(answer);
  await webhook('/events/call', { ...call, CallStatus: 'completed', CallDuration: '9' });
  expect(await browser.recents()).toEqual([]);
  expect(await inStorage((sql) => sql.exec('SELECT count(*) AS n FROM conversation').one())).toEqual({ n: 0 });
});

test('a device that was cut off, and whoever is none of ours, tries nothing', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  await browser.send('DELETE', `/api/devices/${phone.id}`);
  for (const From of [`client:${phone.identity}`, 'client:stranger', OUTSIDE])
    expect(await twiml('/twiml/outgoing', { CallSid: callSid(1), From, Check: '1' })).toContain('<Reject');
});
