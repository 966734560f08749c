import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { migrate, MIGRATIONS } from '../../worker/schema.ts';
import { found, inStorage, missed as missedCall, sids } from './support/history.ts';
import { ann, callSid, colleague, LINE, OUTSIDE } from './support/house.ts';
import { twiml, webhook } from './support/twilio.ts';
import { TwilioOrders } from './support/twilio-orders.ts';

const exchange = () => env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));

/** Leaves the object with what the steps before `name` make, as a release of that time left it, and `rows` in it. */
async function asOf(storage: DurableObjectStorage, name: string, rows = ''): Promise<void> {
  const { sql } = storage;
  await storage.deleteAll();
  sql.exec('CREATE TABLE migration (name TEXT PRIMARY KEY)');
  for (const step of MIGRATIONS) {
    if (step.name === name) break;
    sql.exec(step.sql);
    sql.exec('INSERT INTO migration (name) VALUES (?)', step.name);
  }
  if (rows) sql.exec(rows);
}

const steps = (sql: SqlStorage) =>
  sql
    .exec<{ name: string }>('SELECT name FROM migration ORDER BY name')
    .toArray()
    .map(({ name }) => name);

const leg = {
  status: 'queued',
  to: null,
  from: null,
  sipCode: null,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
};
const T0 = Date.UTC(2026, 9, 1, 12);
/** A missed call as the first releases kept it. */
const missed = (n: number) => ({
  callSid: callSid(n),
  startedAt: T0 + n,
  destination: null,
  isReceived: true,
  root: { ...leg, from: OUTSIDE, to: LINE },
  legs: { [callSid(100 + n)]: { ...leg, status: 'no-answer', to: 'client:p_gone', endedAt: T0 + 25_000 } },
  dial: { status: 'no-answer', endedAt: T0 + 25_000, durationSeconds: null },
  generation: 0,
});
/** One that this device answered. */
const answered = (n: number, identity: string) => ({
  ...missed(n),
  legs: {
    [callSid(100 + n)]: { ...leg, status: 'completed', to: `client:${identity}`, endedAt: T0, durationSeconds: 10 },
  },
  dial: { status: 'completed', endedAt: T0, durationSeconds: 10 },
});
const insert = (record: Pick<ReturnType<typeof missed>, 'callSid' | 'startedAt'>) =>
  `INSERT INTO call (call_sid, started_at, is_live, record)
     VALUES ('${record.callSid}', ${String(record.startedAt)}, 0, '${JSON.stringify(record)}');`;

/** Deploys over the first release, which kept `rows`; its devices stay signed in. */
const deployedOver = (rows: string) =>
  runInDurableObject(exchange(), async (_, { storage }) => {
    const people = storage.sql.exec('SELECT * FROM device').toArray();
    const sessions = storage.sql.exec('SELECT * FROM session').toArray();
    await asOf(storage, '0003-people-and-ledger', rows);
    for (const { id, label, identity, signed_in_at, seen_at } of people)
      storage.sql.exec(
        'INSERT INTO device (id, label, identity, signed_in_at, seen_at) VALUES (?, ?, ?, ?, ?)',
        ...[id, label, identity, signed_in_at, seen_at].map((value) => value ?? null),
      );
    for (const { hash, device_id, expires_at } of sessions)
      storage.sql.exec('INSERT INTO session VALUES (?, ?, ?)', ...[hash, device_id, expires_at].map(String));
    migrate(storage);
  });

test('calls that an earlier release kept are read, in their order, under every name they had', async () => {
  const { browser } = await ann();
  await deployedOver(
    `${insert(missed(2))}${insert(missed(1))}
     INSERT INTO alias (name, call_sid) VALUES ('${callSid(101)}', '${callSid(1)}');`,
  );
  const calls = await browser.recents();
  expect(calls).toMatchObject([
    { callSid: callSid(2), place: 2, state: 'missed', isFinal: true, party: { kind: 'number', number: OUTSIDE } },
    { callSid: callSid(1), place: 1, line: LINE },
  ]);
  expect(await browser.outcome(callSid(101))).toEqual(calls[1]);
  for (const words of ['123', '0123', '45550', '(514) 555-0123', OUTSIDE])
    expect(await found(browser, words), words).toEqual([callSid(2), callSid(1)]);
  expect(await found(browser, '5551')).toEqual([]);
});

