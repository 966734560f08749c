import { expect, test } from './house.ts';

const FAR = '+15145550123';

test('a whole call, both ways, leaves the console empty and asks no third party', async ({
  person,
  outside,
  house,
}) => {
  const ann = await person();
  await ann.isReady();
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  await ann.presses(ann.words.mute);
  await ann.presses(ann.words.unmute);
  await ann.presses(ann.words.hangUp);
  await expect(ann.call('closed')).toBeVisible();
  await ann.dismissesCall();
  await far.calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
  await ann.presses(ann.words.answer);
  await ann.isInCall();
  await far.hangsUp();
  await expect(ann.call('closed')).toBeVisible();
  expect(ann.complaints).toEqual([]);
  const hosts = [...new Set(ann.requests.map((url) => new URL(url).host))];
  expect(hosts.toSorted()).toEqual([new URL(house.url).host, new URL(house.emulatorUrl).host].toSorted());
});

test('a page reloaded with a live microphone grant is ready without a gesture, and without a warning', async ({
  ann,
}) => {
  ann.complaints.length = 0;
  await ann.page.reload();
  await ann.isReady();
  expect(ann.complaints).toEqual([]);
});
