import { expect, test } from '../e2e/house.ts';
import { looksOf, shot } from './looks.ts';

const FAR = '+15145550123';

for (const look of looksOf()) {
  test(`every screen and state: ${look.name}`, async ({ person, outside, house }) => {
    test.setTimeout(120_000);
    const stranger = await person({ ...look.options, isSignedIn: false });
    await shot(stranger.page, look, 'sign-in');
    await stranger.page.getByRole('textbox').fill('AAAAA-AAAAA');
    await stranger.page.keyboard.press('Enter');
    await shot(stranger.page, look, 'sign-in-wrong', /n’est pas le bon|is not right/);
    await stranger.page.goto('about:blank');
    await stranger.page.goto(await house.keeper.newLink());
    await shot(stranger.page, look, 'sign-in-link');

    const noMicrophone = await person({ ...look.options, hasMicrophone: false });
    await shot(noMicrophone.page, look, 'start-phone', /Démarrer le téléphone|Start phone/);

    const ann = await person(look.options);
    await ann.isReady();
    await shot(ann.page, look, 'keypad');
    await ann.opens('recents');
    await shot(ann.page, look, 'recents-empty');
    await ann.opens('keypad');
    await ann.page.getByRole('textbox').fill('514 555-0123');
    await shot(ann.page, look, 'keypad-number', /Canada/);
    await ann.page.getByRole('textbox').fill('911');
    await shot(ann.page, look, 'keypad-emergency', /Urgence|Emergency/);

    const far = outside.phone(FAR);
    await far.is('manual', { says: { toneHz: 1000 } });
    await ann.dials(FAR);
    await expect(ann.call('ringing')).toBeVisible();
    await shot(ann.page, look, 'calling');
    await far.answers();
    await ann.isInCall();
    await shot(ann.page, look, 'in-call');
    await ann.presses(ann.words.mute);
    await ann.presses(ann.words.keypad);
    await ann.key('1').click();
    await shot(ann.page, look, 'in-call-keypad');
    await far.hangsUp();
    await expect(ann.call('closed')).toBeVisible();
    await shot(ann.page, look, 'ended', /a raccroché|hung up/);
    await ann.dismissesCall();

    await far.is('busy');
    await ann.dials(FAR);
    await expect(ann.call('closed')).toBeVisible();
    await shot(ann.page, look, 'ended-busy', /Occupé|Busy/);
    await ann.dismissesCall();
    await ann.dials('+33 1 84 88 00 00');
    await expect(ann.call('closed')).toBeVisible();
    await shot(ann.page, look, 'ended-blocked', /ce pays|this country/);
    await ann.dismissesCall();

    await far.is('manual', { verified: true });
    await far.calls(house.line);
    await expect(ann.call('pending')).toBeVisible();
    await shot(ann.page, look, 'incoming');
    await far.hangsUp();
    await expect(ann.call('pending')).toBeHidden();
    await ann.dismissesCall();
    await far.calls(house.line, { withheld: true });
    await expect(ann.call('pending')).toBeVisible();
    await shot(ann.page, look, 'incoming-withheld');
    await ann.presses(ann.words.decline);
    await ann.dismissesCall();
    await ann.opens('recents');
    await shot(ann.page, look, 'recents', /Refusé|Declined/);
    await ann.opens('settings');
    await shot(ann.page, look, 'settings', /Cet appareil|This device/);

    await outside.fault({ kind: 'refuse-sockets' });
    await outside.fault({ kind: 'drop-socket' });
    await ann.opens('keypad');
    await expect(ann.problem()).toBeVisible({ timeout: 20_000 });
    await shot(ann.page, look, 'problem');
  });
}
