import { expect, test } from './house.ts';
import type { Person } from './person.ts';
import type { OutsideWorld } from '../support/outside.ts';

const FAR = '+15145550123';

/** Nothing rings, nobody is left on a line, and the phone can be used at once. */
async function allIsQuiet(outside: OutsideWorld, ann: Person) {
  await expect.poll(async () => (await outside.calls()).filter(({ isAlive }) => isAlive)).toEqual([]);
  await ann.isReady();
}

/** The newest row of Recents says this. */
async function newestRow(ann: Person, words: RegExp) {
  await ann.dismissesCall();
  await ann.opens('recents');
  await expect(ann.page.getByRole('listitem').first()).toContainText(words);
}

/** An ending is on the screen within a second of the network's fact: the end of Ann's own leg. */
async function endsWithin(ann: Person, outside: OutsideWorld, words: RegExp, act: () => Promise<unknown>) {
  await act();
  await expect
    .poll(async () => (await outside.calls()).filter(({ parentCallSid, isAlive }) => !parentCallSid && isAlive), {
      intervals: [50],
    })
    .toEqual([]);
  await expect(ann.call('closed')).toContainText(words, { timeout: 1_000 });
}

for (const [character, words] of [
  ['busy', /Occupé/],
  ['declines', /refusé/i],
  ['not-in-service', /pas en service|non attribué/i],
] as const) {
  test(`Ann calls a number that is ${character}: the screen says so, and so does Recents`, async ({ ann, outside }) => {
    await outside.phone(FAR).is(character);
    await endsWithin(ann, outside, words, () => ann.dials(FAR));
    await allIsQuiet(outside, ann);
    await newestRow(ann, words);
  });
}

test('nobody answers Ann’s call: the screen says so, and so does Recents', async ({ ann, outside }) => {
  await outside.phone(FAR).is('no-answer');
  await ann.dials(FAR);
  await expect(ann.call('ringing')).toBeVisible();
  await endsWithin(ann, outside, /Pas de réponse/, () => outside.phone(FAR).givesUp());
  await allIsQuiet(outside, ann);
  await newestRow(ann, /Pas de réponse/i);
});

test('Ann hangs up while it rings: the far phone stops, and the call is canceled', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await far.is('manual');
  await ann.dials(FAR);
  await expect.poll(async () => (await far.view()).state).toBe('ringing');
  await ann.presses(ann.words.hangUp);
  await expect.poll(async () => (await far.view()).state).toBe('idle');
  await allIsQuiet(outside, ann);
  await newestRow(ann, /annulé/i);
});

test('the callee hangs up: Ann sees it at once, with the time talked', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  await endsWithin(ann, outside, /raccroché/, () => far.hangsUp());
  await allIsQuiet(outside, ann);
  await newestRow(ann, /\d\s?s|\d:\d\d/);
});

test('an outside caller gives up: Ann stops ringing, and sees a missed call', async ({ ann, outside, house }) => {
  const far = outside.phone(FAR);
  await far.is('manual');
  await far.calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
  await far.hangsUp();
  await expect(ann.call('pending')).toBeHidden({ timeout: 1_500 });
  await allIsQuiet(outside, ann);
  await newestRow(ann, /Manqué/);
});

test('Ann declines: the caller hears a polite sentence, and Recents says declined', async ({ ann, outside, house }) => {
  const far = outside.phone(FAR);
  await far.is('manual');
  await far.calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
  await ann.presses(ann.words.decline);
  await expect(ann.call('pending')).toBeHidden();
  await expect.poll(async () => (await far.hears(440, 300)).rms).toBeGreaterThan(0);
  const answer = (await outside.webhooks()).find(({ url }) => url.includes('/twiml/dial-ended'));
  expect(answer?.body).toContain('<Say');
  await far.hangsUp();
  await allIsQuiet(outside, ann);
  await newestRow(ann, /refusé/i);
});

test('Bob answers a call that rings at Ann’s too: hers stops and says where it was answered', async ({
  ann,
  bob,
  outside,
  house,
}) => {
  const far = outside.phone(FAR);
  await far.is('manual', { says: { toneHz: 1000 } });
  await far.calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
  await expect(bob.call('pending')).toBeVisible();
  await bob.presses(bob.words.answer);
  await bob.isInCall();
  await expect(ann.call('closed')).toContainText(/Répondu/i);
  await bob.presses(bob.words.hangUp);
  await allIsQuiet(outside, ann);
  await newestRow(ann, /Répondu/i);
});

test('after each ending the next call works: busy, then answered', async ({ ann, outside }) => {
  const far = outside.phone(FAR);
  await far.is('busy');
  await endsWithin(ann, outside, /Occupé/, () => ann.dials(FAR));
  await ann.dismissesCall();
  await ann.talksTo(far);
  await ann.hearsTone(1000);
});

for (const [number, words] of [
  ['911', /urgence/i],
  ['+1 900 555-1234', /surtax/i],
  ['+870 773 111 632', /satellite/i],
  ['+33 1 84 88 00 00', /pays/i],
] as const) {
  test(`Ann dials ${number}: it is refused, with the reason`, async ({ ann, outside }) => {
    await ann.types(number);
    // What the telephone knows by itself it says before the call, once it can read numbers; the Worker says the rest.
    const refusal = ann.page.getByText(words).first();
    await expect(async () => {
      if (!(await refusal.isVisible())) await ann.button(ann.words.call).click({ timeout: 1_000 });
      await expect(refusal).toBeVisible({ timeout: 3_000 });
    }).toPass();
    expect((await outside.calls()).filter(({ isAlive }) => isAlive)).toEqual([]);
  });
}
