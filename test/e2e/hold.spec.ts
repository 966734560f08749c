import { expect, test } from './house.ts';
import type { OutsidePhone, Person } from './person.ts';
import type { OutsideWorld } from '../support/outside.ts';
import { FAR, saysNothing, talks, waitsWithMusic } from './steering.ts';

const rounds = process.env['FULL'] ? 10 : 2;

/** Holds and resumes so often, and listens at both ends. */
async function holdsAndResumes(ann: Person, far: OutsidePhone, outside: OutsideWorld): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await ann.presses(ann.words.hold);
    await saysNothing(outside);
    await waitsWithMusic(far, [ann.toneHz]);
    await expect(ann.call('open')).toContainText(ann.words.held);
    expect((await ann.hears(1000)).purity).toBeLessThan(0.1);
    await ann.presses(ann.words.held);
    await ann.isHeardBy(far);
    await ann.hearsTone(1000);
    await expect(ann.button(ann.words.hold)).toBeEnabled();
  }
}

test('Ann holds a call that she placed: the far end hears music and not a word of hers, again and again', async ({
  ann,
  outside,
}) => {
  test.setTimeout(30_000 + rounds * 15_000);
  const far = outside.phone(FAR);
  await talks(ann, far);
  await holdsAndResumes(ann, far, outside);
});

test('Ann holds a call that came in', async ({ ann, outside, house }) => {
  test.setTimeout(30_000 + rounds * 15_000);
  const far = outside.phone(FAR);
  await talks(ann, far, house.line);
  await holdsAndResumes(ann, far, outside);
});

test('muted by hand, Ann holds and resumes with the H key: she stays muted', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await talks(ann, far);
  await ann.presses(ann.words.mute);
  await ann.page.keyboard.press('h');
  await waitsWithMusic(far, [ann.toneHz]);
  await ann.page.keyboard.press('h');
  await ann.hearsTone(1000);
  await ann.isSilentTo(far);
  await ann.presses(ann.words.unmute);
  await ann.isHeardBy(far);
});

test('Ann holds with Enter: the key keeps the focus while the exchange is asked, and Enter again resumes', async ({
  ann,
  outside,
}) => {
  const far = outside.phone(FAR);
  await talks(ann, far);
  await ann.page.route('**/steering', async (route) => {
    await expect(ann.button(ann.words.held)).toBeDisabled();
    await expect(ann.button(ann.words.held)).toBeFocused();
    await route.continue();
  });
  await ann.button(ann.words.hold).press('Enter');
  await expect(ann.button(ann.words.held)).toBeEnabled();
  await expect(ann.button(ann.words.held)).toBeFocused();
  await ann.page.unroute('**/steering');
  await ann.page.keyboard.press('Enter');
  await expect(ann.button(ann.words.hold)).toBeFocused();
  await ann.isHeardBy(far);
});

test('Twilio does not do it: Ann is heard again, and told that the call goes on', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await talks(ann, far);
  const fault = await outside.refusesRest({ method: 'POST', httpStatus: 503 });
  await ann.presses(ann.words.hold);
  await expect(ann.call('open').getByRole('alert')).toBeVisible();
  await ann.isHeardBy(far);
  await fault.ends();
  await ann.presses(ann.words.hold);
  await waitsWithMusic(far, [ann.toneHz]);
});

test('Ann hangs up while the far end waits: nobody is left alone', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await talks(ann, far);
  await ann.presses(ann.words.hold);
  await waitsWithMusic(far, [ann.toneHz]);
  await ann.hangsUp();
  await expect.poll(async () => (await outside.openCalls()).length).toBe(0);
  expect((await far.view()).state).toBe('idle');
});
