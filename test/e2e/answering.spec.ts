import { expect, test } from './house.ts';
import { momentOf } from './moments.ts';
import type { OutsidePhone, Person } from './person.ts';

const FAR = '+15145550123';
const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0';

async function newestRow(person: Person, words: RegExp) {
  await person.dismissesCall();
  await person.opens('recents');
  await expect(person.page.getByRole('listitem').first()).toContainText(words);
}

/** Somebody outside calls, and it rings at all of them. */
async function callsAll(far: OutsidePhone, line: string, people: Person[]) {
  await far.is('manual', { says: { toneHz: 1000 } });
  await far.calls(line);
  for (const each of people) await expect(each.call('pending')).toBeVisible();
}

test.describe('Ann at two browsers', () => {
  let laptop: Person;
  let phone: Person;

  test.beforeEach(async ({ person }) => {
    [laptop, phone] = await Promise.all([person({ userAgent: EDGE }), person({ toneHz: 660 })]);
    await Promise.all([laptop.isReady(), phone.isReady()]);
  });

  test('one answers: the other stops within half a second and says where, and neither has a missed call', async ({
    outside,
    house,
  }) => {
    const far = outside.phone(FAR);
    await callsAll(far, house.line, [laptop, phone]);
    const moments = Promise.all([
      momentOf(laptop, 'open'),
      momentOf(phone, 'closed', 'Répondu sur «\u00a0Edge · Windows\u00a0»'),
    ]);
    await laptop.presses(laptop.words.answer);
    const [answeredAt, saidAt] = await moments;
    expect(saidAt - answeredAt).toBeLessThan(500);
    await laptop.isHeardBy(far);
    await far.hangsUp();
    await expect(laptop.call('closed')).toBeVisible();
    for (const each of [laptop, phone]) {
      await newestRow(each, /\d\s?s|Edge · Windows/);
      await expect(each.page.getByRole('listitem').first()).not.toContainText('Manqué');
    }
  });

  test('both tap at once: one has the call, the other says where it is', async ({ outside, house }) => {
    const far = outside.phone(FAR);
    await callsAll(far, house.line, [laptop, phone]);
    // Found beforehand: two clicks that first look for their button are a tenth of a second apart, and one may be too late for a button.
    const keys = await Promise.all([laptop, phone].map((each) => each.button(each.words.answer).elementHandle()));
    await Promise.all(keys.map((key) => key?.evaluate((element: HTMLElement) => element.click())));
    await expect(laptop.call('open').or(laptop.call('closed'))).toBeVisible();
    const [winner, loser] = (await laptop.call('open').isVisible()) ? [laptop, phone] : [phone, laptop];
    await winner.isInCall();
    await expect(loser.call('closed')).toContainText(/Répondu sur «/);
    await winner.isHeardBy(far);
    await winner.hearsTone(1000);
    expect((await outside.openCalls()).length).toBe(1);
  });

  test('declined on one, it stops on the other; Bob’s rings on, and he answers', async ({ person, outside, house }) => {
    const bob = await person({ name: 'Bob', locale: 'en-CA' });
    await bob.isReady();
    const far = outside.phone(FAR);
    await callsAll(far, house.line, [laptop, phone, bob]);
    await laptop.presses(laptop.words.decline);
    await expect(laptop.call('pending')).toBeHidden();
    await expect(phone.call('pending')).toBeHidden({ timeout: 2_000 });
    await expect(bob.call('pending')).toBeVisible();
    await newestRow(phone, /Refusé/);
    await bob.presses(bob.words.answer);
    await bob.isInCall();
    await bob.isHeardBy(far);
    await far.hangsUp();
    await expect(bob.call('closed')).toBeVisible();
    await laptop.page.reload();
    await newestRow(laptop, /Répondu.*Bob/);
  });

  test('declined on every device: the caller hears a sentence, and no leg is left ringing', async ({
    outside,
    house,
  }) => {
    const far = outside.phone(FAR);
    await callsAll(far, house.line, [laptop, phone]);
    await phone.presses(phone.words.decline);
    await expect(laptop.call('pending')).toBeHidden();
    await expect.poll(async () => (await far.hears(440, 300)).rms).toBeGreaterThan(0);
    expect((await outside.openCalls()).length).toBe(1);
    await far.hangsUp();
    await newestRow(laptop, /Refusé/);
  });

  test('silence on one: it makes no sound there, the other goes on ringing', async ({ outside, house }) => {
    await callsAll(outside.phone(FAR), house.line, [laptop, phone]);
    await expect.poll(() => laptop.localSound()).toBeGreaterThan(0);
    await laptop.presses(laptop.words.silence);
    await expect.poll(() => laptop.localSound()).toBe(0);
    await expect(laptop.call('pending')).toBeVisible();
    await expect.poll(() => phone.localSound()).toBeGreaterThan(0);
  });

  test('the object hangs: whoever taps has the call all the same, within a second or so', async ({
    outside,
    house,
  }) => {
    const far = outside.phone(FAR);
    await callsAll(far, house.line, [laptop, phone]);
    await house.worker.setStorage({ object: 'hangs' });
    await laptop.presses(laptop.words.answer);
    await laptop.isInCall();
    await laptop.isHeardBy(far);
  });
});
