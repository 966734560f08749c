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
  await far.is('manual', { says: { toneHz: 1000 } });
  await ann.dials(FAR);
  await expect(ann.call('ringing')).toBeVisible();
  await far.answers();
  await ann.isInCall();
  await expect.poll(async () => (await far.hears(440)).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
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
  const hosts = new Set(
    ann.requests
      .map((url) => new URL(url))
      .filter(({ protocol }) => protocol.startsWith('http'))
      .map(({ host }) => host),
  );
  expect([...hosts]).toEqual([new URL(house.url).host]);
});

test('a page reloaded with a live microphone grant is ready without a gesture, and without a warning', async ({
  ann,
}) => {
  ann.complaints.length = 0;
  await ann.page.reload();
  await ann.isReady();
  expect(ann.complaints).toEqual([]);
});
