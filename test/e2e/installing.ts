import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type BrowserContext, type Locator } from '@playwright/test';
import { requireChromium } from '../support/chromium.ts';
import type { Person } from './person.ts';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
export const SAFARI_ON_IPHONE = `${IPHONE} Version/26.1 Mobile/15E148 Safari/604.1`;

/** What the browsers that cannot be asked say they are. */
export const BY_HAND = {
  ios: SAFARI_ON_IPHONE,
  'ios-other': `${IPHONE} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1`,
  mac: `${MAC} Version/26.1 Safari/605.1.15`,
  firefox: 'Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0',
};

/** A browser with a profile of its own: a private window, which tests are given otherwise, cannot install anything. */
export async function ownProfile(locale: string): Promise<{ context: BrowserContext; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'bakelite-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: requireChromium(),
    locale,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Loads this person's page again in a browser that offers to install it. The event is ours, because a private window never offers;
 * it comes as early as the browser's may, and counts how often the page has the person asked.
 */
export async function isOfferedToInstall(who: Person, outcome: 'accepted' | 'dismissed'): Promise<void> {
  await who.page.addInitScript((answer) => {
    const counts = globalThis as { timesAsked?: number };
    const prompt = () => {
      counts.timesAsked = (counts.timesAsked ?? 0) + 1;
      return Promise.resolve({ outcome: answer });
    };
    addEventListener('DOMContentLoaded', () => {
      const offer = new Event('beforeinstallprompt', { cancelable: true });
      dispatchEvent(Object.assign(offer, { prompt }));
      Object.assign(globalThis, { showsItsOwnBar: !offer.defaultPrevented });
    });
  }, outcome);
  await who.page.reload();
  await who.isReady();
  expect(await who.page.evaluate(() => (globalThis as { showsItsOwnBar?: boolean }).showsItsOwnBar)).toBe(false);
}

export const timesAsked = (who: Person): Promise<number> =>
  who.page.evaluate(() => (globalThis as { timesAsked?: number }).timesAsked ?? 0);

/** The card under the header. */
export const invitation = (who: Person): Locator =>
  who.page.getByRole('region', { name: who.locale === 'fr-CA' ? 'Installer' : 'Install', exact: true });

/** Signs in on an iPhone in spite of the steps. */
export async function signsInHere(who: Person, link: string): Promise<void> {
  await who.page.goto('about:blank');
  await who.page.goto(link);
  await who.presses(who.locale === 'fr-CA' ? 'Se connecter ici quand même' : 'Sign in here all the same');
  await who.presses(who.words.signIn);
  await who.isReady();
}
