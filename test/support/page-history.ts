import type { Page } from '@playwright/test';

/**
 * The rows of Recents from the top to the end, newest first, as they are on the screen: which way, who, and what became of it.
 * Only rows in sight are drawn, so the list is scrolled.
 */
export async function historyOfPage(page: Page): Promise<string[]> {
  const drawn = page.locator('.recents [aria-posinset]');
  const read = new Map<number, string>();
  await page.locator('.recents').evaluate((list) => list.scrollIntoView());
  for (let isMore = true; isMore;) {
    const rows = await drawn.evaluateAll((items) =>
      items.map((item) => {
        const texts = ['.visually-hidden', '.name', '.truth'].map((part) => item.querySelector(part)?.textContent);
        return { at: Number(item.ariaPosInSet), of: Number(item.ariaSetSize), text: texts.join(' ') };
      }),
    );
    const known = read.size;
    for (const { at, text } of rows) read.set(at, inPlainSpaces(text));
    isMore = read.size > known && rows.some(({ of }) => of > read.size);
    if (isMore) await drawn.last().evaluate((row) => row.scrollIntoView());
  }
  return [...read].sort(([a], [b]) => a - b).map(([, text]) => text);
}

/** Without what only typography asks for: no-break spaces and marks that nobody sees. */
function inPlainSpaces(text: string): string {
  return text
    .replace(/[\u200b-\u200f\u2060-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
