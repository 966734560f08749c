import { expect, test } from './house.ts';
import type { OutsideWorld } from '../support/outside.ts';

// Its clock is moved by hours.
test.use({ houseName: 'lost callbacks' });

const FAR = '+15145550123';
const MINUTE = 60_000;

/** From now on nobody is told how a call or its Dial ends. */
async function losesEveryEnd(outside: OutsideWorld) {
  for (const status of ['completed', 'canceled', 'no-answer', 'busy', 'failed'] as const)
    await outside.loses({ status });
  await outside.loses({ urlContains: '/twiml/dial-ended' });
}

test('no end of a talked call is told: once Twilio can be asked, the row ends with the seconds they talked, on an open page', async ({
  ann,
  outside,
  house,
}) => {
  await losesEveryEnd(outside);
  await ann.talksTo(outside.phone(FAR));
  await ann.hangsUp();
  await expect.poll(() => outside.openCalls()).toEqual([]);
  await ann.opens('recents');
  const row = ann.recent(FAR);
  await expect(row).toContainText('En communication');

  const refusal = await outside.refusesRest({ httpStatus: 503 });
  expect(await house.worker.timePasses(16 * MINUTE)).toBe(true);
  await expect.poll(async () => (await outside.faults()).find(({ id }) => id === refusal.id)?.met).toBeGreaterThan(0);
  await expect(row).toContainText('En communication');

  await refusal.ends();
  expect(await house.worker.timePasses(2 * MINUTE)).toBe(true);
  await expect(row).toContainText(/\d\ss/);
  const talked = Math.max(...(await outside.calls()).map(({ durationSeconds }) => durationSeconds));
  const shown = Number(/(\d+)\ss/.exec((await row.textContent()) ?? '')?.[1]);
  expect(Math.abs(shown - talked)).toBeLessThanOrEqual(1);
});

test('nobody is told that the caller gave up: soon after it is a missed call, and no longer rings in Recents', async ({
  ann,
  outside,
  house,
}) => {
  const far = outside.phone('+15145550124');
  await losesEveryEnd(outside);
  await ann.isCalledBy(far, house.line);
  await far.hangsUp();
  await ann.stopsRinging();
  await ann.opens('recents');
  await expect(ann.recent(far.number)).toContainText('Ça sonne');
  await outside.delaysRest({ ms: 1_000 });
  expect(await house.worker.timePasses(2 * MINUTE)).toBe(true);
  await expect(ann.recent(far.number)).toContainText('Manqué');
});

test('Twilio has forgotten the call: it is over', async ({ ann, outside, house }) => {
  const far = outside.phone('+15145550126');
  await losesEveryEnd(outside);
  await ann.isCalledBy(far, house.line);
  await far.hangsUp();
  await ann.stopsRinging();
  await ann.opens('recents');
  await expect(ann.recent(far.number)).toContainText('Ça sonne');
  await outside.reset();
  expect(await house.worker.timePasses(2 * MINUTE)).toBe(true);
  await expect(ann.recent(far.number)).toContainText('Manqué');
});

// The last one: its hours would make the calls of another test old, as Twilio tells the time.
test('Twilio cannot be asked for hours: no call goes on longer than one may, and none is given a length', async ({
  ann,
  outside,
  house,
}) => {
  const far = outside.phone('+15145550125');
  await losesEveryEnd(outside);
  await ann.talksTo(far);
  await ann.hangsUp();
  await ann.opens('recents');
  await expect(ann.recent(far.number)).toContainText('En communication');
  await outside.refusesRest();
  await house.worker.timePasses(5 * 60 * MINUTE);
  await expect(ann.recent(far.number)).toContainText('Appel terminé');
});
