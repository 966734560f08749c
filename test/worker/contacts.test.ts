import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Blocked, type Contact, Contacts, E164 } from '../../worker/protocol.ts';
import { ledgerRetention } from '../../worker/store/retention.ts';
import { ann, another, type Browser, callSid, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { twiml, webhook } from './support/twilio.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const number = (n: number) => v.parse(E164, `+1514555${String(n).padStart(4, '0')}`);
const contact = (n: number, more: Partial<Contact> = {}): Contact => ({
  id: uuid(n),
  name: `Person ${String(n)}`,
  organization: '',
  isFavourite: false,
  numbers: [{ label: 'mobile', number: number(n) }],
  ...more,
});
const contacts = async (browser: Browser, since?: number) =>
  v.parse(
    Contacts,
    await (await browser.send('GET', `/api/contacts${since === undefined ? '' : `?since=${String(since)}`}`)).json(),
  );
const save = async (browser: Browser, ...some: Contact[]) =>
  (await browser.send('POST', '/api/contacts', { contacts: some })).status;
const exchange = () => env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));
const put = async (browser: Browser, one: Contact) =>
  (await browser.send('PUT', `/api/contacts/${one.id}`, one)).status;

test('Ann adds somebody: her phone asks for what changed and hears of that alone', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  expect(await put(browser, contact(1))).toBe(204);
  const first = await contacts(phone.browser);
  expect(first).toMatchObject({ contacts: [contact(1)], erased: [], isWhole: true });
  expect(await put(browser, contact(2))).toBe(204);
  expect(await contacts(phone.browser, first.seq)).toMatchObject({
    contacts: [contact(2)],
    erased: [],
    isWhole: false,
  });
});

test('a contact that changes replaces the one before, numbers and all', async () => {
  const { browser } = await ann();
  await put(browser, contact(1, { numbers: [1, 2].map((n) => ({ label: 'home', number: number(n) })) }));
  const { seq } = await contacts(browser);
  const changed = contact(1, { name: 'Zoe', isFavourite: true, numbers: [{ label: 'Chalet', number: number(3) }] });
  await put(browser, changed);
  expect(await contacts(browser, seq)).toMatchObject({ contacts: [changed], erased: [] });
  expect(await ringing(number(1))).not.toContain('caller_name');
  expect(await ringing(number(3))).toContain('<Parameter name="caller_name" value="Zoe"/>');
});

test('who was away hears that a contact is gone', async () => {
  const { browser } = await ann();
  await put(browser, contact(1));
  const { seq } = await contacts(browser);
  expect((await browser.send('DELETE', `/api/contacts/${uuid(1)}`)).status).toBe(204);
  expect(await contacts(browser, seq)).toMatchObject({ contacts: [], erased: [uuid(1)], isWhole: false });
  expect(await errorCode(await browser.send('DELETE', `/api/contacts/${uuid(1)}`))).toBe('not_found');
});

test('a late save does not bring back who was erased meanwhile, alone or among others; as somebody new they come back', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  await put(browser, contact(1));
  await browser.send('DELETE', `/api/contacts/${uuid(1)}`);
  const { seq } = await contacts(browser);
  const late = contact(1, { name: 'Zoe' });
  expect(await errorCode(await phone.browser.send('PUT', `/api/contacts/${uuid(1)}`, late))).toBe('erased');
  expect(await save(phone.browser, contact(2), late)).toBe(410);
  expect(await contacts(browser)).toMatchObject({ contacts: [], seq });
  expect(await put(phone.browser, { ...late, id: uuid(3) })).toBe(204);
  expect(await contacts(browser, seq)).toMatchObject({ contacts: [{ id: uuid(3), name: 'Zoe' }], erased: [] });
});

