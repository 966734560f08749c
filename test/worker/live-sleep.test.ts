import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Listeners } from '../../worker/listeners.ts';
import { HEARTBEAT } from '../../worker/protocol.ts';
import { ann, another, type Browser, callSid, LINE, OUTSIDE } from './support/house.ts';
import { Listener, nth } from './support/listener.ts';
import { webhook } from './support/twilio.ts';

const isFull = 'FULL' in env && Boolean(env.FULL);
/** An hour of heartbeats in the full run. */
const beats = isFull ? 3_600_000 / HEARTBEAT.everyMs : 20;

const object = () => env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));

/** The callbacks of a call from outside that Ann answers on her phone, each posted by Twilio in turn. */
function callbacks(n: number, identity: string): (() => Promise<Response>)[] {
  const root = { CallSid: callSid(n), From: OUTSIDE, To: LINE };
  const leg = { CallSid: callSid(n + 1), ParentCallSid: callSid(n), From: OUTSIDE, To: `client:${identity}` };
  const event = (params: Record<string, string>) => () => webhook('/events/call', params);
  return [
    () => webhook('/handle_calls', { ...root, CallStatus: 'ringing' }),
    event({ ...leg, CallStatus: 'initiated' }),
    event({ ...leg, CallStatus: 'ringing' }),
    event({ ...leg, CallStatus: 'in-progress' }),
    event({ ...leg, CallStatus: 'completed', CallDuration: '12' }),
    () => webhook('/twiml/dial-ended?g=0', { ...root, DialCallStatus: 'completed', DialCallDuration: '12' }),
    event({ ...root, CallStatus: 'completed', CallDuration: '14' }),
  ];
}

async function house(devices: number): Promise<{ identity: string; browsers: Browser[] }> {
  const { browser, identity } = await ann();
  const browsers = [browser];
  for (let i = 1; i < devices; i += 1) browsers.push((await another(browser, `Device ${String(i)}`)).browser);
  return { identity, browsers };
}

/** What a device that asks for everything reads. */
async function recentsAsMap(browser: Browser) {
  return new Map((await browser.recents()).map((row) => [row.callSid, row]));
}

for (const at of [1, 2, 3, 4, 5, 6]) {
  test(`the object sleeps after callback ${String(at)} of 7, sockets kept: every device sees the rest as it happens`, async () => {
    const { identity, browsers } = await house(2);
    const listeners = await Promise.all(browsers.map((browser) => new Listener(browser, 0).connects()));
    for (const [i, callback] of callbacks(1, identity).entries()) {
      if (i === at) await evictDurableObject(object());
      await callback();
    }
    for (const [i, listener] of listeners.entries()) {
      await listener.until(() => listener.rows.get(callSid(1))?.isFinal === true);
      expect(listener.rows).toEqual(await recentsAsMap(nth(browsers, i)));
      expect(listener.closedWith).toBeNull();
    }
  });

  test(`the object goes after callback ${String(at)} of 7, sockets and all: who comes back is told what was missed, and no more`, async () => {
    const { identity, browsers } = await house(1);
    const listener = await new Listener(nth(browsers, 0), 0).connects();
    const all = callbacks(1, identity);
    for (const callback of all.slice(0, at)) await callback();
    await listener.until(() => listener.rows.size === 1);
    await evictDurableObject(object(), { webSockets: 'close' });
    await listener.isClosed();
    for (const callback of all.slice(at)) await callback();
    const heardBefore = listener.heard.length;
    await listener.connects();
    await listener.until(() => listener.rows.get(callSid(1))?.isFinal === true);
    expect(listener.rows).toEqual(await recentsAsMap(nth(browsers, 0)));
    expect(listener.heard.slice(heardBefore).filter(({ type }) => type === 'changes')).toHaveLength(1);
    expect(listener.doubles).toBe(0);
  });
}

test('ten sockets beat while the object sleeps: each is answered, nobody wakes it, and the next call does', async () => {
  const { browsers } = await house(5);
  const listeners = await Promise.all([...browsers, ...browsers].map((browser) => new Listener(browser, 0).connects()));
  await Promise.all(listeners.map((listener) => listener.until(() => listener.heard.length >= 2)));
  await evictDurableObject(object());
  // Whatever wakes the object makes it look whom to tell.
  const looked = vi.spyOn(Listeners.prototype, 'tell');
  for (let beat = 1; beat <= beats; beat += 1) {
    for (const listener of listeners) listener.says(HEARTBEAT.ask);
    await Promise.all(listeners.map((listener) => listener.until(() => listener.pongs === beat)));
  }
  expect(looked).not.toHaveBeenCalled();
  await webhook('/handle_calls', { CallSid: callSid(1), From: OUTSIDE, To: LINE });
  expect(looked).toHaveBeenCalled();
  await Promise.all(listeners.map((listener) => listener.until(() => listener.rows.size === 1)));
});

test('the object is broken off between the ledger and the conversation: neither is there, and the repeat makes both', async () => {
  const { browsers } = await house(1);
  const [browser] = browsers as [Browser];
  await runInDurableObject(object(), (_, state) => {
    state.storage.sql.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON conversation BEGIN SELECT raise(ABORT, 'broken, on purpose'); END",
    );
  });
  const received = { CallSid: callSid(1), From: OUTSIDE, To: LINE };
  const before = await new Listener(browser, 0).connects();
  await before.until(() => before.heard.length >= 2);
  await webhook('/handle_calls', received);
  await abortAllDurableObjects();
  expect(await browser.recents()).toEqual([]);
  await runInDurableObject(object(), (_, state) => {
    expect(state.storage.sql.exec("SELECT * FROM event WHERE topic = 'calls'").toArray()).toEqual([]);
    state.storage.sql.exec('DROP TRIGGER broken');
  });
  await before.connects();
  await webhook('/handle_calls', received);
  await before.until(() => before.rows.size === 1);
});

test('three calls at once, five devices, the object or a socket lost at random: every device ends with the same history', async () => {
  const { identity, browsers } = await house(5);
  const fault = fc.constantFrom('none', 'none', 'sleep', 'close', 'leave' as const);
  let next = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 21, maxLength: 21 }), async (faults) => {
      const { seq } = await nth(browsers, 0).calls();
      const listeners = await Promise.all(browsers.map((browser) => new Listener(browser, seq).connects()));
      const sids = [1, 3, 5].map((n) => (next + n) as number);
      next += 6;
      const calls = sids.map((n) => callbacks(n, identity));
      for (const [i, each] of faults.entries()) {
        await nth(nth(calls, i % 3), Math.floor(i / 3))();
        if (each === 'sleep') await evictDurableObject(object());
        const lost = each === 'close' ? listeners : each === 'leave' ? [nth(listeners, i % 5)] : [];
        if (each === 'close') await evictDurableObject(object(), { webSockets: 'close' });
        await Promise.all(lost.map((listener) => (each === 'leave' ? listener.leaves() : listener.isClosed())));
        await Promise.all(lost.map((listener) => listener.connects()));
      }
      for (const [i, listener] of listeners.entries()) {
        await listener.until(() => sids.every((n) => listener.rows.get(callSid(n))?.isFinal));
        const { calls } = await nth(browsers, i).calls();
        expect([...listener.rows.values()].toSorted((a, b) => b.place - a.place)).toEqual(calls.slice(0, 3));
        expect(listener.doubles).toBe(0);
        await listener.leaves();
      }
    }),
    { numRuns: isFull ? 60 : 5, seed: 4 },
  );
});
