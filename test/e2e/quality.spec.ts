import type { OutsideWorld } from '../support/outside.ts';
import { expect, test } from './house.ts';
import type { Person } from './person.ts';

const FAR = '+15145550123';

async function talking(ann: Person, outside: OutsideWorld) {
  const far = outside.phone(FAR);
  await ann.talksTo(far);
  return far;
}
const meter = (ann: Person, words: string) => ann.call('open').getByRole('button', { name: words });
const warning = (ann: Person) => ann.page.locator('[data-call-warning]');

test('the network loses sound: the meter says so with the reason and what to do, and takes it back when it is over', async ({
  ann,
  outside,
}) => {
  await talking(ann, outside);
  const fault = await outside.fault({ kind: 'lossy-media', percent: 25 });
  await expect(meter(ann, 'Mauvais son')).toBeVisible({ timeout: 20_000 });
  await expect(warning(ann)).toHaveText(/Votre réseau perd du son.*rapprochez-vous du Wi.Fi/);
  await fault.ends();
  await expect(warning(ann)).toBeHidden({ timeout: 20_000 });
});

test('a tap on the meter of a good call says that all is well', async ({ ann, outside }) => {
  await talking(ann, outside);
  // A machine that stalls makes a call that stutters, and says so.
  await meter(ann, 'Bon son').click({ timeout: 30_000 });
  await expect(warning(ann)).toHaveText('Le son passe bien dans les deux sens.');
  await meter(ann, 'Bon son').click();
  await expect(warning(ann)).toBeHidden();
});

test('Ann speaks while she is muted: she is told, until she is heard again', async ({ ann, outside }) => {
  const far = await talking(ann, outside);
  await ann.presses(ann.words.mute);
  await expect(warning(ann)).toHaveText(/Votre micro est coupé.*personne ne vous entend/);
  await ann.isSilentTo(far);
  await ann.presses(ann.words.unmute);
  await expect(warning(ann)).toBeHidden();
  await ann.isHeardBy(far);
});

test('how a call sounded stands in its detail, on every device', async ({ ann, bob, outside }) => {
  await talking(ann, outside);
  await outside.fault({ kind: 'lossy-media', percent: 25 });
  await expect(meter(ann, 'Mauvais son')).toBeVisible({ timeout: 20_000 });
  await ann.hangsUp();
  for (const each of [ann, bob]) {
    await each.opens('recents');
    await each.recent(FAR).getByRole('link').first().click();
  }
  await expect(ann.page.getByText(/Mauvais son · note\s\d,\d sur\s4,5 · .*perdus/)).toBeVisible();
  await expect(bob.page.getByText(/Poor sound · score\s\d\.\d of\s4\.5 · .*lost/)).toBeVisible();
});

test('Ann checks the connection in settings: a sentence to nobody, then how calls get through, and nothing in Recents', async ({
  ann,
  outside,
}) => {
  test.slow();
  const newest = () =>
    ann.page.evaluate(async () => {
      const { calls } = (await (await fetch('/api/calls?limit=1')).json()) as { calls: { callSid: string }[] };
      return calls[0]?.callSid;
    });
  const before = await newest();
  await ann.opens('settings');
  await ann.presses('Vérifier la connexion');
  await expect.poll(() => outside.openCalls()).toHaveLength(1);
  await expect(ann.page.getByText(/^Les appels passent/)).toBeVisible({ timeout: 45_000 });
  const section = ann.page.getByRole('region', { name: 'Connexion', exact: true });
  await expect(section.getByRole('definition').first()).toHaveText(/^\d,\d$/);
  await expect.poll(() => outside.openCalls()).toEqual([]);
  await ann.isReady();
  expect(await newest()).toBe(before);
});

test('a call comes in during the check: the check gives way, and the call is answered', async ({
  ann,
  outside,
  house,
}) => {
  test.slow();
  await ann.opens('settings');
  await ann.presses('Vérifier la connexion');
  await expect.poll(() => outside.openCalls()).toHaveLength(1);
  const far = outside.phone(FAR);
  await ann.isCalledBy(far, house.line);
  await expect(ann.page.getByText(/Un appel est venu entre-temps/)).toBeAttached();
  await ann.answers();
  await ann.isHeardBy(far);
  await ann.hearsTone(1000);
  expect(await outside.openCalls()).toHaveLength(1);
});

test('Twilio is not reached: the check says so in words', async ({ ann, house }) => {
  test.slow();
  await ann.opens('settings');
  await house.stopTwilio();
  try {
    await ann.presses('Vérifier la connexion');
    const section = ann.page.getByRole('region', { name: 'Connexion', exact: true });
    await expect(section.getByRole('status')).toContainText(/réseau téléphonique est injoignable/, { timeout: 45_000 });
  } finally {
    await house.startTwilio();
  }
});
