import { expect, test } from './house.ts';
import { FAR, longestSilenceMs, readsItsEnd, saidTo, talks } from './steering.ts';
import type { Person } from './person.ts';
import type { OutsideWorld } from '../support/outside.ts';

/** Ways in which a page is gone in the middle of a call, and within how many milliseconds the far end is told. */
const WAYS = {
  'loaded anew': { goes: async ({ page }: Person) => void (await page.reload()), withinMs: 3_000 },
  closed: { goes: ({ page }: Person) => page.close(), withinMs: 3_000 },
  crashed: {
    async goes({ page }: Person) {
      const crashed = page.waitForEvent('crash');
      const browser = await page.context().newCDPSession(page);
      // A page that is gone does not answer.
      browser.send('Page.crash').catch(() => undefined);
      await crashed;
    },
    withinMs: 13_000,
  },
};

/** Nobody is left anywhere: no leg, no room. */
async function isOver(outside: OutsideWorld): Promise<void> {
  await expect.poll(() => outside.openCalls(), { timeout: 15_000 }).toEqual([]);
  expect(await outside.openConferences()).toEqual([]);
  expect(await outside.phone(FAR).view()).toMatchObject({ state: 'idle', lastEnd: 'hung-up-there' });
}

for (const [how, { goes, withinMs }] of Object.entries(WAYS)) {
  test(`the page of a call that came in is ${how}: the far end hears why and then ringing, Ann’s laptop rings, and she goes on there`, async ({
    ann: laptop,
    person,
    outside,
    house,
  }) => {
    const phone = await person({ toneHz: 660 });
    await phone.isReady();
    const far = outside.phone(FAR);
    await talks(phone, far, house.line);
    await laptop.dismissesCall();
    const goneAt = Date.now();
    await goes(phone);
    await expect(laptop.call('pending')).toContainText(/La connexion a été perdue/, { timeout: 20_000 });
    const sentence = await saidTo(outside, far, goneAt);
    expect(sentence.afterMs).toBeLessThan(withinMs);
    expect(sentence.isHeard).toBe(true);
    await laptop.answers();
    await laptop.isHeardBy(far);
    await laptop.hearsTone(1000);
    expect(await longestSilenceMs(outside, far, goneAt + sentence.afterMs)).toBeLessThan(2_000);
    await laptop.hangsUp();
    await isOver(outside);
    await readsItsEnd(laptop, outside, { direction: 'inbound', isAnsweredHere: false });
  });
}

test('the page of a call that came in is closed, and no other device is there: the far end is told, and the call is over', async ({
  ann,
  outside,
  house,
}) => {
  await talks(ann, outside.phone(FAR), house.line);
  await WAYS.closed.goes(ann);
  await isOver(outside);
});

test('the page of a call that Ann placed crashes: opened anew it is there within two seconds, and the call soon reads as over', async ({
  ann,
  outside,
}) => {
  await talks(ann, outside.phone(FAR));
  await WAYS.crashed.goes(ann);
  const openedAt = Date.now();
  const anew = await ann.opensAnotherTab();
  await expect(anew.button(anew.words.call)).toBeVisible();
  expect(Date.now() - openedAt).toBeLessThan(2_000);
  await isOver(outside);
  await readsItsEnd(anew, outside, { direction: 'outbound' });
  await expect(anew.page.getByText('En communication')).toHaveCount(0);
});

test('the page of a call that was held once crashes, and nobody answers at the laptop: the far end is told, and the call is over', async ({
  ann: laptop,
  person,
  outside,
  house,
}) => {
  test.skip(!process.env['FULL'], 'half a minute');
  const phone = await person({ toneHz: 660 });
  await phone.isReady();
  const far = outside.phone(FAR);
  await talks(phone, far, house.line);
  await phone.presses(phone.words.hold);
  await expect(phone.button(phone.words.held)).toBeEnabled();
  await phone.presses(phone.words.held);
  await phone.isHeardBy(far);
  await WAYS.crashed.goes(phone);
  await expect(laptop.call('pending')).toContainText(/La connexion a été perdue/, { timeout: 20_000 });
  await outside.ringsOut((await far.view()).callSid ?? '');
  await isOver(outside);
});
