import { expect, test } from './house.ts';

test.use({ houseName: 'badge' });

const FAR = '+15145550123';

test('missed calls are on the app’s icon, and off it once they were looked at on another device', async ({
  ann,
  bob,
  outside,
  house,
}) => {
  // The platform tells nobody what is on an icon: what the page asks for is written down.
  await ann.page.addInitScript(() => {
    const badges: number[] = [];
    const show = (count: number) => Promise.resolve(void badges.push(count));
    Object.assign(navigator, { setAppBadge: show, clearAppBadge: () => show(0) });
    Object.assign(globalThis, { badges });
  });
  const badges = () => ann.page.evaluate(() => (globalThis as unknown as { badges: number[] }).badges);
  await ann.page.reload();
  await ann.isReady();
  await expect.poll(badges).toEqual([0]);
  const far = outside.phone(FAR);
  for (const missed of [1, 2]) {
    await ann.isCalledBy(far, house.line);
    await far.hangsUp();
    for (const someone of [ann, bob]) await someone.stopsRinging();
    await expect.poll(badges).toEqual([0, 1, 2].slice(0, missed + 1));
  }
  await bob.opens('recents');
  await bob.page.mouse.move(100, 300);
  await bob.page.mouse.move(120, 320);
  await expect.poll(badges).toEqual([0, 1, 2, 0]);
});
