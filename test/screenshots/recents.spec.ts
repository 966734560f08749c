import { hasLongHistory } from '../support/long-history.ts';
import { expect, test } from '../e2e/house.ts';
import { looksOf, shot } from './looks.ts';

const looks = [
  ...looksOf(),
  ...looksOf({ narrow: { width: 320, height: 640 } }, ['fr-CA']),
  // What a window of 1280 px is at 200 %.
  ...looksOf({ zoomed: { width: 640, height: 400 } }, ['fr-CA']),
];

for (const look of looks) {
  test(`Recents with no call, one, and ten thousand: ${look.name}`, async ({ person }) => {
    test.setTimeout(120_000);
    const ann = await person(look.options);
    for (const total of [0, 1, 10_000]) {
      await hasLongHistory(ann.page, total);
      await ann.page.goto('/#recents');
      await ann.page.reload();
      const row = ann.page.locator('.recents [aria-posinset]').first();
      if (total > 0) await expect(row).toBeVisible();
      await shot(ann.page, look, `recents-${total}`, total > 0 ? undefined : /Aucun appel pour|No calls yet/);
      await ann.page.unrouteAll();
    }
    await hasLongHistory(ann.page, 10_000);
    await ann.page.reload();
    await ann.page.getByRole('searchbox').fill('zzz');
    await shot(ann.page, look, 'recents-not-found', /Aucun appel trouvé|No call found/);
    await ann.page.getByRole('searchbox').fill('');
    await ann.page
      .locator('main, aside')
      .filter({ has: ann.page.locator('.recents') })
      .evaluate((pane) => pane.scrollTo(0, 3000));
    await shot(ann.page, look, 'recents-scrolled');
    await ann.page.locator('.recents .row').nth(3).click({ button: 'right' });
    await expect(ann.page.getByRole('dialog')).toBeVisible();
    await shot(ann.page, look, 'recents-menu');
  });
}
