import { expect, type Locator, type Page } from '@playwright/test';
import type { OutsideWorld } from '../support/outside.ts';
import { historyOfPage } from '../support/page-history.ts';
import { hearsInPage, soundOfPage } from '../support/page-sound.ts';
import { WORDS } from './words.ts';

export type OutsidePhone = ReturnType<OutsideWorld['phone']>;

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

  /** Another tab of the browser has the phone, and this one offers to take it. */
  async isElsewhere(): Promise<void> {
    await expect(this.button(this.words.useHere)).toBeVisible();
    await expect(this.button(this.words.ready)).toBeHidden();
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

  async answers(): Promise<void> {
    await this.presses(this.words.answer);
    await this.isInCall();
  }

  /** It stops ringing here; whatever is said of it is put away. */
  async stopsRinging(): Promise<void> {
    await expect(this.call('pending')).toBeHidden();
    await this.dismissesCall();
  }

  /** The call is over, and the screen says why; it is put away. */
  async readsTheEnd(words: string | RegExp): Promise<void> {
    await expect(this.call('closed')).toContainText(words);
    await this.dismissesCall();
  }

  /** Ends the call from here, and puts its card away. */
  async hangsUp(): Promise<void> {
    await this.presses(this.words.hangUp);
    await this.dismissesCall();
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

  /** The newest row of Recents with this number, given as E.164 of the North American plan. */
  recent(number: string): Locator {
    const written = number.replace(/^(\+1)(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3-$4');
    return this.page.getByRole('listitem').filter({ hasText: written }).first();
  }

  /** Recents as they are on the screen, newest first. */
  readsHistory(): Promise<string[]> {
    return historyOfPage(this.page);
  }

  async opens(tab: 'keypad' | 'recents' | 'contacts' | 'settings'): Promise<void> {
    // The way to Recents also says how many missed calls wait there.
    const name = new RegExp(`^${this.words[tab]}(, |$)`);
    await this.page.getByRole('link', { name }).filter({ visible: true }).click();
  }

  /** Calls the other device of the house, from settings. */
  async callsDevice(): Promise<void> {
    await this.opens('settings');
    const call = this.page
      .getByRole('listitem')
      .getByRole('button', { name: new RegExp(`^${this.words.call} `), disabled: false });
    await call.first().click();
  }

  /** From now on what is new in history reaches this person only by being told: pages of it cannot be asked for. */
  async cannotAskForHistory(): Promise<() => Promise<void>> {
    const pages = (url: URL) => url.pathname === '/api/calls';
    await this.page.route(pages, (route) => route.abort());
    return () => this.page.unroute(pages);
  }

  /** Calls somebody of us by name, from settings. */
  async callsColleague(name: string): Promise<void> {
    await this.opens('settings');
    await this.presses(`${this.words.call} ${name}`);
  }

  /** From now on this number is turned away: by the menu of its row in Recents. */
  async blocks(number: string): Promise<void> {
    await this.opens('recents');
    await this.recent(number).hover();
    await this.recent(number)
      .getByRole('button', { name: /^(Plus d’actions|More for)/ })
      .click();
    await this.presses(/^(Bloquer le|Block) /);
    await expect(this.page.getByText(/est bloqué|is blocked/)).toBeVisible();
    await this.opens('keypad');
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
