import { fileURLToPath } from 'node:url';
import { expect, test } from '../e2e/house.ts';
import type { Person } from '../e2e/person.ts';

const folder = fileURLToPath(new URL('../.out/screenshots/', import.meta.url));
const FAR = '+15145550123';
const VIEWPORTS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

for (const [size, viewport] of Object.entries(VIEWPORTS)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const locale of ['fr-CA', 'en-CA'] as const) {
      test(`every screen and state: ${size}, ${colorScheme}, ${locale}`, async ({ person, outside, house }) => {
        test.setTimeout(120_000);
        /** The picture once these words, if any, are on the screen. */
        const shot = async (who: Person, name: string, words?: RegExp) => {
          if (words) await expect(who.page.getByText(words).filter({ visible: true }).first()).toBeVisible();
          const path = `${folder}${name}-${size}-${colorScheme}-${locale.slice(0, 2)}.png`;
          await who.page.screenshot({ path, animations: 'disabled' });
        };
        const look = { viewport, colorScheme, locale };
        const stranger = await person({ ...look, isSignedIn: false });
        await shot(stranger, 'sign-in');
        await stranger.page.getByRole('textbox').fill('AAAAA-AAAAA');
        await stranger.page.keyboard.press('Enter');
        await shot(stranger, 'sign-in-wrong', /n’est pas le bon|is not right/);
        await stranger.page.goto('about:blank');
        await stranger.page.goto(await house.keeper.newLink());
        await shot(stranger, 'sign-in-link');

        const noMicrophone = await person({ ...look, hasMicrophone: false });
        await shot(noMicrophone, 'start-phone', /Démarrer le téléphone|Start phone/);

        const ann = await person(look);
        await ann.isReady();
        await shot(ann, 'keypad');
        await ann.opens('recents');
        await shot(ann, 'recents-empty');
        await ann.opens('keypad');
        await ann.page.getByRole('textbox').fill('514 555-0123');
        await shot(ann, 'keypad-number', /Canada/);
        await ann.page.getByRole('textbox').fill('911');
        await shot(ann, 'keypad-emergency', /Urgence|Emergency/);

        const far = outside.phone(FAR);
        await far.is('manual', { says: { toneHz: 1000 } });
        await ann.dials(FAR);
        await expect(ann.call('ringing')).toBeVisible();
        await shot(ann, 'calling');
        await far.answers();
        await ann.isInCall();
        await shot(ann, 'in-call');
        await ann.presses(ann.words.mute);
        await ann.presses(ann.words.keypad);
        await ann.key('1').click();
        await shot(ann, 'in-call-keypad');
        await far.hangsUp();
        await expect(ann.call('closed')).toBeVisible();
        await shot(ann, 'ended', /a raccroché|hung up/);
        await ann.dismissesCall();

        await far.is('busy');
        await ann.dials(FAR);
        await expect(ann.call('closed')).toBeVisible();
        await shot(ann, 'ended-busy', /Occupé|Busy/);
        await ann.dismissesCall();
        await ann.dials('+33 1 84 88 00 00');
        await expect(ann.call('closed')).toBeVisible();
        await shot(ann, 'ended-blocked', /ce pays|this country/);
        await ann.dismissesCall();

        await far.is('manual', { verified: true });
        await far.calls(house.line);
        await expect(ann.call('pending')).toBeVisible();
        await shot(ann, 'incoming');
        await far.hangsUp();
        await expect(ann.call('pending')).toBeHidden();
        await ann.dismissesCall();
        await far.calls(house.line, { withheld: true });
        await expect(ann.call('pending')).toBeVisible();
        await shot(ann, 'incoming-withheld');
        await ann.presses(ann.words.decline);
        await ann.dismissesCall();
        await ann.opens('recents');
        await shot(ann, 'recents', /Refusé|Declined/);
        await ann.opens('settings');
        await shot(ann, 'settings', /Cet appareil|This device/);

        await outside.fault({ kind: 'refuse-sockets' });
        await outside.fault({ kind: 'drop-socket' });
        await ann.opens('keypad');
        await expect(ann.problem()).toBeVisible({ timeout: 20_000 });
        await shot(ann, 'problem');
      });
    }
  }
}
