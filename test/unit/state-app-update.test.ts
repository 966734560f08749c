import { expect, test } from 'vitest';
import { AppUpdate, lookEveryMs, type Versions } from '../../web/src/state/app-update.svelte.ts';
import type { CallLock } from '../../web/src/state/call-lock.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A browser with some tabs: what its service worker does, and whether any tab has a call. */
class BrowserDouble {
  readonly did: string[] = [];
  readonly clock = new ManualClock();
  #events: Parameters<Versions['keep']>[0] = { waiting() {}, replaced() {} };
  #calls = 0;
  #queue: (() => void)[] = [];

  readonly versions: Versions = {
    keep: (events) => {
      this.#events = events;
      this.did.push('kept');
    },
    look: () => this.did.push('looked'),
    activate: () => this.did.push('activated'),
    reload: () => this.did.push('reloaded'),
  };
  readonly calls: CallLock = {
    hold: () => {
      this.#calls += 1;
      return () => {
        this.#calls -= 1;
        this.#settle();
      };
    },
    whenFree: (work) => {
      this.#queue.push(work);
      this.#settle();
    },
  };

  aNewVersionWaits(): void {
    this.#events.waiting();
  }
  aNewVersionTookOver(): void {
    this.#events.replaced();
  }
  #settle(): void {
    if (this.#calls === 0) for (const work of this.#queue.splice(0)) work();
  }
}

test('a new version is offered, and taken into use only when the person taps', () => {
  const browser = new BrowserDouble();
  const update = new AppUpdate(browser);
  update.start();
  expect(update.isReady).toBe(false);
  browser.aNewVersionWaits();
  expect(update.isReady).toBe(true);
  expect(browser.did).toEqual(['kept']);
  update.apply();
  browser.aNewVersionTookOver();
  expect(browser.did).toEqual(['kept', 'activated', 'reloaded']);
});

test('somebody taps while a call goes on in another tab: the new version waits for its end', () => {
  const browser = new BrowserDouble();
  const update = new AppUpdate(browser);
  update.start();
  const hangUp = browser.calls.hold();
  browser.aNewVersionWaits();
  update.apply();
  expect(browser.did).toEqual(['kept']);
  hangUp();
  expect(browser.did).toEqual(['kept', 'activated']);
});

test('a new version took over as a call began: the page is opened again after the call, not in it', () => {
  const browser = new BrowserDouble();
  new AppUpdate(browser).start();
  const hangUp = browser.calls.hold();
  browser.aNewVersionTookOver();
  expect(browser.did).toEqual(['kept']);
  hangUp();
  expect(browser.did).toEqual(['kept', 'reloaded']);
});

test('a page that stays open looks for a new version, once an hour at most, whatever the clock does', async () => {
  const browser = new BrowserDouble();
  const update = new AppUpdate(browser);
  update.start();
  update.look();
  expect(browser.did).toEqual(['kept']);
  await browser.clock.advance(lookEveryMs);
  update.look();
  update.look();
  expect(browser.did).toEqual(['kept', 'looked']);
});

test('the telephone comes up first: the app is put on the device when it has, or after five seconds, and once', async () => {
  const browser = new BrowserDouble();
  const update = new AppUpdate(browser);
  update.startSoon();
  await browser.clock.advance(4_999);
  expect(browser.did).toEqual([]);
  await browser.clock.advance(1);
  update.start();
  expect(browser.did).toEqual(['kept']);
});
