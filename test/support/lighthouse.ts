import type { Page } from '@playwright/test';
import lighthouse, { snapshot, type Flags, type RunnerResult } from 'lighthouse';
import type { Browser, BrowserContext, Page as PuppeteerPage } from 'puppeteer-core';

/** The page as it stands: nothing emulated, resized, scrolled or slowed down. */
const asItStands: Flags = {
  logLevel: 'error',
  onlyCategories: ['accessibility', 'best-practices'],
  formFactor: 'mobile',
  screenEmulation: { disabled: true },
  emulatedUserAgent: false,
  throttlingMethod: 'provided',
  usePassiveGathering: true,
  disableFullPageScreenshot: true,
};

/** What Lighthouse thinks of a page as it stands: the score of each category, and the audits that failed, with where. */
export interface Opinion {
  scores: Record<string, number | null>;
  failed: string[];
}

/** Lighthouse's snapshot of a page that people hold open, seen through a second connection to the same browser. */
export async function opinionOf(browser: Browser, page: Page): Promise<Opinion> {
  const result = await snapshot(await samePage(browser, page), { flags: asItStands });
  if (result === undefined) throw new Error('Lighthouse gave no result');
  const { categories, audits } = result.lhr;
  return {
    scores: Object.fromEntries(Object.entries(categories).map(([name, { score }]) => [name, score])),
    failed: Object.values(audits)
      .filter(({ score }) => score !== null && score < 1)
      .map(({ id, details }) => `${id}: ${JSON.stringify(details)}`),
  };
}

async function samePage(browser: Browser, page: Page): Promise<PuppeteerPage> {
  const session = await page.context().newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  await session.detach();
  const target = await browser.waitForTarget(async (each) => {
    if (each.type() !== 'page') return false;
    const its = await each.createCDPSession();
    const { targetInfo: info } = await its.send('Target.getTargetInfo');
    await its.detach();
    return info.targetId === targetInfo.targetId;
  });
  const found = await target.page();
  if (found === null) throw new Error('The page is gone');
  return found;
}

/** One load of a page: the performance score from 0 to 100, and what it is made of. */
export interface Load {
  score: number;
  largestPaintMs: number;
  blockingMs: number;
  layoutShift: number;
  bytes: number;
}

/** A load that Lighthouse could not record ("run Lighthouse again") has no score and is made again, so often at most. */
const mostTries = 3;

/**
 * Lighthouse's own preset: a mid-range telephone on slow 4G, simulated. No cache and no service worker; cookies and local
 * storage stay, so that whoever is signed in still is. `prepare` runs before the page is loaded.
 */
export async function loadOf(
  context: BrowserContext,
  url: string,
  prepare: (page: PuppeteerPage) => Promise<unknown> = () => Promise.resolve(),
): Promise<Load> {
  let trouble = 'no result';
  for (let tries = 0; tries < mostTries; tries += 1) {
    const page = await context.newPage();
    await prepare(page);
    const result = await lighthouse(url, { logLevel: 'error', onlyCategories: ['performance'] }, undefined, page);
    await page.close();
    if (result !== undefined && result.lhr.runtimeError === undefined) return partsOf(result);
    trouble = result?.lhr.runtimeError?.message ?? trouble;
  }
  throw new Error(`Lighthouse, ${mostTries} times: ${trouble}`);
}

function partsOf({ lhr: { audits, categories } }: RunnerResult): Load {
  const numberOf = (audit: string) => audits[audit]?.numericValue ?? Number.NaN;
  return {
    score: Math.round((categories['performance']?.score ?? Number.NaN) * 100),
    largestPaintMs: numberOf('largest-contentful-paint'),
    blockingMs: numberOf('total-blocking-time'),
    layoutShift: numberOf('cumulative-layout-shift'),
    bytes: numberOf('total-byte-weight'),
  };
}
