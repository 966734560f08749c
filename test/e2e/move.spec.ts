import { expect, test } from './house.ts';
import type { Person } from './person.ts';
import { FAR, hearsNothingOf, talks } from './steering.ts';
import type { OutsideWorld } from '../support/outside.ts';

const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0';

test.describe('Ann at two browsers', () => {
  let laptop: Person;
  let phone: Person;

  test.beforeEach(async ({ person }) => {
    laptop = await person({ userAgent: EDGE });
    phone = await person({ toneHz: 660 });
    await laptop.isReady();
    await phone.isReady();
  });

  /** She answers on her phone, and talks there. */
  async function talksOnPhone(outside: OutsideWorld, line: string) {
    const far = outside.phone(FAR);
    await talks(phone, far, line);
    return far;
  }

  async function movesToLaptop(): Promise<void> {
    await phone.presses(phone.words.move);
    await phone.page.getByRole('dialog').getByRole('button', { name: 'Edge · Windows' }).click();
  }

  test('she moves a call to her laptop: it answers by itself, the far end hears it, and the phone is out', async ({
    outside,
    house,
  }) => {
    const far = await talksOnPhone(outside, house.line);
    await movesToLaptop();
    await laptop.isInCall();
    await laptop.isHeardBy(far);
    await laptop.hearsTone(1000);
    await hearsNothingOf(far, [phone.toneHz]);
    await expect(phone.call('closed')).toContainText('Passé sur «\u00a0Edge · Windows\u00a0»');
    await laptop.hangsUp();
    await expect.poll(async () => (await outside.openCalls()).length).toBe(0);
  });

  test('held, she moves it all the same; the far end hears her there', async ({ outside, house }) => {
    const far = await talksOnPhone(outside, house.line);
    await phone.presses(phone.words.hold);
    await expect(phone.button(phone.words.held)).toBeEnabled();
    await movesToLaptop();
    await laptop.isInCall();
    await laptop.isHeardBy(far);
  });

  test('the laptop does not take it: the call is back on the phone by itself', async ({ outside, house }) => {
    const far = await talksOnPhone(outside, house.line);
    await laptop.page.close();
    await movesToLaptop();
    await expect(phone.call('closed')).toBeVisible();
    await expect(phone.call('open')).toBeVisible({ timeout: 15_000 });
    await phone.isHeardBy(far);
  });

  test('her laptop shows the call that is on her phone, and takes it with one tap', async ({ outside, house }) => {
    const far = await talksOnPhone(outside, house.line);
    await laptop.dismissesCall();
    const elsewhere = laptop.page.getByRole('region', { name: 'Appel ailleurs' });
    await expect(elsewhere).toContainText('0123');
    // In a wide window too it stands beside the panes, and not on the way to them.
    await laptop.page.setViewportSize({ width: 1280, height: 800 });
    const panes = await laptop.page.getByRole('main').boundingBox();
    const bar = await elsewhere.boundingBox();
    expect(bar?.x).toBeGreaterThanOrEqual((panes?.x ?? 0) + (panes?.width ?? 0));
    expect(bar?.width).toBeGreaterThan(200);
    await laptop.presses(laptop.words.takeHere);
    await laptop.isInCall();
    await expect(phone.call('closed')).toContainText('Passé sur «\u00a0Edge · Windows\u00a0»');
    await expect(elsewhere).toBeHidden();
    await laptop.isHeardBy(far);
  });

  test('she hangs up: no device of hers is called back', async ({ outside, house }) => {
    await talksOnPhone(outside, house.line);
    await laptop.dismissesCall();
    await phone.hangsUp();
    await expect.poll(async () => (await outside.openCalls()).length).toBe(0);
    await expect(laptop.call('pending')).toBeHidden();
    const rung = (await outside.calls()).filter(({ to }) => to.startsWith('client:'));
    expect(rung).toHaveLength(2);
  });
});
