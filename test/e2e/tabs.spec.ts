import { expect, test } from './house.ts';

const FAR = '+15145550123';

test('in a second tab the phone is said to be open in the first: one device is registered, and only the first rings', async ({
  ann,
  outside,
  house,
}) => {
  const [identity] = await outside.registrations();
  const other = await ann.opensAnotherTab();
  await other.isElsewhere();
  await expect(other.page.getByText('Le téléphone est ouvert dans un autre onglet.')).toBeVisible();
  expect(await outside.registrations()).toEqual([identity]);
  await ann.isCalledBy(outside.phone(FAR), house.line);
  await expect(other.call('pending')).toBeHidden();
  await ann.presses(ann.words.decline);
});

test('"Use here" brings the phone to the second tab, which then rings; the first says where it is', async ({
  ann,
  outside,
  house,
}) => {
  const other = await ann.opensAnotherTab();
  await other.presses(other.words.useHere);
  await other.isReady();
  await ann.isElsewhere();
  await expect.poll(() => outside.registrations()).toHaveLength(1);
  const far = outside.phone(FAR);
  await other.isCalledBy(far, house.line);
  await expect(ann.call('pending')).toBeHidden();
  await other.presses(other.words.answer);
  await other.isInCall();
  await other.hearsTone(1000);
});

test('the tab that has the phone is closed: the other gets it by itself', async ({ ann, outside, house }) => {
  const other = await ann.opensAnotherTab();
  await other.isElsewhere();
  await ann.page.close();
  await other.isReady(4_000);
  await expect.poll(() => outside.registrations()).toHaveLength(1);
  await other.isCalledBy(outside.phone(FAR), house.line);
});

test('Ann talks in one tab: the other cannot take the call’s phone away, says why, and gets it when she is done', async ({
  ann,
  outside,
}) => {
  const other = await ann.opensAnotherTab();
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  await other.presses(other.words.useHere);
  await expect(other.problem()).toContainText('appel est en cours dans un autre onglet');
  await ann.hearsTone(1000);
  await ann.isHeardBy(far);
  await ann.presses(ann.words.hangUp);
  await expect(ann.call('closed')).toBeVisible();
  await other.presses(other.words.retry);
  await other.isReady();
  await ann.isElsewhere();
});

test('a call dialled in the second tab brings the phone there first, and talks', async ({ ann, outside }) => {
  const other = await ann.opensAnotherTab();
  await other.isElsewhere();
  await other.talksTo(outside.phone(FAR));
  await ann.isElsewhere();
  await expect.poll(() => outside.registrations()).toHaveLength(1);
});
