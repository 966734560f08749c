import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './house.ts';
import type { Person } from './person.ts';

const FAR = '+15145550123';

async function isAccessible(person: Person, screen: string) {
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${screen}: ${id} ${nodes[0]?.html}`)).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any screen (${colorScheme})`, async ({ person, outside, house }) => {
    const stranger = await person({ isSignedIn: false, colorScheme });
    await isAccessible(stranger, 'sign-in');
    const ann = await person({ colorScheme });
    await ann.isReady();
    await isAccessible(ann, 'keypad');
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
    await far.calls(house.line);
    await expect(ann.call('pending')).toBeVisible();
    await isAccessible(ann, 'incoming');
    await ann.presses(ann.words.decline);
    await ann.opens('recents');
    await expect(ann.page.getByRole('listitem').first()).toBeVisible();
    await isAccessible(ann, 'recents');
    await ann.opens('settings');
    await isAccessible(ann, 'settings');
  });
}

test('by keyboard alone Ann places a call, mutes it and ends it', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await far.is('manual', { says: { toneHz: 1000 } });
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