test('who is gone is remembered as long as the ledger goes back: whoever was away for longer hears everything', async () => {
  const { browser } = await ann();
  await put(browser, contact(1));
  const { seq: before } = await contacts(browser);
  await browser.send('DELETE', `/api/contacts/${uuid(1)}`);
  await put(browser, contact(2));
  const { seq } = await contacts(browser);
  const left = await runInDurableObject(exchange(), (_, { storage }) => {
    ledgerRetention(storage.sql).perform(Date.now() + 31 * 24 * 60 * 60 * 1000);
    return storage.sql.exec('SELECT id FROM erased_contact').toArray();
  });
  expect(left).toEqual([]);
  expect(await contacts(browser, before)).toMatchObject({ contacts: [contact(2)], isWhole: true });
  expect(await contacts(browser, seq)).toMatchObject({ contacts: [], erased: [], isWhole: false });
});

test('a number of changes that nobody can have heard of yet is answered with everything', async () => {
  const { browser } = await ann();
  await put(browser, contact(1));
  expect(await contacts(browser, 999_999)).toMatchObject({ contacts: [contact(1)], isWhole: true });
});

test('a hundred contacts are one change, written all or not at all', async () => {
  const { browser } = await ann();
  const { seq } = await contacts(browser);
  const some = Array.from({ length: 100 }, (_, n) => contact(n));
  expect(await save(browser, ...some)).toBe(204);
  const after = await contacts(browser, seq);
  expect(after.contacts).toHaveLength(100);
  expect(after.seq).toBe(seq + 1);
  expect(await save(browser, ...some, contact(100))).toBe(400);
});

