import { soundsAreHeardOn } from '../support/page-audio.ts';
import { expect, test } from './house.ts';
import type { Person } from './person.ts';
import type { OutsideWorld } from '../support/outside.ts';

const FIRST = '+15145550123';
const SECOND = '+15145550124';

const banner = (who: Person) =>
  who.page.getByRole('region', { name: { 'fr-CA': 'Deuxième appel', 'en-CA': 'Second call' }[who.locale] });
const both = { 'fr-CA': 'Terminer et répondre', 'en-CA': 'End and answer' };

/** Somebody calls the line while a person talks to somebody else, and is shown. */
async function isCalledInACall(who: Person, outside: OutsideWorld, line: string) {
  const [first, second] = [outside.phone(FIRST), outside.phone(SECOND)];
  await who.talksTo(first);
  await second.is('manual', { says: { toneHz: 1200 } });
  await second.calls(line);
  await expect(banner(who)).toContainText('555-0124');
  return [first, second] as const;
}

test('while Ann talks a second caller is shown and softly heard; she ends and answers: the first is gone, the second talks', async ({
  ann,
  outside,
  house,
}) => {
  const [first, second] = await isCalledInACall(ann, outside, house.line);
  await expect.poll(() => ann.localSound(), { timeout: 10_000 }).toBeGreaterThan(0.01);
  await ann.presses(both[ann.locale]);
  await expect(ann.call('open')).toContainText('514 555-0124', { timeout: 10_000 });
  await ann.hearsTone(1200);
  await ann.isHeardBy(second);
  await expect.poll(async () => (await first.view()).state).toBe('idle');
  await expect(banner(ann)).toBeHidden();
  expect(await outside.openCalls()).toHaveLength(1);
});

test('the soft sound of a second call is not heard at the far end', async ({ bob, outside, house }) => {
  const [first] = await isCalledInACall(bob, outside, house.line);
  await bob.presses(bob.words.mute);
  await expect.poll(async () => (await first.hears(440, 300)).silent).toBe(true);
  let wasHeardHere = false;
  for (let i = 0; i < 6; i += 1) {
    const [here, there] = await Promise.all([soundsAreHeardOn(bob.page), first.hears(440, 1_000)]);
    wasHeardHere ||= here.length > 0;
    expect(there.silent).toBe(true);
  }
  expect(wasHeardHere).toBe(true);
});

test('Ann declines the second call: it ends for its caller, and the first goes on', async ({ ann, outside, house }) => {
  const [first] = await isCalledInACall(ann, outside, house.line);
  await banner(ann).getByRole('button', { name: ann.words.decline }).click();
  await expect(banner(ann)).toBeHidden();
  await ann.isHeardBy(first);
  await ann.hearsTone(1000);
  await expect(ann.call('open')).toBeVisible();
});

test('the second caller gives up: the banner goes, and the first call goes on', async ({ ann, outside, house }) => {
  const [first, second] = await isCalledInACall(ann, outside, house.line);
  await second.hangsUp();
  await expect(banner(ann)).toBeHidden();
  await ann.isHeardBy(first);
});

test('the first caller hangs up while a second rings: the second takes the screen, and rings', async ({
  ann,
  outside,
  house,
}) => {
  const [first] = await isCalledInACall(ann, outside, house.line);
  await first.hangsUp();
  await expect(ann.call('pending')).toContainText('514 555-0124');
  await ann.answers();
  await ann.hearsTone(1200);
});

test('another device takes the second call: it goes from Ann’s screen, and the first goes on', async ({
  ann,
  bob,
  outside,
  house,
}) => {
  const [first] = await isCalledInACall(ann, outside, house.line);
  await expect(bob.call('pending')).toBeVisible();
  await bob.answers();
  await expect(banner(ann)).toBeHidden();
  await ann.isHeardBy(first);
  await bob.hearsTone(1200);
});
