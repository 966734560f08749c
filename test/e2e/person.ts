import { expect, type Locator, type Page } from '@playwright/test';
import type { OutsideWorld } from '../support/outside.ts';
import { hearsInPage, soundOfPage } from '../support/page-sound.ts';

type OutsidePhone = ReturnType<OutsideWorld['phone']>;

const WORDS = {
  'fr-CA': {
    signIn: 'Se connecter sur cet appareil',
    start: 'Démarrer le téléphone',
    call: 'Appeler',
    answer: 'Répondre',
    decline: 'Refuser',
    hangUp: 'Raccrocher',
    mute: 'Couper le micro',
    unmute: 'Micro coupé',
    keypad: 'Clavier',
    recents: 'Récents',
    settings: 'Réglages',
    dismiss: 'Terminer',
    retry: 'Réessayer',
    signOut: 'Se déconnecter',
    addDevice: 'Ajouter un appareil',
    ready: /ce téléphone sonnera/,
    problem: 'Problème',
  },
  'en-CA': {
    signIn: 'Sign in on this device',
    start: 'Start phone',
    call: 'Call',
    answer: 'Answer',
    decline: 'Decline',
    hangUp: 'Hang up',
    mute: 'Mute',
    unmute: 'Muted',
    keypad: 'Keypad',
    recents: 'Recents',
    settings: 'Settings',
    dismiss: 'Done',
    retry: 'Try again',
    signOut: 'Sign out',
    addDevice: 'Add a device',
    ready: /this phone will ring/,
    problem: 'Problem',
  },
} as const;

/** Somebody at a browser: what they do and what they see, in the words on their screen. */
export class Person {
  readonly page: Page;
  readonly locale: keyof typeof WORDS;
  readonly words: (typeof WORDS)[keyof typeof WORDS];
  /** The tone that this person's microphone hears. */
  readonly toneHz: number;
  /** Everything the console said at the levels of warning and error. */
  readonly complaints: string[] = [];
  /** Every address the page asked for. */
  readonly requests: string[] = [];