test('there are ten thousand at most, and a full house still takes changes', async () => {
  const { browser } = await ann();
  await put(browser, contact(1));
  await runInDurableObject(exchange(), (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
       INSERT INTO contact (id, name, organization, is_favourite, numbers, seq) SELECT 'x' || i, 'X', '', 0, '[]', 1 FROM n`,
    );
  });
  expect(await errorCode(await browser.send('POST', '/api/contacts', { contacts: [contact(2), contact(3)] }))).toBe(
    'too_many',
  );
  expect(await put(browser, contact(2))).toBe(204);
  expect(await put(browser, contact(2, { name: 'Zoe' }))).toBe(204);
});

test.each([
  ['a name of nothing', { name: '  ' }],
  ['a number that is none', { numbers: [{ label: 'home', number: '514 555-0123' }] }],
  [
    'more numbers than a contact holds',
    { numbers: Array.from({ length: 21 }, (_, n) => ({ label: '', number: number(n) })) },
  ],
  ['an id of our own devising', { id: "x'; DROP TABLE contact" }],
  ['a field that nobody knows', { photo: 'data:' }],
])('%s is refused', async (_, wrong) => {
  const { browser } = await ann();
  const one = { ...contact(1), ...wrong };
  expect(await errorCode(await browser.send('PUT', `/api/contacts/${encodeURIComponent(one.id)}`, one))).toBe(
    'bad_request',
  );
  expect((await contacts(browser)).contacts).toEqual([]);
});

test('a contact is not written under the name of another', async () => {
  const { browser } = await ann();
  expect((await browser.send('PUT', `/api/contacts/${uuid(2)}`, contact(1))).status).toBe(400);
});

test('of two who share a number, the favourite names the caller; what a name says is text', async () => {
  const { browser } = await ann();
  const numbers = contact(7).numbers;
  await save(
    browser,
    contact(1, { name: 'Aaron', numbers }),
    contact(2, { name: '<Zoe> & "co"', numbers, isFavourite: true }),
  );
  expect(await ringing(number(7))).toContain('value="&lt;Zoe&gt; &amp; &quot;co&quot;"');
  await browser.send('DELETE', `/api/contacts/${uuid(2)}`);
  expect(await ringing(number(7))).toContain('value="Aaron"');
  await browser.send('DELETE', `/api/contacts/${uuid(1)}`);
  expect(await ringing(number(7), { CallerName: 'THE NETWORK' })).toContain('value="THE NETWORK"');
});

test('our name for a caller goes before the network’s', async () => {
  const { browser } = await ann();
  await put(browser, contact(1, { name: 'Hélène' }));
  expect(await ringing(number(1), { CallerName: 'H COTE' })).toContain(
    '<Parameter name="caller_name" value="Hélène"/>',
  );
});

test('a blocked number is turned away before anything rings, and stands in Recents as blocked', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  expect((await browser.send('PUT', `/api/blocked/${encodeURIComponent(OUTSIDE)}`)).status).toBe(204);
  expect(await blocked(phone.browser)).toEqual([OUTSIDE]);
  const answer = await twiml('/handle_calls', { CallSid: callSid(90), From: OUTSIDE, To: LINE });
  expect(answer).toContain('<Response><Reject reason="rejected"/></Response>');
  await webhook('/events/call', { CallSid: callSid(90), From: OUTSIDE, To: LINE, CallStatus: 'busy' });
  const [call] = await browser.recents();
  expect(call).toMatchObject({
    direction: 'inbound',
    party: { kind: 'number', number: OUTSIDE },
    state: 'blocked',
    blockReason: 'blocked-number',
    isUnread: false,
  });
});

test('a number that is let through again rings', async () => {
  const { browser } = await ann();
  const path = `/api/blocked/${encodeURIComponent(OUTSIDE)}`;
  await browser.send('PUT', path);
  await browser.send('PUT', path);
  expect((await browser.send('DELETE', path)).status).toBe(204);
  expect(await blocked(browser)).toEqual([]);
  expect(await ringing(v.parse(E164, OUTSIDE))).toContain('<Client');
});

test('who withholds their number cannot be blocked by it', async () => {
  const { browser } = await ann();
  expect((await browser.send('PUT', '/api/blocked/anonymous')).status).toBe(400);
  expect(await twiml('/handle_calls', { CallSid: callSid(91), From: 'anonymous', To: LINE })).toContain('<Client');
});

test('each change has a number of its own in the ledger, and one that changes nothing has none', async () => {
  const { browser } = await ann();
  const seq = async () => (await contacts(browser)).seq;
  const start = await seq();
  const path = `/api/blocked/${encodeURIComponent(OUTSIDE)}`;
  await put(browser, contact(1));
  await browser.send('DELETE', `/api/contacts/${uuid(1)}`);
  await browser.send('DELETE', `/api/contacts/${uuid(1)}`);
  await browser.send('PUT', path);
  await browser.send('PUT', path);
  await browser.send('DELETE', path);
  await browser.send('DELETE', path);
  expect((await seq()) - start).toBe(4);
});

test('a stranger neither reads nor writes', async () => {
  const { browser } = await ann();
  browser.cookie = '';
  for (const [method, path] of [
    ['GET', '/api/contacts'],
    ['POST', '/api/contacts'],
    ['PUT', `/api/contacts/${uuid(1)}`],
    ['DELETE', `/api/contacts/${uuid(1)}`],
    ['GET', '/api/blocked'],
    ['PUT', '/api/blocked/+15145550123'],
    ['DELETE', '/api/blocked/+15145550123'],
  ] as const) {
    expect((await browser.send(method, path)).status, `${method} ${path}`).toBe(401);
  }
});

test('a name is found by its number, and a change since, without reading every contact', async () => {
  await ann();
  const plans = await runInDurableObject(exchange(), (_, { storage }) =>
    [
      'SELECT name FROM contact_number JOIN contact ON id = contact_id WHERE number = ?',
      'SELECT id FROM contact WHERE seq > ? ORDER BY seq',
      'DELETE FROM contact_number WHERE contact_id = ?',
      'SELECT 1 FROM blocked WHERE number = ?',
      'SELECT 1 FROM erased_contact WHERE id = ?',
      'DELETE FROM erased_contact WHERE seq < ?',
    ].flatMap((sql) => storage.sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, '').toArray()),
  );
  expect(plans.filter(({ detail }) => detail.startsWith('SCAN'))).toEqual([]);
});

let calls = 100;
/** The answer to a call from a number. */
async function ringing(from: E164, more: Record<string, string> = {}): Promise<string> {
  calls += 1;
  return twiml('/handle_calls', { CallSid: callSid(calls), From: from, To: LINE, ...more });
}

async function blocked(browser: Browser): Promise<string[]> {
  const answer = await browser.send('GET', '/api/blocked');
  return v.parse(Blocked, await answer.json()).numbers.map((each) => each.number);
}
