import * as v from 'valibot';
import { type AccountInput, AccountSchema } from '../emulator/account.ts';
import { createManualClock } from '../emulator/clock.ts';
import { Control } from '../emulator/control/control.ts';
import { Faults } from '../emulator/control/faults.ts';
import { Exchange } from '../emulator/exchange/exchange.ts';
import { createSidMaker, Ledger } from '../emulator/exchange/ledger.ts';
import { createEngine } from '../emulator/media/engine.ts';
import { createPhoneLeg } from '../emulator/media/phone-leg.ts';
import { silence } from '../emulator/media/tone.ts';
import { Phones } from '../emulator/numbers/phones.ts';
import { Journal } from '../emulator/webhooks/journal.ts';
import { Reports } from '../emulator/webhooks/reports.ts';
import { UnreachableError, type Transport } from '../emulator/webhooks/transport.ts';
import { createWebhooks } from '../emulator/webhooks/webhooks.ts';
import { emulatedAccount } from './emulated-account.ts';
import { createDevices } from './emulated-devices.ts';

export const SERVER = 'http://server.test';

/** What the account's server answers on a path: TwiML, or a whole answer, or nobody there. */
export type ServerAnswer =
  string | { status: number; body?: string | Uint8Array; type?: string } | 'unreachable' | 'never';
export type Server = Record<string, ServerAnswer | ((params: Record<string, string>, url: URL) => ServerAnswer)>;

export interface Asked {
  path: string;
  url: URL;
  method: string;
  params: Record<string, string>;
  headers: Record<string, string>;
  body: string | null;
}

export const twiml = (verbs: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`;

export interface ExchangeOptions {
  lines?: 1 | 2;
  /** In place of one whose server is at `SERVER`. */
  account?: AccountInput;
  /** The account's server, in place of what `server` says. */
  transport?: Transport;
  /** When its time begins, in milliseconds since the epoch. */
  startMs?: number;
}

/** The exchange with everything real but time, the account's server and the SDKs' sockets. */
export function createExchangeUnderTest(server: Server, options: ExchangeOptions = {}) {
  const clock = createManualClock(options.startMs);
  const engine = createEngine({ isManual: true });
  const account = v.parse(AccountSchema, options.account ?? emulatedAccount(SERVER, options));
  const asked: Asked[] = [];

  const transport: Transport = async (request, signal) => {
    const url = new URL(request.url);
    const params = Object.fromEntries(
      request.method === 'POST' ? new URLSearchParams(request.body ?? '') : url.searchParams,
    );
    asked.push({
      path: url.pathname,
      url,
      method: request.method,
      params,
      headers: request.headers,
      body: request.body,
    });
    if (options.transport) return options.transport(request, signal);
    const found = server[url.pathname] ?? { status: 404 };
    const answer = typeof found === 'function' ? found(params, url) : found;
    if (answer === 'unreachable') throw new UnreachableError('connection refused', false);
    if (answer === 'never') await new Promise((resolve) => signal.addEventListener('abort', resolve));
    if (typeof answer === 'string')
      return { status: 200, contentType: 'text/xml', body: new TextEncoder().encode(answer) };
    const { status, type = 'text/xml', body = '' } = answer;
    return { status, contentType: type, body: typeof body === 'string' ? new TextEncoder().encode(body) : body };
  };

  const ledger = new Ledger(clock, createSidMaker(1), () => undefined);
  const journal = new Journal();
  const devices = createDevices(engine);
  const phones = new Phones({
    clock,
    createLeg: () => createPhoneLeg({ engine }),
    microphone: silence,
    play: () => undefined,
  });
  const faults = new Faults({ clock, signaling: () => devices.signaling, legs: () => exchange.sdkLegs() });
  const office = createWebhooks({
    account,
    transport,
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
    signaling: () => devices.signaling,
    isVerified: (number) => phones.isVerified(number),
    speechProgram: null,
  });
  const control = new Control({
    lines: account.phoneNumbers,
    ledger,
    exchange,
    phones,
    journal,
    webhooks: office,
    faults,
    signaling: () => devices.signaling,
  });

  return {
    account,
    clock,
    control,
    devices,
    exchange,
    ledger,
    /** The URL paths asked so far, in order. */
    paths: () => asked.map(({ path }) => path),
    asked: (path?: string) => asked.filter((one) => path === undefined || one.path === path),
    /** An SDK with this identity places a call through the account's app. */
    place: (identity: string, params: Record<string, string> = {}) =>
      devices.place(exchange, identity, account.applications[0]?.sid ?? '', params),
    /** Lets `ms` of sound pass, with the clock. */
    async hear(ms: number) {
      for (let passed = 0; passed < ms; passed += 20) {
        engine.tick();
        await clock.advance(20);
      }
    },
    /** Measures while `ms` of sound pass. */
    async measure<T>(ms: number, start: () => Promise<T>): Promise<T> {
      const measured = start();
      await this.hear(ms + 40);
      return measured;
    },
  };
}

export type ExchangeUnderTest = ReturnType<typeof createExchangeUnderTest>;

export { LINE, SECOND_LINE } from './emulated-account.ts';

/** A telephone that somebody must answer. */
export const FAR = '+15145550123';
