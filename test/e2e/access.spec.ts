import { isAccessible } from './accessible.ts';
import { expect, test } from './house.ts';
import { looksFor } from './looks.ts';

const FAR = '+15145550123';

for (const { name, ...look } of looksFor('axe')) {
  test(`axe finds nothing serious on any screen: ${name}`, async ({ person, outside, house }) => {
    test.setTimeout(90_000);
    const stranger = await person({ ...look, isSignedIn: false });
    await isAccessible(stranger, 'sign-in');
    await stranger.page.goto(await house.keeper.newLink());
    await isAccessible(stranger, 'sign-in by link');
    await isAccessible(await person({ ...look, hasMicrophone: false }), 'start bar');
    const ann = await person(look);
    await ann.isReady();
    await isAccessible(ann, 'keypad');
    await ann.page.keyboard.press('?');
    await expect(ann.page.getByRole('dialog')).toBeVisible();
    await isAccessible(ann, 'shortcuts');
    await ann.page.keyboard.press('Escape');
    const far = outside.phone(FAR);
    await far.is('manual');
    await ann.dials(FAR);
    await expect(ann.call('ringing')).toBeVisible();
    await isAccessible(ann, 'calling');
    await far.answers();
    await ann.isInCall();
    await isAccessible(ann, 'in call');
    await ann.presses(ann.words.hangUp);
    await expect(ann.call('closed')).toBeVisible();
    await isAccessible(ann, 'ended');
    await ann.dismissesCall();
    await ann.dials('+33 1 84 88 00 00');
    await expect(ann.call('closed')).toBeVisible();
    await isAccessible(ann, 'blocked');
    await ann.dismissesCall();
    await far.calls(house.line);
    await expect(ann.call('pending')).toBeVisible();
    await isAccessible(ann, 'incoming');
    await ann.presses(ann.words.decline);
    await ann.opens('recents');
    await expect(ann.page.getByRole('listitem').first()).toBeVisible();
    await isAccessible(ann, 'recents');
    await ann.opens('settings');
    await isAccessible(ann, 'settings');
    await ann.presses(ann.words.addDevice);
    await expect(ann.page.getByText(/[0-9A-Z]{5}-[0-9A-Z]{5}/)).toBeVisible();
    await isAccessible(ann, 'a code for the next device');
    await outside.fault({ kind: 'refuse-sockets' });
    await outside.fault({ kind: 'drop-socket' });
    await ann.page.keyboard.press('Escape');
    await expect(ann.problem()).toBeVisible({ timeout: 20_000 });
    await isAccessible(ann, 'problem');
  });
}

test('by keyboard alone Ann places a call, mutes it and ends it', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await far.is('manual');
  await ann.page.keyboard.type('5145550123');
  await ann.page.keyboard.press('Enter');
  await expect(ann.call('ringing')).toBeVisible();
  await far.answers();
  await ann.isInCall();
  await expect.poll(async () => (await far.hears(440)).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
  await ann.page.keyboard.press('m');
  await expect.poll(async () => (await far.hears(440, 300)).silent).toBe(true);
  await ann.tabsTo(ann.words.hangUp);
  await ann.page.keyboard.press('Enter');
  await expect(ann.call('closed')).toBeVisible();
});
