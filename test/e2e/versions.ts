import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from '../support/source-files.ts';
import type { Person } from './person.ts';

/** The page as it was released, and as its next version will be. */
export const released = `${root}/web/dist`;
export const next = fileURLToPath(new URL('../.out/next-version', import.meta.url));
export const nextNumber = '99.0.0';

/** Builds the next version; takes a few seconds. */
export function buildsNext(): void {
  execFileSync(process.execPath, ['test/support/next-version.ts', next, nextNumber], { cwd: root });
}

/** Has the browser look for a newer version now, as it does by itself when a page has been open for an hour. */
export async function findsNext({ page }: Person): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    while (registration.waiting === null) await new Promise((resolve) => setTimeout(resolve, 50));
  });
}
