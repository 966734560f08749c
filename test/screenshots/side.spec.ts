import { expect, test } from '../e2e/house.ts';
import { looksOf, shot } from './looks.ts';

const FAR = '+15145550123';
const SIDES = { side: { width: 844, height: 390 }, 'side-wide': { width: 932, height: 430 } };

for (const look of looksOf(SIDES, ['fr-CA'])) {
  test(`a telephone on its side: ${look.name}`, async ({ person, outside, house }) => {
    const ann = await person(look.options);
    const devTools = await ann.page.context().newCDPSession(ann.page);
    const insets = { top: 0, bottom: 21, left: 59, right: 59 };
    await devTools.send('Emulation.setSafeAreaInsetsOverride', { insets });
    await ann.isReady();
    await ann.types('514 555-0123');
    await shot(ann.page, look, 'keypad');
    await ann.types('');
    const far = outside.phone(FAR);
    await far.is('manual', { verified: true });
    await far.calls(house.line);
    await expect(ann.call('pending')).toBeVisible();
    await shot(ann.page, look, 'incoming');
    await ann.presses(ann.words.answer);
    await ann.isInCall();
    await shot(ann.page, look, 'in-call');
    await ann.presses(ann.words.keypad);
    await shot(ann.page, look, 'in-call-keypad');
    await far.hangsUp();
    await expect(ann.call('closed')).toBeVisible();
    await shot(ann.page, look, 'ended');
    await ann.dismissesCall();
    await ann.opens('settings');
    await shot(ann.page, look, 'settings');
  });
}
