import { expect, test } from '../e2e/house.ts';
import { looksOf, shot } from './looks.ts';

const [FIRST, SECOND] = ['+15145550123', '+15145550124'] as const;

for (const look of looksOf()) {
  test(`sound, and a second call: ${look.name}`, async ({ person, outside, house }) => {
    const ann = await person(look.options);
    await ann.isReady();
    await ann.opens('settings');
    await ann.presses(/Essayer le micro|Test the microphone/);
    await ann.page.getByRole('meter').scrollIntoViewIfNeeded();
    await shot(ann.page, look, 'settings-sound', /Parlez|Speak/);
    await ann.opens('keypad');
    const [first, second] = [outside.phone(FIRST), outside.phone(SECOND)];
    await ann.talksTo(first);
    await ann.presses(/^(Son|Sound)$/);
    await shot(ann.page, look, 'in-call-sound', /Haut-parleur|Speaker/);
    await ann.presses(/^(Fermer|Close)$/);
    await second.is('manual');
    await second.calls(house.line);
    const banner = ann.page.getByRole('region', { name: /Deuxième appel|Second call/ });
    await expect(banner).toBeVisible();
    await shot(ann.page, look, 'second-call');
    if (await ann.button(/Réduire|Minimize/).isVisible()) {
      await ann.presses(/Réduire|Minimize/);
      await shot(ann.page, look, 'second-call-bar');
    }
  });
}
