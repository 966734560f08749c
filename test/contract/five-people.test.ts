import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { nodeTransport, type Transport } from '../emulator/webhooks/transport.ts';
import { emulatorAccount, localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { createExchangeUnderTest, FAR, type ExchangeUnderTest } from '../support/emulated-exchange.ts';
import type { Device } from '../support/emulated-devices.ts';
import { startWorker } from '../support/miniflare.ts';
import { freePort } from '../support/ports.ts';

/** Five people with three devices each, the built Worker, and the emulated Twilio: the outside calls, and what rings, rings. */

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A signed-in browser, as far as the Worker sees it, and the Device of its page. */
interface Phone {
  asks(method: string, path: string, body?: unknown): Promise<Response>;
  cookie: string;
  identity: string;
  sdk: Device;
}

/** The account's server for real. `isQuiet`: it was asked nothing that is not answered. */
function wire(): { transport: Transport; isQuiet(): boolean } {
  let asking = 0;
  return {
    async transport(request, signal) {
      asking += 1;
      return nodeTransport(request, signal).finally(() => (asking -= 1));
    },
    isQuiet: () => asking === 0,
  };
}

async function signsIn(url: string, code: string, exchange: ExchangeUnderTest): Promise<Phone> {
  let cookie = '';
  const asks: Phone['asks'] = async (method, path, body) => {
    const headers = { origin: url, 'content-type': 'application/json', cookie };
    return fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  };
  const signedIn = await asks('POST', '/api/session', { code });
  cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const registered = await asks('POST', '/api/register-identity', { label: 'A device' });
  const { identity } = ((await registered.json()) as { device: { identity: string } }).device;
  return { asks, cookie, identity, sdk: exchange.devices.register(identity) };
}

async function codeFrom({ asks }: Phone, name?: string): Promise<string> {
  return ((await (await asks('POST', '/api/codes', { name })).json()) as { code: string }).code;
}

/** The house, in the order they signed in: Ann’s three devices, Bob’s three… */
async function house() {
  const [account, ownerCode, port] = [localAccount(), newOwnerCode(), await freePort()];
  const url = `http://localhost:${port}`;
  const vars = workerVars(account, { publicUrl: url, emulatorUrl: 'http://localhost:9', ownerCode });
  const worker = await startWorker({ port, vars });
  endings.push(() => worker.stop());
  const { transport, isQuiet } = wire();
  const given = { account: emulatorAccount(account, url), transport, startMs: Date.now() };
  const exchange = createExchangeUnderTest({}, given);
  const owner = await signsIn(url, ownerCode, exchange);
  const phones: Phone[] = [];
  for (const name of ['Ann', 'Bob', 'Cleo', 'Dan', 'Eve']) {
    const first = name === 'Ann' ? owner : await signsIn(url, await codeFrom(owner, name), exchange);
    phones.push(first);
    for (let more = 0; more < 2; more += 1) phones.push(await signsIn(url, await codeFrom(first), exchange));
  }

  /** Time passes, a little and then all that the Worker has to say to it. */
  const passes = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      await exchange.clock.advance(100);
      while (!isQuiet()) await new Promise((resolve) => setTimeout(resolve, 2));
      await exchange.clock.settle();
    }
  };
  /** Its page is open. */
  const wakes = async ({ cookie }: Phone) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live?since=0`, { headers: { cookie, origin: url } });
    endings.push(() => socket.terminate());
    await once(socket, 'message');
  };
  return { exchange, phones, line: account.phoneNumber, passes, wakes };
}

const ringing = (phones: Phone[]) => phones.filter(({ sdk }) => sdk.calls.at(-1)?.seen.length === 0);
const unforeseen = (exchange: ExchangeUnderTest) => exchange.asked('/twiml/fallback');

test('the outside calls: the awake ring at once, nobody is forgotten, never an eleventh at once; one answers, all others stop', async () => {
  const { exchange, phones, line, passes, wakes } = await house();
  const awake = phones.filter((_, i) => i % 3 === 1);
  for (const phone of awake) await wakes(phone);
  exchange.control.phone(FAR).call(line);
  await passes(2000);
  const first = ringing(phones);
  expect(first).toHaveLength(10);
  expect(awake.filter((phone) => !first.includes(phone))).toEqual([]);

  await passes(21_000);
  const second = ringing(phones);
  expect(second.length).toBeLessThanOrEqual(10);
  expect(phones.filter(({ sdk }) => sdk.calls.length === 0)).toEqual([]);
  expect(first.every(({ sdk }) => sdk.calls[0]?.seen.join() === 'cancel')).toBe(true);
  expect(unforeseen(exchange)).toEqual([]);

  const [answers, late] = second.filter((phone) => !first.includes(phone));
  const legOf = (phone: Phone | undefined) => phone?.sdk.calls.at(-1)?.callSid ?? '';
  expect((await answers?.asks('POST', `/api/calls/${legOf(answers)}/answering`))?.status).toBe(204);
  expect((await late?.asks('POST', `/api/calls/${legOf(late)}/answering`))?.status).toBe(409);
  answers?.sdk.calls.at(-1)?.events.accepted();
  await passes(1000);
  expect(ringing(phones)).toEqual([answers]);
  expect(
    second.filter((phone) => phone !== answers).every(({ sdk }) => sdk.calls.at(-1)?.seen.join() === 'cancel'),
  ).toBe(true);
  expect(exchange.control.phone(FAR).view().state).toBe('in-call');

  exchange.control.phone(FAR).hangUp();
  await passes(1000);
  const states = await Promise.all(
    phones.map(async ({ asks }) => {
      const { calls } = (await (await asks('GET', '/api/calls')).json()) as { calls: { state: string }[] };
      return calls.map(({ state }) => state).join();
    }),
  );
  const theirs = Math.floor(phones.findIndex((phone) => phone === answers) / 3);
  expect(states).toEqual(phones.map((_, i) => (Math.floor(i / 3) === theirs ? 'completed' : 'answered-elsewhere')));
});

test('nobody answers: everybody has rung, the caller hears a sentence, and all have missed it', async () => {
  const { exchange, phones, line, passes } = await house();
  exchange.control.phone(FAR).call(line);
  await passes(46_000);
  expect(ringing(phones)).toEqual([]);
  expect(phones.filter(({ sdk }) => sdk.calls.length === 0)).toEqual([]);
  expect(exchange.asked('/twiml/dial-ended').map(({ url }) => url.searchParams.get('r'))).toEqual(['0', '1']);
  expect(unforeseen(exchange)).toEqual([]);
  exchange.control.phone(FAR).hangUp();
  await passes(1000);
  const { unread } = (await (await phones[14]?.asks('GET', '/api/calls'))?.json()) as { unread: number };
  expect(unread).toBe(1);
});
