import { expect, test } from './house.ts';

const FAR = '+15145550123';

test('Ann calls an outside phone: both hear each other', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await ann.talksTo(far, '514 555-0123');
  expect((await far.hears(440)).rms).toBeGreaterThan(200);
  await ann.hearsTone(1000);
  await ann.presses(ann.words.hangUp);
  await expect.poll(async () => (await far.view()).state).toBe('idle');
});

test('an outside phone calls Ann: both hear each other', async ({ ann, outside, house }) => {
  const far = outside.phone(FAR);
  await ann.isCalledBy(far, house.line);
  await expect(ann.page.getByText('+1 514 555-0123').first()).toBeVisible();
  await ann.presses(ann.words.answer);
  await ann.isInCall();
  await ann.isHeardBy(far);
  await ann.hearsTone(1000);
  await far.hangsUp();
  await expect(ann.call('closed')).toBeVisible();
});

test('Ann calls Bob, both at their browsers: each hears the other', async ({ ann, bob, outside }) => {
  const identities = await outside.registrations();
  expect(identities).toHaveLength(2);
  await ann.callsDevice();
  await expect(bob.call('pending')).toBeVisible();
  await expect(ann.call('ringing')).toBeVisible();
  await bob.presses(bob.words.answer);
  await Promise.all([ann.isInCall(), bob.isInCall()]);
  await bob.hearsTone(440);
  await ann.hearsTone(660);
  await bob.presses(bob.words.hangUp);
  await expect(ann.call('closed')).toBeVisible();
});

test('Ann types a number as a call arrives: her Enter does not answer it', async ({ ann, outside, house }) => {
  await ann.types('81955');
  await outside.phone(FAR).is('manual');
  await outside.phone(FAR).calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
  await ann.page.keyboard.type('50101');
  await ann.page.keyboard.press('Enter');
  await expect(ann.call('pending')).toBeVisible();
  await ann.presses(ann.words.decline);
});

test('a caller who withholds the number rings, and is named as such', async ({ ann, outside, house }) => {
  const far = outside.phone(FAR);
  await far.is('manual');
  await far.calls(house.line, { withheld: true });
  await expect(ann.call('pending')).toContainText(/masqué/i);
  await ann.presses(ann.words.decline);
});

test('Ann signs out in one tab while she talks in another: she keeps the way to hang up, and the door comes after', async ({
  ann,
  outside,
}) => {
  const other = await ann.opensAnotherTab();
  await other.isElsewhere();
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  await other.opens('settings');
  await other.presses(other.words.signOut);
  await other.page.getByRole('dialog').getByRole('button', { name: other.words.signOut }).click();
  await expect(other.page.getByRole('textbox', { name: /code/i })).toBeVisible();
  await ann.hearsTone(1000);
  await ann.presses(ann.words.hangUp);
  await expect(ann.page.getByRole('textbox', { name: /code/i })).toBeVisible();
});