test('contacts that an earlier release kept are found by their names, accents and case aside', async () => {
  const { browser } = await ann();
  await missedCall(1);
  await runInDurableObject(exchange(), (_, { storage }) => {
    storage.sql.exec('ALTER TABLE contact DROP COLUMN plain');
    storage.sql.exec("DELETE FROM migration WHERE name = '0011-plain-names'");
    storage.sql.exec(
      `INSERT INTO contact (id, name, organization, is_favourite, numbers, seq) VALUES ('x', 'Hélène', 'Œuvres Côté', 0, '[]', 1)`,
    );
    storage.sql.exec("INSERT INTO contact_number (number, contact_id) VALUES (?, 'x')", OUTSIDE);
    migrate(storage);
  });
  for (const words of ['helene', 'oeuv', 'lene cot', 'h', 'co'])
    expect(await found(browser, words), words).toEqual([callSid(1)]);
  expect(await found(browser, 'ene cotes')).toEqual([]);
});

test('calls that an earlier release kept are listed like any other once something changes', async () => {
  const { browser, identity } = await ann();
  await deployedOver(`${insert(missed(1))}${insert(answered(2, identity))}${insert(missed(3))}`);
  expect((await browser.recents()).map(({ state }) => state)).toEqual(['missed', 'completed', 'missed']);
  await browser.send('PATCH', '/api/people/me', { name: 'Ann' });
  await vi.waitFor(async () => expect((await browser.calls()).unread).toBe(2), 10_000);
  expect(await sids(browser, '?filter=missed')).toEqual([callSid(3), callSid(1)]);
  expect(await sids(browser, `?line=${encodeURIComponent(LINE)}`)).toHaveLength(3);
  expect(await found(browser, 'Ann')).toEqual([callSid(2)]);
  expect(await inStorage((sql) => sql.exec('SELECT * FROM unlisted').toArray())).toEqual([]);
});

test('a call between two of us that was passed on before such calls were listed is found by whoever has it', async () => {
  const { browser, identity } = await ann();
  const [bob, carol] = [await colleague(browser, 'Bob'), await colleague(browser, 'Carol')];
  const CallSid = callSid(1);
  const From = `client:${identity}`;
  const legOf = (n: number, device: typeof bob, query = '') =>
    webhook(`/events/call${query}`, {
      CallSid: callSid(n),
      CallStatus: 'in-progress',
      From,
      To: `client:${device.identity}`,
    });
  const orders = new TwilioOrders();
  await twiml('/twiml/outgoing', { CallSid, From, To: `person:${bob.person}` });
  await legOf(2, bob, `?call=${CallSid}`);
  await browser.send('POST', `/api/calls/${CallSid}/steering`, { does: 'transfer', to: `person:${carol.person}` });
  expect(orders.takes()).not.toEqual([]);
  await legOf(3, carol, `?call=${CallSid}&g=1`);
  await runInDurableObject(exchange(), (_, { storage }) => {
    storage.sql.exec('ALTER TABLE conversation DROP COLUMN others');
    storage.sql.exec("DELETE FROM migration WHERE name = '0015-others-on-a-call'");
    migrate(storage);
  });
  expect(await sids(carol.browser)).toEqual([]);
  await browser.send('PATCH', '/api/people/me', { name: 'Ann' });
  await vi.waitFor(async () => expect(await sids(carol.browser)).toEqual([CallSid]), 10_000);
});

test('each step runs once, however often the object starts', async () => {
  await runInDurableObject(exchange(), async (_, { storage }) => {
    await asOf(storage, '0003-people-and-ledger', insert(missed(1)));
    migrate(storage);
    const after = storage.sql.exec('SELECT * FROM conversation').toArray();
    migrate(storage);
    expect(storage.sql.exec('SELECT * FROM conversation').toArray()).toEqual(after);
    expect(steps(storage.sql)).toEqual(MIGRATIONS.map(({ name }) => name));
  });
});

/** The object goes away before it has noted that a step ran. */
const abortedAtTheNote = (storage: DurableObjectStorage) =>
  new Proxy(storage, {
    get: (_, name) => {
      if (name !== 'sql') return Reflect.get(storage, name).bind(storage);
      return {
        exec: (query: string, ...values: unknown[]) => {
          if (query.startsWith('INSERT INTO migration')) throw new Error('aborted, on purpose');
          return storage.sql.exec(query, ...values);
        },
      };
    },
  });

test.each(MIGRATIONS.map(({ name }) => name))(
  'a step that is interrupted (%s) leaves nothing, and runs whole the next time',
  async (name) => {
    await runInDurableObject(exchange(), async (_, { storage }) => {
      const tables = () => storage.sql.exec("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%'").toArray();
      await asOf(storage, name);
      const before = tables();
      expect(() => {
        migrate(abortedAtTheNote(storage));
      }).toThrow('on purpose');
      expect(tables()).toEqual(before);
      migrate(storage);
      expect(steps(storage.sql)).toEqual(MIGRATIONS.map((step) => step.name));
    });
  },
);
