/// <reference types="svelte" />
import { describe, expect, test } from 'vitest';
import type { InstallOffer } from '../../web/src/state/install-offer.ts';
import { Installation, type InstallationOptions } from '../../web/src/state/installation.svelte.ts';

const DAY_MS = 24 * 3600 * 1000;
const chrome = {
  userAgent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  touchPoints: 0,
};
const iphone = {
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1',
  touchPoints: 5,
};

/** The browser's offer, and how the person answers it. */
function offer(answer: () => Promise<{ outcome: 'accepted' | 'dismissed' }>): InstallOffer & { asked: number } {
  const event = Object.assign(new Event('beforeinstallprompt'), {
    asked: 0,
    prompt: () => {
      event.asked += 1;
      return answer();
    },
  });
  return event;
}
const accepted = () => offer(() => Promise.resolve({ outcome: 'accepted' }));
const dismissed = () => offer(() => Promise.resolve({ outcome: 'dismissed' }));

const here = (options: Partial<InstallationOptions> = {}): Installation =>
  new Installation({
    ...chrome,
    isStandalone: false,
    canOffer: true,
    offer: null,
    memory: { declinedAtMs: null },
    now: () => 100 * DAY_MS,
    ...options,
  });

describe('where the telephone stands', () => {
  test('in a window of its own it is installed, and nothing is asked any more', () => {
    const installation = here({ isStandalone: true, offer: accepted() });
    expect(installation.placement).toBe('installed');
    expect(installation.isInviting).toBe(false);
    expect(here({ ...iphone, isStandalone: true }).placement).toBe('installed');
  });
  test('a browser that has offered can be asked, whether it did so before or after', () => {
    expect(here({ offer: accepted() }).placement).toBe('askable');
    const later = here();
    expect(later.placement).toBe('unoffered');
    expect(later.isInviting).toBe(false);
    later.offer(accepted());
    expect(later.placement).toBe('askable');
    expect(later.isInviting).toBe(true);
  });
  test('where it is done by hand the steps are shown, and where it cannot be done nobody is invited', () => {
    const byHand = here({ ...iphone, canOffer: false });
    expect(byHand.placement).toBe('ios-safari');
    expect(byHand.isInviting).toBe(true);
    const never = here({ canOffer: false });
    expect(never.placement).toBe('impossible');
    expect(never.isInviting).toBe(false);
  });
});

describe('asking', () => {
  test('the person says yes: installed, and no more said', async () => {
    const memory = { declinedAtMs: null };
    const installation = here({ offer: accepted(), memory });
    await installation.ask();
    expect(installation.placement).toBe('accepted');
    expect(installation.isInviting).toBe(false);
    expect(memory.declinedAtMs).toBeNull();
  });
  test('the person says no: not invited again, and the browser no longer offers', async () => {
    const memory = { declinedAtMs: null };
    const installation = here({ offer: dismissed(), memory });
    await installation.ask();
    expect(installation.placement).toBe('unoffered');
    expect(memory.declinedAtMs).toBe(100 * DAY_MS);
    installation.offer(dismissed());
    expect(installation.placement).toBe('askable');
    expect(installation.isInviting).toBe(false);
  });
  test('two quick taps ask once', async () => {
    const event = accepted();
    const installation = here({ offer: event });
    await Promise.all([installation.ask(), installation.ask()]);
    expect(event.asked).toBe(1);
  });
  test('a browser that takes its offer back leaves the way by its menu', async () => {
    const installation = here({ offer: offer(() => Promise.reject(new Error('InvalidStateError'))) });
    await installation.ask();
    expect(installation.placement).toBe('unoffered');
  });
  test('an offer renewed while the person decides is kept', async () => {
    const installation = here({ offer: dismissed() });
    const asking = installation.ask();
    installation.offer(accepted());
    await asking;
    expect(installation.placement).toBe('askable');
    await installation.ask();
    expect(installation.placement).toBe('accepted');
  });
});

describe('not now', () => {
  test.each([
    [59, false],
    [61, true],
  ])('%i days later the person is invited again: %s', (days, isInviting) => {
    const memory = { declinedAtMs: 100 * DAY_MS };
    expect(here({ offer: accepted(), memory, now: () => (100 + days) * DAY_MS }).isInviting).toBe(isInviting);
  });
  test('it is remembered, and Settings can still install', async () => {
    const memory = { declinedAtMs: null };
    const installation = here({ offer: accepted(), memory });
    installation.decline();
    expect(installation.isInviting).toBe(false);
    expect(memory.declinedAtMs).toBe(100 * DAY_MS);
    await installation.ask();
    expect(installation.placement).toBe('accepted');
  });
});
