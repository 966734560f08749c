import { createServer, type Server } from 'node:http';
import * as v from 'valibot';
import { Hono } from 'hono';
import { AccountSchema, type AccountInput } from './account.ts';
import { createRealClock } from './clock.ts';
import { Control } from './control/control.ts';
import { Faults } from './control/faults.ts';
import { controlRoutes } from './control/routes.ts';
import { Exchange } from './exchange/exchange.ts';
import { createSidMaker, Ledger } from './exchange/ledger.ts';
import { isFromHere, pathOf, serve } from './http.ts';
import { createEngine } from './media/engine.ts';
import { createPhoneLeg } from './media/phone-leg.ts';
import { Phones } from './numbers/phones.ts';
import { attachOutsideAudio, OUTSIDE_PATH } from './outside/audio.ts';
import { handleOutside } from './outside/pages.ts';
import { faultyRest } from './rest/faulty.ts';
import { restRoutes } from './rest/routes.ts';
import { createSignaling, SIGNALING_PATH } from './signaling/server.ts';
import { Journal, type JournalEntry } from './webhooks/journal.ts';
import { Reports } from './webhooks/reports.ts';
import { nodeTransport, type Transport } from './webhooks/transport.ts';
import { createWebhooks } from './webhooks/webhooks.ts';
import type { Clock, Signaling } from './ports.ts';

export type { AccountInput } from './account.ts';

export interface EmulatorOptions {
  account: AccountInput;
  /** 0 lets the system choose. */
  port: number;
  clock?: Clock;
  /** The same seed gives the same SIDs. */
  seed?: number;
  /** How requests to the account's server are made. */
  transport?: Transport;
  /** An espeak-ng for `<Say>`; without it texts are heard as patterns. */
  speechProgram?: string | null;
  log?: (message: string, details?: Record<string, unknown>) => void;
  /** Told of each webhook when its answer is there. */
  onWebhook?: (entry: JournalEntry) => void;
}

export interface Emulator {
  readonly url: string;
  readonly port: number;
  readonly control: Control;
  close(): Promise<void>;
}

/** Starts a small Twilio on one port: signaling, REST, webhooks, the outside world and its control API. */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const account = v.parse(AccountSchema, options.account);
  const { log = () => undefined } = options;
  const clock = options.clock ?? createRealClock();
  const server = createServer();
  const engine = createEngine();
  const outsideAudio = attachOutsideAudio(server);
  const phones = new Phones({
    clock,
    createLeg: () => createPhoneLeg({ engine }),
    microphone: outsideAudio.microphone,
    play: outsideAudio.play,
  });
  let signaling: Signaling | null = null;
  const theSignaling = (): Signaling => {
    if (signaling === null) throw new Error('signaling is not up yet');
    return signaling;
  };
  const ledger = new Ledger(clock, createSidMaker(options.seed ?? clock.now()), (callSid, what) =>
    log(what, { callSid }),
  );
  const journal = new Journal(options.onWebhook);
  const faults = new Faults({ clock, signaling: theSignaling, legs: () => exchange.sdkLegs() });
  const office = createWebhooks({
    account,
    transport: options.transport ?? nodeTransport,
    clock,
    journal,
    faultOf: (request) => faults.webhookFault(request),
  });
  const webhooks = office.send;
  const reports = new Reports({ accountSid: account.accountSid, webhooks, clock });
  const exchange = new Exchange({
    account,
    clock,
    ledger,
    webhooks,
    reports,
    publicNetwork: phones,
    createLeg: () => createPhoneLeg({ engine }),
    signaling: theSignaling,
    isVerified: (number) => phones.isVerified(number),
    speechProgram: options.speechProgram ?? null,
  });
  signaling = createSignaling({ server, clock, account, switching: exchange, engine, log });
  const control = new Control({
    lines: account.phoneNumbers,
    ledger,
    exchange,
    phones,
    journal,
    webhooks: office,
    faults,
    signaling: theSignaling,
  });

  const app = new Hono();
  app.use('/_emulator/*', async (c, next) => {
    // Only this machine's own pages: no other web page may press these keys.
    const { host, origin } = c.req.header();
    if (!isFromHere({ host, origin })) return c.json({ error: { field: 'Origin', message: 'not from here' } }, 403);
    await next();
  });
  app.mount('/_emulator', controlRoutes(control).fetch);
  app.mount('/2010-04-01', restRoutes({ account, ledger, exchange }).fetch);
  const answer = faultyRest((request) => app.fetch(request), {
    clock,
    faultOf: (request) => faults.restFault(request),
  });
  server.on('request', (incoming, outgoing) => {
    if (!handleOutside(incoming, outgoing)) void serve(answer, incoming, outgoing);
  });

  server.on('upgrade', (request, stream) => {
    if (![SIGNALING_PATH, OUTSIDE_PATH].includes(pathOf(request))) stream.destroy();
  });

  // The loopback addresses alone: the control API has no password.
  const port = await listen(server, options.port, '127.0.0.1');
  const second = await listenOnIpv6(server, port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    control,
    async close() {
      control.reset();
      // First of all nobody new: a Device that comes back while its socket is closed would hold the port.
      const stopped = [server, second].map(stop);
      await theSignaling().close();
      outsideAudio.close();
      engine.close();
      await Promise.all(stopped);
    },
  };
}

/** `localhost` may mean ::1 first: the same server answers there, where the machine has IPv6. */
async function listenOnIpv6(server: Server, port: number): Promise<Server | null> {
  const second = createServer((incoming, outgoing) => server.emit('request', incoming, outgoing));
  second.on('upgrade', (incoming, socket, head) => server.emit('upgrade', incoming, socket, head));
  return listen(second, port, '::1').then(
    () => second,
    () => null,
  );
}

function stop(server: Server | null): Promise<void> {
  if (server === null) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
