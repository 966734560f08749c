import { expect, test } from '../e2e/house.ts';
import { BY_HAND, invitation, isOfferedToInstall, SAFARI_ON_IPHONE, signsInHere } from '../e2e/installing.ts';
import type { Person } from '../e2e/person.ts';
import { looksOf, shot } from './looks.ts';

const FAR = '+15145550123';

for (const look of looksOf()) {
  test(`every way to install: ${look.name}`, async ({ person, outside, house }) => {
    test.setTimeout(90_000);
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
      await shot(who.page, look, name);
    };

    const stranger = await person({ ...look.options, isSignedIn: false, userAgent: SAFARI_ON_IPHONE });
    await shot(stranger.page, look, 'install-first');
    await stranger.page.goto('about:blank');
    await stranger.page.goto(await house.keeper.newLink());
    await stranger.page.locator('.code').getByRole('button').click();
    await shot(stranger.page, look, 'install-first-code');

    const ann = await person(look.options);
    await ann.isReady();
    await isOfferedToInstall(ann, 'dismissed');
    await talks(ann);
    await shot(ann.page, look, 'install-invitation');
    await settings(ann, 'install-settings');

    for (const [browser, userAgent] of Object.entries(BY_HAND)) {
      const visitor = await person({ ...look.options, userAgent, isSignedIn: browser !== 'ios' });
      if (browser === 'ios') {
        await signsInHere(visitor, await house.keeper.newLink());
        await talks(visitor);
        await shot(visitor.page, look, `install-invitation-${browser}`);
        await invitation(visitor).getByRole('button').first().click();
        await shot(visitor.page, look, `install-steps-${browser}`);
        await visitor.page.keyboard.press('Escape');
      }
      await settings(visitor, `install-settings-${browser}`);
    }
  });
}
