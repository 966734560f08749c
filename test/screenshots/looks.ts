import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';

const folder = fileURLToPath(new URL('../.out/screenshots/', import.meta.url));
const viewports = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;

/** Every way that a screen is looked at: phone and desktop, light and dark, French and English. */
export const looks = Object.entries(viewports).flatMap(([size, viewport]) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    (['fr-CA', 'en-CA'] as const).map((locale) => ({
      name: `${size}-${colorScheme}-${locale.slice(0, 2)}`,
      options: { viewport, colorScheme, locale },
    })),
  ),
);
export type Look = (typeof looks)[number];

/** A picture of the page, once these words, if any, are on it; `fullPage` shows what is below the fold too. */
export async function shot(page: Page, look: Look, name: string, words?: RegExp, fullPage = false): Promise<void> {
  if (words) await expect(page.getByText(words).filter({ visible: true }).first()).toBeVisible();
  await page.screenshot({ path: `${folder}${name}-${look.name}.png`, animations: 'disabled', fullPage });
}
