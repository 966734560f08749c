import { expect, test } from 'vitest';
import { ann, another, callSid, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { colleague, dialed, inStorage, ledgerOf, missed, page, sids } from './support/history.ts';
import { twiml, webhook } from './support/twilio.ts';

const OTHER = '+15145550199';

test('history comes in pages, newest first, each beginning where the one before ended', async () => {
  const { browser } = await ann();
  for (let n = 1; n <= 7; n += 1) await missed(n);
  const first = await page(browser, '?limit=3');
  expect(first.calls.map((call) => call.callSid)).toEqual([7, 6, 5].map(callSid));
  const second = await page(browser, `?limit=3&before=${String(first.next)}`);
  expect(second.calls.map((call) => call.callSid)).toEqual([4, 3, 2].map(callSid));
  const last = await page(browser, `?limit=3&before=${String(second.next)}`);
  expect(last).toMatchObject({ next: null, calls: [{ callSid: callSid(1) }] });
});

test('a page that ends exactly at the end says that there is no other', async () => {
  const { browser } = await ann();
  for (let n = 1; n <= 3; n += 1) await missed(n);
  expect((await page(browser, '?limit=3')).next).toBeNull();
});

test('a call that arrives between two pages moves nothing', async () => {
  const { browser } = await ann();
  for (let n = 1; n <= 4; n += 1) await missed(n);
  const { next } = await page(browser, '?limit=2');
  await missed(5);
  expect(await sids(browser, `?limit=2&before=${String(next)}`)).toEqual([2, 1].map(callSid));
});

test.each([
  ['?filter=all', [5, 4, 3, 2, 1]],
  ['?filter=missed', [4, 1]],
  ['?filter=inbound', [4, 3, 1]],
  ['?filter=outbound', [5, 2]],
  ['?filter=voicemail', []],
  [`?line=${encodeURIComponent(LINE)}`, [5, 4, 3, 2, 1]],
  [`?line=${encodeURIComponent(OTHER)}`, []],
  [`?filter=missed&line=${encodeURIComponent(LINE)}`, [4, 1]],
])('history filtered by %s', async (query, expected) => {
  const { browser, identity } = await ann();
  await missed(1);
  await dialed(2, identity, OTHER);
  await twiml('/handle_calls', { CallSid: callSid(3), From: OUTSIDE, To: LINE });
  await missed(4, OUTSIDE);
  await dialed(5, identity, OTHER);
  expect(await sids(browser, query)).toEqual(expected.map(callSid));
});

test.each(['?limit=0', '?limit=201', '?limit=x', '?before=-1', '?filter=others', '?line=abc', `?q=${'a'.repeat(101)}`])(
  'a question that makes no sense is refused: %s',
  async (query) => {
    const { browser } = await ann();
    expect(await errorCode(await browser.send('GET', `/api/calls${query}`))).toBe('bad_request');
  },
);

test('a call between two of us is read by those two, in every filter; each sees the other', async () => {
  const { browser: owner, identity } = await ann();
  const marie = await colleague(owner, 'marie', 'Marie');
  const luc = await colleague(owner, 'luc0', 'Luc');
  const sid = await dialed(1, identity, 'person:marie');
  expect(await page(owner)).toMatchObject({ calls: [{ callSid: sid, direction: 'outbound', state: 'no-answer' }] });
  expect(await page(marie.browser)).toMatchObject({ calls: [{ direction: 'inbound', state: 'missed' }], unread: 1 });
  expect(await sids(owner, '?filter=outbound')).toEqual([sid]);
  expect(await sids(owner, '?filter=missed')).toEqual([]);
  expect(await sids(marie.browser, '?filter=inbound')).toEqual([sid]);
  expect(await sids(marie.browser, '?filter=missed')).toEqual([sid]);
  for (const filter of ['all', 'missed', 'inbound', 'outbound'])
    expect(await sids(luc.browser, `?filter=${filter}`)).toEqual([]);
  expect((await page(luc.browser)).unread).toBe(0);
  for (const [method, path, body] of [
    ['GET', `/api/calls/${sid}`],
    ['PUT', `/api/calls/${sid}/note`, { note: 'mine' }],
    ['DELETE', `/api/calls/${sid}`],
  ] as const)
    expect(await errorCode(await luc.browser.send(method, path, body))).toBe('not_found');
});

test('missed calls are unread until this person has seen them; what comes later is unread again', async () => {
  const { browser } = await ann();
  const marie = await colleague(browser, 'marie', 'Marie');
  const [first] = [await missed(1), await missed(2)];
  const { calls, unread } = await page(browser);
  expect(unread).toBe(2);
  expect(calls.every((call) => call.isUnread)).toBe(true);
  const seqBefore = (await page(browser)).seq;
  expect((await browser.send('POST', '/api/calls/seen', { upTo: calls[0]?.place })).status).toBe(204);
  expect(await page(browser)).toMatchObject({ unread: 0, calls: [{ isUnread: false }, { isUnread: false }] });
  expect((await page(marie.browser)).unread).toBe(2);
  // My other devices hear of each.
  expect((await ledgerOf(first)).at(-1)).toMatchObject({ body: null });
  expect((await page(browser)).seq).toBe(seqBefore + 2);
  await missed(3);
  expect((await page(browser)).unread).toBe(1);
});

test('what has not come yet cannot be seen ahead of time, and what was seen stays so', async () => {
  const { browser } = await ann();
  await missed(1);
  await browser.send('POST', '/api/calls/seen', { upTo: 1_000_000 });
  await browser.send('POST', '/api/calls/seen', { upTo: 0 });
  expect((await page(browser)).unread).toBe(0);
  await missed(2);
  expect((await page(browser)).unread).toBe(1);
});

test('a call back clears what was missed of that number, for all of us, and nothing else', async () => {
  const { browser, identity } = await ann();
  const marie = await colleague(browser, 'marie', 'Marie');
  const sid = await missed(1, OTHER);
  await missed(2, OUTSIDE);
  await dialed(3, identity, OTHER);
  expect((await page(browser)).unread).toBe(1);
  expect((await page(marie.browser)).unread).toBe(1);
  expect((await ledgerOf(sid)).at(-1)).toMatchObject({ body: null });
  expect(await page(browser, '?filter=missed')).toMatchObject({
    calls: [
      { callSid: callSid(2), isUnread: true },
      { callSid: sid, isUnread: false },
    ],
  });
});

test('a colleague who is called back was missed no more', async () => {
  const { browser, identity } = await ann();
  const marie = await colleague(browser, 'marie', 'Marie');
  await dialed(1, marie.identity, 'person:owner');
  expect((await page(browser)).unread).toBe(1);
  await dialed(2, identity, 'person:marie');
  expect((await page(browser)).unread).toBe(0);
});

test('the detail of a call has its legs by person and device, with their times', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  await inStorage((sql) => sql.exec("UPDATE person SET name = 'Ann'").toArray());
  const sid = await missed(1);
  const leg = { CallSid: callSid(9), ParentCallSid: sid, From: OUTSIDE, To: `client:${phone.identity}` };
  await webhook('/events/call', { ...leg, CallStatus: 'ringing' });
  await webhook('/events/call', { ...leg, CallStatus: 'no-answer' });
  const detail = await (await browser.send('GET', `/api/calls/${sid}`)).json();
  expect(detail).toMatchObject({
    call: { callSid: sid, state: 'missed' },
    legs: [
      { callSid: sid, name: OUTSIDE, status: 'completed', seconds: 3 },
      { callSid: callSid(9), name: 'Ann · Ann’s phone', status: 'no-answer', answeredAt: null },
    ],
  });
  for (const unknown of [callSid(404), 'CA1'])
    expect(await errorCode(await browser.send('GET', `/api/calls/${unknown}`))).toBe('not_found');
});

test('a note is kept for everybody who reads the call, and each device hears of it once', async () => {
  const { browser } = await ann();
  const marie = await colleague(browser, 'marie', 'Marie');
  const sid = await missed(1);
  const { seq } = await page(browser);
  for (let time = 0; time < 2; time += 1)
    await browser.send('PUT', `/api/calls/${sid}/note`, { note: 'Rappeler jeudi' });
  expect(await page(marie.browser)).toMatchObject({ calls: [{ note: 'Rappeler jeudi' }], seq: seq + 1 });
  const tooLong = await browser.send('PUT', `/api/calls/${sid}/note`, { note: 'a'.repeat(2001) });
  expect(await errorCode(tooLong)).toBe('bad_request');
});
