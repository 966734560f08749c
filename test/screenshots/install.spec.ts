import { fileURLToPath } from 'node:url';
import { expect, test } from '../e2e/house.ts';
import { BY_HAND, invitation, isOfferedToInstall, SAFARI_ON_IPHONE, signsInHere } from '../e2e/installing.ts';
import type { Person } from '../e2e/person.ts';

const folder = fileURLToPath(new URL('../.out/screenshots/', import.meta.url));
const FAR = '+15145550123';
const VIEWPORTS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

for (const [size, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const locale of ['fr-CA', 'en-CA'] as const) {
      test(`every way to install: ${size}, ${colorScheme}, ${locale}`, async ({ person, outside, house }) => {
        test.setTimeout(90_000);
        const shot = async (who: Person, name: string) => {
          const path = `${folder}${name}-${size}-${colorScheme}-${locale.slice(0, 2)}.png`;
          await who.page.screenshot({ path, animations: 'disabled' });
        };
        const look = { viewport, colorScheme, locale };
        const far = outside.phone(FAR);
        const talks = async (who: Person) => {
          await who.talksTo(far);
          await far.hangsUp();
          await expect(who.call('closed')).toBeVisible();
          await who.dismissesCall();
          await expect(invitation(who)).toBeVisible();
        };
        const settings = async (who: Person, name: string) => {
          await who.opens('settings');
          await who.page
            .locator('section', { has: who.page.locator('#install') })
            .evaluate((part) => part.scrollIntoView({ block: 'center' }));
          await shot(who, name);
        };

        const stranger = await person({ ...look, isSignedIn: false, userAgent: SAFARI_ON_IPHONE });
        await shot(stranger, 'install-first');
        await stranger.page.goto('about:blank');
        await stranger.page.goto(await house.keeper.newLink());
        await stranger.page.locator('.code').getByRole('button').click();
        await shot(stranger, 'install-first-code');

        const ann = await person(look);
        await ann.isReady();
        await isOfferedToInstall(ann, 'dismissed');
        await talks(ann);
        await shot(ann, 'install-invitation');
        await settings(ann, 'install-settings');

        for (const [browser, userAgent] of Object.entries(BY_HAND)) {
          const visitor = await person({ ...look, userAgent, isSignedIn: browser !== 'ios' });
          if (browser === 'ios') {
            await signsInHere(visitor, await house.keeper.newLink());
            await talks(visitor);
            await shot(visitor, `install-invitation-${browser}`);
            await invitation(visitor).getByRole('button').first().click();
            await shot(visitor, `install-steps-${browser}`);
            await visitor.page.keyboard.press('Escape');
          }
          await settings(visitor, `install-settings-${browser}`);
        }
      });
    }
  }
}
