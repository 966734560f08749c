import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { parse } from 'papaparse';
import { expect, test, vi } from 'vitest';
import { ann, callSid, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { colleague, dialed, found, inStorage, ledgerOf, missed, object, page, sids } from './support/history.ts';
import { twiml, webhook } from './support/twilio.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

test('an erased call is gone for everybody, with all that was known of it', async () => {
  const { browser } = await ann();
  const marie = await colleague(browser, 'marie', 'Marie');
  const sid = await missed(1);
  await browser.send('PUT', `/api/calls/${sid}/note`, { note: 'secret' });
  const { seq } = await page(browser);
  expect((await browser.send('DELETE', `/api/calls/${sid}`)).status).toBe(204);
  expect(await page(marie.browser)).toMatchObject({ calls: [], unread: 0, seq: seq + 1 });
  expect(await found(browser, 'secret')).toEqual([]);
  expect(await found(browser, '0123')).toEqual([]);
  expect(await ledgerOf(sid)).toEqual([{ seq: seq + 1, body: null }]);
  expect(await errorCode(await browser.send('GET', `/api/calls/${sid}/outcome`))).toBe('not_found');
  expect(await errorCode(await browser.send('DELETE', `/api/calls/${sid}`))).toBe('not_found');
  const traces = await inStorage((sql) => sql.exec('SELECT * FROM search').toArray());
  expect(traces).toEqual([]);
});

test('what is told late of an erased call does not bring it back', async () => {
  const { browser } = await ann();
  const sid = await missed(1);
  await browser.send('DELETE', `/api/calls/${sid}`);
  const { seq } = await page(browser);
  const told = [
    { CallSid: sid, From: OUTSIDE, To: LINE, CallStatus: 'completed', CallDuration: '3' },
    { CallSid: callSid(2), ParentCallSid: sid, From: OUTSIDE, To: 'client:p_x', CallStatus: 'no-answer' },
  ];
  for (const params of told) expect((await webhook('/events/call', params)).status).toBe(204);
  await twiml('/handle_calls', { CallSid: sid, From: OUTSIDE, To: LINE });
  await twiml('/twiml/dial-ended?g=0', { CallSid: sid, From: OUTSIDE, DialCallStatus: 'no-answer' });
  expect(await page(browser)).toMatchObject({ calls: [], seq });
});

test('a call that goes on cannot be erased, until it must be over', async () => {
  const { browser } = await ann();
  await twiml('/handle_calls', { CallSid: callSid(1), From: OUTSIDE, To: LINE });
  expect(await errorCode(await browser.send('DELETE', `/api/calls/${callSid(1)}`))).toBe('still_going');
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now + 5 * 60 * 60 * 1000);
  expect((await browser.send('DELETE', `/api/calls/${callSid(1)}`)).status).toBe(204);
});

test('all is erased up to what was seen: not what came since, goes on, or is between others', async () => {
  const { browser, identity } = await ann();
  const marie = await colleague(browser, 'marie', 'Marie');
  await colleague(browser, 'luc0', 'Luc');
  await missed(1);
  await dialed(2, identity, OUTSIDE);
  const others = await dialed(3, marie.identity, 'person:luc0');
  await twiml('/handle_calls', { CallSid: callSid(4), From: OUTSIDE, To: LINE });
  const upTo = (await page(browser)).calls[0]?.place;
  const since = await missed(5);
  expect(await errorCode(await browser.send('DELETE', '/api/calls'))).toBe('bad_request');
  const erased = await browser.send('DELETE', '/api/calls', { upTo });
  expect(await erased.json()).toEqual({ isDone: true });
  expect((await page(browser)).calls.map((call) => call.callSid)).toEqual([since, callSid(4)]);
  expect((await page(marie.browser)).calls.map((call) => call.callSid)).toEqual([since, callSid(4), others]);
});