  constructor(page: Page, locale: keyof typeof WORDS, toneHz: number) {
    this.page = page;
    this.locale = locale;
    this.words = WORDS[locale];
    this.toneHz = toneHz;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('websocket', (socket) => this.requests.push(socket.url()));
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async signsIn(link: string): Promise<void> {
    await this.page.goto(link);
    await this.button(this.words.signIn).click();
    await expect(this.button(this.words.call)).toBeVisible();
  }

  /** The phone is registered: it will ring. */
  async isReady(withinMs = 10_000): Promise<void> {
    await expect(this.button(this.words.ready)).toBeAttached({ timeout: withinMs });
  }

  /** What is wrong, said where the phone's state is shown. */
  problem(): Locator {
    return this.page.getByRole('region', { name: this.words.problem, exact: true });
  }

  async types(number: string): Promise<void> {
    await this.page.getByRole('textbox').fill(number);
  }

  async dials(number: string): Promise<void> {
    await this.types(number);
    await this.button(this.words.call).click();
  }

  /** The screen of the call, in this state of the machine. */
  call(state: string): Locator {
    return this.page.locator(`[data-call-state="${state}"]`);
  }

  async isInCall(): Promise<void> {
    await expect(this.call('open')).toBeVisible({ timeout: 10_000 });
  }

  async presses(name: string | RegExp): Promise<void> {
    await this.button(name).click();
  }

  /** Calls an outside phone, its number written so or otherwise, and is answered; returns once it hears this person. */
  async talksTo(far: OutsidePhone, dialed = far.number): Promise<void> {
    await far.is('manual', { says: { toneHz: 1000 } });
    await this.dials(dialed);
    await expect(this.call('ringing')).toBeVisible();
    await far.answers();
    await this.isInCall();
    await this.isHeardBy(far);
  }

  /** An outside phone calls the line; returns the call's SID once it rings here. */
  async isCalledBy(far: OutsidePhone, line: string): Promise<string> {
    await far.is('manual', { says: { toneHz: 1000 } });
    const { callSid } = await far.calls(line);
    await expect(this.call('pending')).toBeVisible();
    return callSid;
  }

  /** The far end hears the tone of this person's microphone, within a few tries. */
  async isHeardBy(far: OutsidePhone): Promise<void> {
    await expect.poll(async () => (await far.hears(this.toneHz)).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
  }

  /** The far end goes on receiving sound from here, and all of it is exact silence. */
  async isSilentTo(far: OutsidePhone): Promise<void> {
    await expect.poll(async () => (await far.hears(this.toneHz, 300)).silent).toBe(true);
    const heard = await far.hears(this.toneHz, 600);
    expect(heard).toMatchObject({ silent: true, rms: 0 });
    expect(heard.frames).toBeGreaterThan(20);
  }

  /** A key of the keypad, by its digit. */
  key(digit: string): Locator {
    const names: Record<string, RegExp> = { '*': /^(étoile|star)$/, '#': /^(carré|pound)$/ };
    return this.button(names[digit] ?? new RegExp(`^${digit}\\b`))
      .filter({ visible: true })
      .last();
  }

  async dismissesCall(): Promise<void> {
    const close = this.call('closed').getByRole('button', { name: this.words.dismiss });
    if (await close.isVisible()) await close.click();
    await expect(this.call('closed')).toBeHidden();
  }

  async opens(tab: 'keypad' | 'recents' | 'settings'): Promise<void> {
    await this.page.getByRole('link', { name: this.words[tab], exact: true }).filter({ visible: true }).click();
  }

  /** Calls the other device of the house, from settings. */
  async callsDevice(): Promise<void> {
    await this.opens('settings');
    const call = this.page
      .getByRole('listitem')
      .getByRole('button', { name: new RegExp(`^${this.words.call} `), disabled: false });
    await call.first().click();
  }

  /** The same person, signed in, in another tab of the same browser. */
  async opensAnotherTab(): Promise<Person> {
    const tab = new Person(await this.page.context().newPage(), this.locale, this.toneHz);
    await tab.page.goto('/');
    return tab;
  }

  /** Moves the focus with Tab until it is on this button. */
  async tabsTo(name: string): Promise<void> {
    for (let presses = 0; presses < 30; presses += 1) {
      if (await this.button(name).evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${name}`);
  }

  /**
   * How many frames the page draws from the next click until this property of this element is `wanted` (a number typed:
   * without its spaces); Infinity when it takes more than two seconds' worth. Asked before the click.
   */
  framesToShow(selector: string, property: 'value' | 'ariaPressed', wanted: string): Promise<number> {
    return this.page.evaluate(
      ({ selector, property, wanted }) =>
        new Promise<number>((resolve) => {
          const isShown = () => {
            const element = document.querySelector(selector);
            return element !== null && String(Reflect.get(element, property)).replace(/[^\w*#]/g, '') === wanted;
          };
          const count = (frames: number) => {
            if (isShown()) resolve(frames);
            else if (frames > 120) resolve(Infinity);
            else requestAnimationFrame(() => count(frames + 1));
          };
          document.addEventListener('click', () => requestAnimationFrame(() => count(1)), {
            capture: true,
            once: true,
          });
        }),
      { selector, property, wanted },
    );
  }

  /** The loudness of the page's own sounds (ringback, keys): the highest RMS within a while. */
  localSound(): Promise<number> {
    return soundOfPage(this.page);
  }

  hears(hz: number) {
    return hearsInPage(this.page, hz);
  }

  /** Hears a pure tone of this frequency, within a few tries (media needs a moment to flow). */
  async hearsTone(hz: number): Promise<void> {
    await expect.poll(async () => (await this.hears(hz)).purity, { timeout: 10_000 }).toBeGreaterThan(0.9);
  }
}
