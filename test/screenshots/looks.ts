import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';

const folder = fileURLToPath(new URL('../.out/screenshots/', import.meta.url));
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const locales = ['fr-CA', 'en-CA'] as const;

/** One way that a screen is looked at. */
export interface Look {
  name: string;
  options: {
    viewport: { width: number; height: number };
    colorScheme: 'light' | 'dark';
    locale: (typeof locales)[number];
  };
}

/** Every way: a phone and a desktop unless told otherwise, light and dark, both languages unless told otherwise. */
export function looksOf(viewports: Record<string, Look['options']['viewport']> = sizes, spoken = [...locales]): Look[] {
  return Object.entries(viewports).flatMap(([size, viewport]) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      spoken.map((locale) => ({
        name: `${size}-${colorScheme}-${locale.slice(0, 2)}`,
        options: { viewport, colorScheme, locale },
      })),
    ),
  );
}

/** A picture of the page, once these words, if any, are on it; `fullPage` shows what is below the fold too. */
export async function shot(page: Page, look: Look, name: string, words?: RegExp, fullPage = false): Promise<void> {
  if (words) await expect(page.getByText(words).filter({ visible: true }).first()).toBeVisible();
  await page.screenshot({ path: `${folder}${name}-${look.name}.png`, animations: 'disabled', fullPage });
}