test('history is kept as many days as the workspace says, and for ever unless it says so', async () => {
  const { browser } = await ann();
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now - 91 * DAY_MS);
  await missed(1);
  clock.mockReturnValue(now - 31 * DAY_MS);
  await missed(2);
  clock.mockReturnValue(now);
  await missed(3);
  expect(await (await browser.send('GET', '/api/settings')).json()).toEqual({
    retentionDays: null,
    recordingDays: null,
  });
  await runDurableObjectAlarm(object());
  expect((await page(browser)).calls).toHaveLength(3);
  const { seq } = await page(browser);
  await browser.send('PUT', '/api/settings', { retentionDays: 90 });
  expect(await (await browser.send('GET', '/api/settings')).json()).toMatchObject({ retentionDays: 90 });
  await vi.waitFor(async () => expect(await sids(browser)).toEqual([3, 2].map(callSid)), 10_000);
  const told = await inStorage((sql) => sql.exec('SELECT topic FROM event WHERE seq > ?', seq).toArray());
  expect(told).toEqual([{ topic: 'settings' }, { topic: 'calls' }]);
  clock.mockReturnValue(now + 61 * DAY_MS);
  expect(await runDurableObjectAlarm(object())).toBe(true);
  expect(await sids(browser)).toEqual([callSid(3)]);
  expect(await errorCode(await browser.send('PUT', '/api/settings', { retentionDays: 5 }))).toBe('bad_request');
});

test('a shorter time for history: all that is older goes from then on, in goes of five hundred, and what expires later goes once a day', async () => {
  const { browser } = await ann();
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
  await missed(1);
  const oldest = now - 30.5 * DAY_MS;
  await inStorage((sql) => {
    for (let n = 2; n <= 602; n += 1)
      sql.exec(
        `INSERT INTO conversation (id, call_sid, line, kind, started_at, is_live, is_missed, record)
         SELECT -?1, ?2, line, kind, ?3, 0, 1, record FROM conversation WHERE id = 1`,
        ...[n, callSid(n), oldest],
      );
  });
  const left = () => inStorage((sql) => sql.exec<{ n: number }>('SELECT count(*) AS n FROM conversation').one().n);
  await browser.send('PUT', '/api/settings', { retentionDays: 30 });
  await vi.waitFor(async () => expect(await left()).toBe(102), 10_000);
  clock.mockReturnValue(now + 10_000);
  expect(await runDurableObjectAlarm(object())).toBe(true);
  expect(await left()).toBe(1);
  const alarm = await runInDurableObject(object(), (_, { storage }) => storage.getAlarm());
  expect(alarm).toBeGreaterThanOrEqual(now + 30 * DAY_MS);
});

test('history as a spreadsheet: every call, quoted as it should be, and nothing that computes', async () => {
  const { browser, identity } = await ann();
  await dialed(1, identity, '=1+2');
  const sid = await missed(2);
  const note = '=HYPERLINK("http://x","a"),\r\n@SUM(1)';
  await browser.send('PUT', `/api/calls/${sid}/note`, { note });
  const response = await browser.send('GET', '/api/calls.csv');
  expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('Content-Disposition')).toMatch(
    /^attachment; filename="bakelite-calls-\d{4}-\d\d-\d\d\.csv"$/,
  );
  const text = await response.text();
  const { data, errors } = parse<string[]>(text, { newline: '\r\n', skipEmptyLines: true });
  expect(errors).toEqual([]);
  expect(data.map((row) => row.length)).toEqual([14, 14, 14]);
  expect(data[1]?.toSpliced(1, 1).slice(0, 6)).toEqual([sid, 'inbound', 'missed', '', OUTSIDE, LINE]);
  expect(data[1]?.at(-1)).toBe(`'${note}`);
  expect(data[2]?.toSpliced(1, 1).slice(0, 5)).toEqual([callSid(1), 'outbound', 'blocked', 'unreadable', "'=1+2"]);
});

test('a long history is told as a spreadsheet page by page, each call once', async () => {
  const { browser } = await ann();
  await missed(1);
  await inStorage((sql) => {
    for (let n = 2; n <= 450; n += 1)
      sql.exec(
        `INSERT INTO conversation (call_sid, line, kind, number, started_at, is_live, is_missed, record)
         SELECT ?1, line, kind, number, started_at, 0, 1, json_set(record, '$.callSid', ?1) FROM conversation WHERE id = 1`,
        callSid(n),
      );
  });
  const lines = (await (await browser.send('GET', '/api/calls.csv')).text()).split('\r\n');
  const listed = lines.slice(1, -1).map((line) => line.split(',')[0]);
  expect(listed).toEqual(Array.from({ length: 450 }, (_, n) => callSid(450 - n)));
});
