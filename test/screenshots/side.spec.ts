import { fileURLToPath } from 'node:url';
import { expect, test } from '../e2e/house.ts';

const folder = fileURLToPath(new URL('../.out/screenshots/', import.meta.url));
const FAR = '+15145550123';
const SIDES = { side: { width: 844, height: 390 }, 'side-wide': { width: 932, height: 430 } };

for (const [size, viewport] of Object.entries(SIDES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`a telephone on its side: ${size}, ${colorScheme}`, async ({ person, outside, house }) => {
      const ann = await person({ viewport, colorScheme });
      const devTools = await ann.page.context().newCDPSession(ann.page);
      const insets = { top: 0, bottom: 21, left: 59, right: 59 };
      await devTools.send('Emulation.setSafeAreaInsetsOverride', { insets });
      const shot = (name: string) =>
        ann.page.screenshot({ path: `${folder}${name}-${size}-${colorScheme}-fr.png`, animations: 'disabled' });
      await ann.isReady();
      await ann.types('514 555-0123');
      await shot('keypad');
      await ann.types('');
      const far = outside.phone(FAR);
      await far.is('manual', { verified: true });
      await far.calls(house.line);
      await expect(ann.call('pending')).toBeVisible();
      await shot('incoming');
      await ann.presses(ann.words.answer);
      await ann.isInCall();
      await shot('in-call');
      await ann.presses(ann.words.keypad);
      await shot('in-call-keypad');
      await far.hangsUp();
      await expect(ann.call('closed')).toBeVisible();
      await shot('ended');
      await ann.dismissesCall();
      await ann.opens('settings');
      await shot('settings');
    });
  }
}
