import { EVENING, type Cast } from './evening.ts';
import { expect, test } from './house.ts';

test.use({ houseName: 'evening' });

const PHONE = 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36';
const LAPTOP = { width: 1280, height: 800 };

/** A row of history with `N` in place of a length, if that is what the network measured, give or take a second. */
const toTheSecond = (row: string, seconds: number) =>
  row.replace(/\d+(?=\ss(ec)?$)/, (shown) => (Math.abs(Number(shown) - seconds) <= 1 ? 'N' : shown));

test('an evening of every ending, with callbacks lost, doubled, late and in disorder: on all three screens history is what happened, row by row', async ({
  person,
  outside,
  house,
}) => {
  test.setTimeout(120_000);
  await house.keeper.isCalled('Ann');
  const laptop = await person({ viewport: LAPTOP });
  const phone = await person({ userAgent: PHONE });
  const bob = await person({ name: 'Bob', locale: 'en-CA', toneHz: 660 });
  const cast: Cast = { laptop, phone, bob, outside, line: house.line };
  const screens = { laptop, phone, bob };
  const everybody = Object.values(screens);
  for (const each of everybody) {
    await each.isReady();
    await each.opens('recents');
    await expect(each.page.getByText(each.words.noCalls)).toBeVisible();
    await each.opens('keypad');
  }
  const askAgain = await Promise.all(everybody.map((each) => each.cannotAskForHistory()));

  const acts = Object.entries(EVENING);
  const talked: number[] = [];
  for (const [title, { network, happens }] of acts)
    await test.step(title, async () => {
      const before = new Set((await outside.calls()).map(({ sid }) => sid));
      const fault = await network(outside);
      await happens(cast);
      await expect.poll(() => outside.openCalls()).toEqual([]);
      await fault.ends();
      const legs = (await outside.calls()).filter(({ sid, parentCallSid }) => parentCallSid && !before.has(sid));
      talked.push(Math.max(0, ...legs.map(({ durationSeconds }) => durationSeconds)));
    });

  const isTold = async () => {
    for (const who of ['laptop', 'phone', 'bob'] as const) {
      const expected = acts.map(([title, act]) => `${title}: ${act[who]}`);
      await expect
        .poll(async () => {
          const rows = (await screens[who].readsHistory()).reverse();
          return rows.map((row, at) => `${acts[at]?.[0]}: ${toTheSecond(row, talked[at] ?? 0)}`);
        })
        .toEqual(expected);
    }
  };
  // Two that nobody took, and one that only Ann declined.
  await expect(bob.page).toHaveTitle('(3) Bakelite');
  for (const each of everybody) await each.opens('recents');
  await isTold();
  for (const each of everybody) {
    await each.page.mouse.move(200, 300);
    await expect(each.page).toHaveTitle('Bakelite');
  }
  for (const canAsk of askAgain) await canAsk();
  for (const each of everybody) await each.page.reload();
  await isTold();
  for (const each of everybody) await expect(each.page).toHaveTitle('Bakelite');
});
