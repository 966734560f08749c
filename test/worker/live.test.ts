import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { Listeners } from '../../worker/listeners.ts';
import { CROWDED_OUT_CLOSE, HEARTBEAT, MOST_SOCKETS, People, SIGNED_OUT_CLOSE } from '../../worker/protocol.ts';
import { append, MOST_CHANGES } from '../../worker/store/ledger.ts';
import { ann, another, callSid, colleague, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { asksToListen, Listener, nth } from './support/listener.ts';
import { webhook } from './support/twilio.ts';

const object = () => env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));

async function rings(n: number): Promise<void> {
  await webhook('/handle_calls', { CallSid: callSid(n), From: OUTSIDE, To: LINE, CallStatus: 'ringing' });
}

test('a call is told to every open device while it rings, with its number of the ledger', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const listeners = [await new Listener(browser, 0).connects(), await new Listener(phone.browser, 0).connects()];
  await rings(1);
  for (const listener of listeners) {
    await listener.until(() => listener.rows.size === 1);
    expect(listener.rows.get(callSid(1))).toMatchObject({ state: 'ringing', direction: 'inbound' });
  }
});

test.each([
  ['a stranger', { Cookie: '' }, 401, 'signed_out'],
  ['a page of another site', { Origin: 'https://evil.example' }, 403, 'forbidden'],
  ['a page that does not say whose it is', { Origin: '' }, 403, 'forbidden'],
  ['a plain request', { Upgrade: '' }, 426, 'upgrade_required'],
])('%s gets no socket', async (_, headers, status, code) => {
  const { browser } = await ann();
  const response = await asksToListen(browser, '0', headers);
  expect(response.status).toBe(status);
  expect(await errorCode(response)).toBe(code);
});

test.each(['', '-1', 'x', '1e3', '9'.repeat(20)])('a listener since "%s" is a bad request', async (since) => {
  const { browser } = await ann();
  expect((await asksToListen(browser, since)).status).toBe(400);
});

test('whoever listens from the newest number hears at once that they are up to date', async () => {
  const { browser } = await ann();
  await rings(1);
  const { seq, unread } = await browser.calls();
  const listener = await new Listener(browser, seq).connects();
  await listener.until(() => listener.heard.length === 2);
  expect(listener.heard).toEqual([
    { type: 'changes', seq, calls: [], erased: [], topics: [], unread },
    { type: 'presence', awake: ['owner'] },
  ]);
});

test('a missed call counts as unread at once', async () => {
  const { browser } = await ann();
  const listener = await new Listener(browser, 0).connects();
  await rings(1);
  await webhook('/events/call', { CallSid: callSid(1), From: OUTSIDE, To: LINE, CallStatus: 'no-answer' });
  await listener.until(() => listener.rows.get(callSid(1))?.state === 'missed');
  expect(listener.heard.at(-1)).toMatchObject({ unread: 1 });
});

test('a number of another ledger: everything is to be asked for anew', async () => {
  const { browser } = await ann();
  const { seq } = await browser.calls();
  const listener = await new Listener(browser, 10 ** 9).connects();
  await listener.until(() => listener.heard.length === 2);
  expect(listener.heard[0]).toEqual({ type: 'reset', seq });
});

test('more changes than are told one by one: a reset', async () => {
  const { browser } = await ann();
  const { seq } = await browser.calls();
  await runInDurableObject(object(), (_, state) => {
    for (let i = 0; i < MOST_CHANGES; i += 1) append(state.storage.sql, { topic: 'contacts', at: 0 });
  });
  const inTime = await new Listener(browser, seq).connects();
  const late = await new Listener(browser, seq - 1).connects();
  await Promise.all([inTime, late].map((listener) => listener.until(() => listener.heard.length === 2)));
  expect(inTime.heard[0]).toMatchObject({ type: 'changes', topics: ['contacts'], seq: seq + MOST_CHANGES });
  expect(late.heard[0]).toEqual({ type: 'reset', seq: seq + MOST_CHANGES });
});

