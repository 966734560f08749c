import { chromium, expect, test as base, type Browser, type BrowserContext } from '@playwright/test';
import { createEmulator } from '../emulator/index.ts';
import { emulatorAccount, localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { requireChromium } from '../support/chromium.ts';
import { janitor, type Janitor } from '../support/janitor.ts';
import { startWorker, type RunningWorker } from '../support/miniflare.ts';
import { outsideWorld, type OutsideWorld } from '../support/outside.ts';
import { instrument } from '../support/page-sound.ts';
import { freePort } from '../support/ports.ts';
import { spoiledToken, type TokenFault } from '../support/spoiled-token.ts';
import { toneFile } from '../support/tone.ts';
import { Person } from './person.ts';

/** The emulated Twilio, the built Worker and somebody who keeps the house, for all tests of a run. */
interface House {
  worker: RunningWorker;
  url: string;
  /** The main line. */
  line: string;
  /** All its lines, the main one first. */
  lines: string[];
  emulatorUrl: string;
  keeper: Janitor;
  stopTwilio(): Promise<void>;
  /** Starts it again, at the same address. */
  startTwilio(): Promise<void>;
  /** The file of a recording, as Twilio itself gives it; null when it has none. */
  fileAtTwilio(recordingSid: string): Promise<Buffer | null>;
  /** Remakes a good token into one that Twilio refuses. */
  spoiledToken(good: string, kind: TokenFault): Promise<string>;
}

interface PersonOptions {
  /** The tone this person's microphone hears. */
  toneHz?: 440 | 660;
  locale?: 'fr-CA' | 'en-CA';
  /** False: the browser has to ask for the microphone. */
  hasMicrophone?: boolean;
  viewport?: { width: number; height: number };
  /** Pixels of the screen to one of the page. */
  deviceScaleFactor?: number;
  /** What the browser says it is. */
  userAgent?: string;
  colorScheme?: 'light' | 'dark';
  /** False: the sign-in screen. */
  isSignedIn?: boolean;
  /** A colleague of this name; else one more device of the owner. */
  name?: string;
}

interface Fixtures {
  outside: OutsideWorld;
  /** A person with a browser of their own, signed in, whose phone is ready unless asked otherwise. */
  person: (options?: PersonOptions) => Promise<Person>;
  ann: Person;
  bob: Person;
}

interface Shared {
  house: House;
  /** How many lines the house has. */
  lineCount: 1 | 2;
  /** A house of this name is shared with no test that asks for another: its history begins empty, its clock may be moved. */
  houseName: string;
  /** Where quality reports go; null: nowhere. */
  insights: string | null;
  /** Where another tool may join the people's browser of 440 Hz; null: nowhere. */
  debuggingPort: number | null;
  browsers: Record<440 | 660, Browser>;
}

export const test = base.extend<Fixtures, Shared>({
  house: [
    async ({ lineCount, insights }, use) => {
      const account = localAccount({ lines: lineCount });
      const ownerCode = newOwnerCode();
      const port = await freePort();
      const url = `http://localhost:${port}`;
      const emulatorPort = await freePort();
      const startTwilio = () => createEmulator({ account: emulatorAccount(account, url), port: emulatorPort });
      let emulator = await startTwilio();
      const vars = workerVars(account, { publicUrl: url, emulatorUrl: emulator.url, ownerCode, insights });
      const worker = await startWorker({ port, vars });
      const keeper = await janitor(url, ownerCode);
      await use({
        worker,
        url,
        line: account.phoneNumber,
        lines: account.lines.map(({ phoneNumber }) => phoneNumber),
        emulatorUrl: emulator.url,
        keeper,
        stopTwilio: () => emulator.close(),
        async startTwilio() {
          emulator = await startTwilio();
        },
        async fileAtTwilio(recordingSid) {
          const { accountSid, authToken } = account;
          const url = `${emulator.url}/2010-04-01/Accounts/${accountSid}/Recordings/${recordingSid}.wav`;
          const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
          const response = await fetch(url, { headers: { authorization } });
          return response.ok ? Buffer.from(await response.arrayBuffer()) : null;
        },
        spoiledToken: (good, kind) => spoiledToken(good, kind, account.apiSecret),
      });
      await worker.stop();
      await emulator.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  lineCount: [1, { scope: 'worker', option: true }],

  houseName: ['', { scope: 'worker', option: true }],

  insights: [null, { scope: 'worker', option: true }],

  debuggingPort: [null, { scope: 'worker', option: true }],

  browsers: [
    async ({ debuggingPort }, use) => {
      const joined = debuggingPort === null ? [] : [`--remote-debugging-port=${debuggingPort}`];
      const [low, high] = await Promise.all([launch(440, joined), launch(660)]);
      await use({ 440: low, 660: high });
      await Promise.all([low.close(), high.close()]);
    },
    { scope: 'worker' },
  ],

  outside: async ({ house }, use) => {
    const outside = outsideWorld(house.emulatorUrl);
    await outside.reset();
    await use(outside);
    await outside.reset();
    await house.worker.setStorage({ directory: 'works', object: 'works' });
    await house.keeper.cutOffOthers();
    await house.keeper.forgetContacts();
  },

  person: async ({ house, browsers, outside: _ }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browsers[options.toneHz ?? 440].newContext({
        baseURL: house.url,
        locale: options.locale ?? 'fr-CA',
        viewport: options.viewport ?? { width: 390, height: 844 },
        deviceScaleFactor: options.deviceScaleFactor ?? 1,
        ...(options.userAgent === undefined ? {} : { userAgent: options.userAgent }),
        colorScheme: options.colorScheme ?? 'light',
        permissions: options.hasMicrophone === false ? [] : ['microphone', 'clipboard-read', 'clipboard-write'],
      });
      contexts.push(context);
      await context.addInitScript(instrument);
      const person = new Person(await context.newPage(), options.locale ?? 'fr-CA', options.toneHz ?? 440);
      if (options.isSignedIn === false) await person.page.goto('/');
      else await person.signsIn(await house.keeper.newLink(options.name));
      return person;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  ann: async ({ person }, use) => {
    const ann = await person();
    await ann.isReady();
    await use(ann);
  },

  bob: async ({ person }, use) => {
    const bob = await person({ toneHz: 660, locale: 'en-CA' });
    await bob.isReady();
    await use(bob);
  },
});

/** Chromium with a microphone that hears one tone. No autoplay flag: a call must not need one. */
export async function launch(toneHz: number, more: string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: requireChromium(),
    args: [
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${toneFile(toneHz)}`,
      '--allow-loopback-in-peer-connection',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...more,
    ],
  });
}

export { expect };
