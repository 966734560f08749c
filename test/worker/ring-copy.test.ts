import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { copyRing } from '../../worker/directory.ts';
import type { KeyValue, Ports } from '../../worker/ports.ts';
import { OWNER } from '../../worker/store/people.ts';
import { migrate } from '../../worker/schema.ts';
import { ann, another, Browser, callSid, LINE, OUTSIDE } from './support/house.ts';
import { brokenBindings } from './support/faults.ts';
import { twiml } from './support/twilio.ts';

const KEY = 'ring';
const exchange = () => env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));

/** KV whose next write waits to be told when to begin and when to say that it is done. */
function heldWrite() {
  const asked = Promise.withResolvers<null>();
  const begins = Promise.withResolvers<null>();
  const written = Promise.withResolvers<null>();
  const answers = Promise.withResolvers<null>();
  const directory: KeyValue = {
    get: (key) => env.IDENTITIES.get(key),
    put: async (key, value) => {
      asked.resolve(null);
      await begins.promise;
      await env.IDENTITIES.put(key, value);
      written.resolve(null);
      await answers.promise;
    },
  };
  return { directory, asked, begins, written, answers };
}

const portsWith = (directory: KeyValue): Ports => ({
  exchange: exchange(),
  directory,
  signInLimit: env.SIGN_IN_LIMIT,
  tokenLimit: env.TOKEN_LIMIT,
});

/** Two copies under way: one of the ring before a device was cut off, one of the ring after. */
async function overlapping() {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  const gone = await another(browser, 'Ann’s tablet');
  await exchange().cutOff(gone.id, OWNER, Date.now());
  const before = heldWrite();
  const copiesBefore = copyRing(portsWith(before.directory));
  await before.asked.promise;
  await exchange().cutOff(phone.id, OWNER, Date.now());
  const after = heldWrite();
  const copiesAfter = copyRing(portsWith(after.directory));
  await after.asked.promise;
  return { identity, before, copiesBefore, after, copiesAfter };
}

const steps = ['begins', 'written', 'answers'] as const;

test('of two copies at once, an older one that lands last is found and mended', async () => {
  const { identity, before, copiesBefore, after, copiesAfter } = await overlapping();
  after.begins.resolve(null);
  await after.written.promise;
  before.begins.resolve(null);
  await before.written.promise;
  before.answers.resolve(null);
  await copiesBefore;
  after.answers.resolve(null);
  await copiesAfter;
  await copyRing(portsWith(env.IDENTITIES));
  expect(await env.IDENTITIES.get(KEY)).toBe(JSON.stringify([identity]));
});

test('an older copy that lands after the newer one was noted is found and mended', async () => {
  const { identity, before, copiesBefore, after, copiesAfter } = await overlapping();
  for (const step of steps) after[step].resolve(null);
  await copiesAfter;
  for (const step of steps) before[step].resolve(null);
  await copiesBefore;
  await copyRing(portsWith(env.IDENTITIES));
  expect(await env.IDENTITIES.get(KEY)).toBe(JSON.stringify([identity]));
});

test('a copy that landed without a word is mended, also when the ring is what it was before again', async () => {
  const { browser, identity } = await ann();
  const phone = new Browser();
  await phone.signsIn(await browser.makesCode());
  phone.bindings = brokenBindings({ writes: 'throws' });
  const added = await phone.registers('Ann’s phone');
  await env.IDENTITIES.put(KEY, JSON.stringify([added.identity, identity]));
  await exchange().cutOff(added.id, OWNER, Date.now());
  await copyRing(portsWith(env.IDENTITIES));
  expect(await env.IDENTITIES.get(KEY)).toBe(JSON.stringify([identity]));
});

test('two copies of the same ring at once are one copy, and none is due after them', async () => {
  const { browser, identity } = await ann();
  const phone = await another(browser, 'Ann’s phone');
  await exchange().cutOff(phone.id, OWNER, Date.now());
  await Promise.all([1, 2].map(() => copyRing(portsWith(env.IDENTITIES))));
  expect(await env.IDENTITIES.get(KEY)).toBe(JSON.stringify([identity]));
  await env.IDENTITIES.put(KEY, '["p_written_by_hand"]');
  await copyRing(portsWith(env.IDENTITIES));
  expect(await env.IDENTITIES.get(KEY)).toBe('["p_written_by_hand"]');
});

test('an earlier release kept the copy under another name: the first look after the deployment writes it', async () => {
  const { identity } = await ann();
  await env.IDENTITIES.delete(KEY);
  await runInDurableObject(exchange(), (_, { storage }) => {
    storage.sql.exec("DELETE FROM migration WHERE name = '0009-ring-to-copy'");
    migrate(storage);
  });
  await copyRing(portsWith(env.IDENTITIES));
  expect(await env.IDENTITIES.get(KEY)).toBe(JSON.stringify([identity]));
});

test('a call finds no copy in KV, whoever lost it: it is written again, and no further call writes', async () => {
  const { identity } = await ann();
  const rings = (n: number) => twiml('/handle_calls', { CallSid: callSid(n), From: OUTSIDE, To: LINE });
  await env.IDENTITIES.delete(KEY);
  await rings(1);
  expect(await env.IDENTITIES.get(KEY)).toBe(JSON.stringify([identity]));
  await env.IDENTITIES.put(KEY, '["p_written_by_hand"]');
  await rings(2);
  expect(await env.IDENTITIES.get(KEY)).toBe('["p_written_by_hand"]');
});