test('a call that was erased is told as erased', async () => {
  const { browser } = await ann();
  await rings(1);
  const listener = await new Listener(browser, 0).connects();
  await listener.until(() => listener.rows.size === 1);
  await runInDurableObject(object(), (_, state) => {
    const { sql } = state.storage;
    sql.exec("DELETE FROM event WHERE topic = 'calls'");
    sql.exec('DELETE FROM conversation');
    append(sql, { topic: 'calls', subject: callSid(1), at: 0 });
  });
  await rings(2);
  await listener.until(() => listener.rows.has(callSid(2)));
  expect([...listener.rows.keys()]).toEqual([callSid(2)]);
});

test('a device that is cut off hears nothing more: its sockets are closed with the reason, the others are told', async () => {
  const { browser } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const laptop = await new Listener(browser, 0).connects();
  const sockets = [await new Listener(phone.browser, 0).connects(), await new Listener(phone.browser, 0).connects()];
  const { seq } = await browser.calls();
  await browser.send('DELETE', `/api/devices/${phone.id}`);
  await Promise.all(sockets.map((socket) => socket.isClosed()));
  expect(sockets.map(({ closedWith }) => closedWith)).toEqual([SIGNED_OUT_CLOSE, SIGNED_OUT_CLOSE]);
  await laptop.until(() => laptop.seq > seq);
  expect(laptop.heard.findLast(({ type }) => type === 'changes')).toMatchObject({ topics: ['devices'] });
  expect(laptop.closedWith).toBeNull();
  expect((await asksToListen(phone.browser, '0')).status).toBe(401);
});

test('signing out closes the sockets of that device', async () => {
  const { browser } = await ann();
  const socket = await new Listener(browser, 0).connects();
  await browser.send('DELETE', '/api/session');
  await socket.isClosed();
  expect(socket.closedWith).toBe(SIGNED_OUT_CLOSE);
});

test('of more than ten sockets of a device the oldest is closed', async () => {
  const { browser } = await ann();
  const sockets: Listener[] = [];
  for (let i = 0; i <= MOST_SOCKETS; i += 1) sockets.push(await new Listener(browser, 0).connects());
  await nth(sockets, 0).isClosed();
  expect(nth(sockets, 0).closedWith).toBe(CROWDED_OUT_CLOSE);
  await rings(1);
  for (const socket of sockets.slice(1)) await socket.until(() => socket.rows.size === 1);
});

test.each([
  ['a word', 'pang'],
  ['JSON', '{"type":"changes"}'],
  ['a megabyte', 'x'.repeat(1_000_000)],
  ['bytes', new ArrayBuffer(8)],
])('a socket that says %s is closed, and the others go on', async (_, said) => {
  const { browser } = await ann();
  const rude = await new Listener(browser, 0).connects();
  const other = await new Listener(browser, 0).connects();
  rude.says(said);
  await rude.isClosed();
  expect(rude.closedWith).toBe(1008);
  await rings(1);
  await other.until(() => other.rows.size === 1);
});

test('a socket that cannot be told is closed, and nobody waits for it', async () => {
  const { browser } = await ann();
  const listeners = [await new Listener(browser, 0).connects(), await new Listener(browser, 0).connects()];
  await Promise.all(listeners.map((listener) => listener.until(() => listener.heard.length === 2)));
  await runInDurableObject(object(), (_, state) => {
    vi.spyOn(nth(state.getWebSockets(), 0), 'send').mockImplementation(() => {
      throw new Error('broken, on purpose');
    });
  });
  await rings(1);
  await Promise.race(listeners.map((listener) => listener.isClosed()));
  const rest = nth(
    listeners.filter(({ closedWith }) => closedWith === null),
    0,
  );
  await rest.until(() => rest.rows.size === 1);
});

