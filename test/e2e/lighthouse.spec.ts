import { connect } from 'puppeteer-core';
import { opinionOf } from '../support/lighthouse.ts';
import { freePort } from '../support/ports.ts';
import { expect, test as house } from './house.ts';
import { looksFor } from './looks.ts';
import type { Person } from './person.ts';

const FAR = '+15145550123';

const test = house.extend<{ isFlawless: (who: Person, screen: string) => Promise<void> }, { debuggingPort: number }>({
  debuggingPort: [async ({}, use) => use(await freePort()), { scope: 'worker' }],

  isFlawless: async ({ debuggingPort, browsers: _ }, use) => {
    const browser = await connect({ browserURL: `http://127.0.0.1:${debuggingPort}`, defaultViewport: null });
    await use(async (who, screen) => {
      const opinion = await opinionOf(browser, who.page);
      expect({ screen, ...opinion }).toEqual({
        screen,
        scores: { accessibility: 1, 'best-practices': 1 },
        failed: [],
      });
    });
    await browser.disconnect();
  },
});

for (const { name, ...look } of looksFor('Lighthouse')) {
  test(`Lighthouse gives 100 for accessibility and for best practices on every screen: ${name}`, async ({
    person,
    outside,
    house,
    isFlawless,
  }) => {
    test.setTimeout(90_000);
    await isFlawless(await person({ ...look, isSignedIn: false }), 'sign-in');
    const ann = await person(look);
    await ann.isReady();
    await isFlawless(ann, 'keypad');
    const far = outside.phone(FAR);
    await ann.isCalledBy(far, house.line);
    await isFlawless(ann, 'incoming');
    await ann.presses(ann.words.answer);
    await ann.isInCall();
    await isFlawless(ann, 'in call');
    await far.hangsUp();
    await expect(ann.call('closed')).toBeVisible();
    await isFlawless(ann, 'ended');
    await ann.dismissesCall();
    await ann.opens('recents');
    await expect(ann.page.getByRole('listitem').first()).toBeVisible();
    await isFlawless(ann, 'recents');
    await ann.opens('settings');
    await isFlawless(ann, 'settings');
    await ann.page.context().setOffline(true);
    await expect(ann.button(ann.words.ready)).toBeHidden();
    await isFlawless(ann, 'offline');
    await ann.opens('keypad');
    await ann.types('514 555-0123');
    await isFlawless(ann, 'offline, a number typed');
    const bob = await person({ ...look, hasMicrophone: false });
    await bob.presses(bob.words.start);
    await expect(bob.problem()).toBeVisible();
    await isFlawless(bob, 'error');
  });
}