test('a socket awake counts for its person until its heartbeat is late, or it closes', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const laptop = await new Listener(browser, 0).connects();
  const awake = (inMs: number) =>
    runInDurableObject(object(), (_, state) => {
      const listeners = new Listeners(state);
      return [listeners.awakeIdentities(Date.now() + inMs), listeners.awakePeople(Date.now() + inMs)];
    });
  expect(await awake(0)).toEqual([new Set([identity]), new Set(['owner'])]);
  expect(await awake(HEARTBEAT.lateAfterMs)).toEqual([new Set(), new Set()]);
  const other = await new Listener(phone.browser, 0).connects();
  expect(await awake(0)).toEqual([new Set([identity, phone.identity]), new Set(['owner'])]);
  await other.leaves();
  await vi.waitFor(async () => expect(await awake(0)).toEqual([new Set([identity]), new Set(['owner'])]));
  const connectedAt = Date.now();
  await vi.waitUntil(() => Date.now() > connectedAt + 20);
  laptop.says(HEARTBEAT.ask);
  await laptop.until(() => laptop.pongs === 1);
  expect(await awake(HEARTBEAT.lateAfterMs - 15)).toEqual([new Set([identity]), new Set(['owner'])]);
});

test('somebody comes and goes: the others are told who is awake, once each time', async () => {
  const { browser } = await ann();
  const bob = await another(browser, 'Bob’s laptop');
  await runInDurableObject(object(), (_, { storage: { sql } }) => {
    sql.exec("INSERT INTO person (id, name, is_owner, joined_at) VALUES ('bobb', 'Bob', 0, 0)");
    sql.exec("UPDATE device SET person_id = 'bobb' WHERE id = ?", bob.id);
  });
  const here = await new Listener(browser, 0).connects();
  await here.until(() => here.awake.length === 1);
  const [first, second] = [
    await new Listener(bob.browser, 0).connects(),
    await new Listener(bob.browser, 0).connects(),
  ];
  await here.until(() => here.awake.length === 2);
  expect(here.awake).toEqual(['bobb', 'owner']);
  await first.leaves();
  await second.leaves();
  await here.until(() => here.awake.length === 1);
  expect(here.heard.filter(({ type }) => type === 'presence')).toHaveLength(3);
});

test('a laptop goes to sleep and says nothing: whoever asks finds its person away, and all who listen are told', async () => {
  const { browser } = await ann();
  const bob = await colleague(browser, 'Bob');
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
  await new Listener(bob.browser, 0).connects();
  clock.mockReturnValue(now + HEARTBEAT.lateAfterMs - 1);
  const here = await new Listener(browser, 0).connects();
  await here.until(() => here.awake.length === 2);
  clock.mockReturnValue(now + HEARTBEAT.lateAfterMs);
  const asked = await (await browser.send('GET', '/api/people')).json();
  const isAwake = Object.fromEntries(v.parse(People, asked).people.map((person) => [person.name, person.isAwake]));
  expect(isAwake).toEqual({ '': true, Bob: false });
  await here.until(() => here.awake.length === 1);
  expect(here.awake).toEqual(['owner']);
});

test('a call between two of us is told to those two only', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const bob = await another(browser, 'Bob’s laptop');
  await runInDurableObject(object(), (_, { storage: { sql } }) => {
    sql.exec("INSERT INTO person (id, name, is_owner, joined_at) VALUES ('bobb', 'Bob', 0, 0)");
    sql.exec("UPDATE device SET person_id = 'bobb' WHERE id = ?", bob.id);
  });
  const [mine, his] = [await new Listener(phone.browser, 0).connects(), await new Listener(bob.browser, 0).connects()];
  await webhook('/twiml/outgoing', { CallSid: callSid(1), From: `client:${identity}`, To: phone.identity });
  await webhook('/twiml/outgoing', { CallSid: callSid(2), From: `client:${identity}`, To: OUTSIDE });
  for (const listener of [mine, his]) await listener.until(() => listener.rows.has(callSid(2)));
  expect(mine.rows.get(callSid(1))).toMatchObject({ direction: 'inbound' });
  expect(his.rows.has(callSid(1))).toBe(false);
});
