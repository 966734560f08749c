import { readFile } from 'node:fs/promises';
import { isAccessible } from './accessible.ts';
import { expect, test } from './house.ts';
import { choosesRecording, growsBy, hearNotice, loudSince, recordingIs, showsRecording } from './recording.ts';
import { canSteer } from './steering.ts';
import type { OutsidePhone, Person } from './person.ts';

const FAR = '+15145550123';

// What its only line records is chosen here.
test.use({ houseName: 'recording' });

/** Ann talks to somebody who called her, or whom she called. */
async function talks(ann: Person, far: OutsidePhone, line: string | null): Promise<void> {
  if (line === null) await ann.talksTo(far);
  else {
    await ann.isCalledBy(far, line);
    await ann.answers();
    await ann.isHeardBy(far);
  }
  await canSteer(ann);
}

/** Ann looks at the newest call. */
async function looksAtCall(ann: Person): Promise<void> {
  await ann.opens('recents');
  await expect(ann.page.getByRole('listitem').first()).toContainText('enregistré');
  await ann.page
    .getByRole('link', { name: /^Détails/ })
    .first()
    .click();
  await expect(ann.button(ann.words.play)).toBeEnabled();
}

for (const direction of ['outbound', 'inbound'] as const) {
  test(`${direction}: both ends hear the whole notice, then it is recorded, silent where paused, until it is stopped`, async ({
    ann,
    outside,
    house,
  }) => {
    test.setTimeout(90_000);
    await choosesRecording(ann, 'ask');
    const far = outside.phone(FAR);
    await talks(ann, far, direction === 'inbound' ? house.line : null);
    await ann.presses(ann.words.mute);
    await far.says({ silence: true });
    await ann.isSilentTo(far);
    // Twice, as an impatient finger does.
    const notice = await hearNotice(ann, far, () => ann.button(ann.words.record).dblclick());
    await far.says({ toneHz: 1000 });
    await ann.presses(ann.words.unmute);
    await ann.isHeardBy(far);
    await ann.hearsTone(1000);
    const begun = await growsBy(outside, 0);
    const paused = await growsBy(outside, 3);
    await recordingIs(ann, 'recordPause');
    await showsRecording(ann, 'paused');
    const silent = await growsBy(outside, 0);
    const resumed = await growsBy(outside, 4);
    await recordingIs(ann, 'recordResume');
    await showsRecording(ann, 'on');
    await outside.fault({ kind: 'refuse-sockets', forMs: 1_000 });
    await outside.fault({ kind: 'drop-socket' });
    await expect(ann.call('reconnecting')).toContainText(/Connexion perdue.*enregistré/);
    await expect(ann.call('open')).toBeVisible({ timeout: 15_000 });
    const again = await growsBy(outside, 0);
    const stopped = await growsBy(outside, 3);
    await recordingIs(ann, 'recordStop');
    await showsRecording(ann, null);
    await ann.isHeardBy(far);
    await expect(ann.call('open').getByRole('button', { name: ann.words.record, exact: true })).toBeEnabled();

    const [recording, ...others] = await outside.recordings();
    if (!recording) throw new Error('nothing was recorded');
    expect(others).toEqual([]);
    expect(recording).toMatchObject({ status: 'completed', channels: 'dual' });
    expect(new Date(recording.startedAt).getTime()).toBeGreaterThanOrEqual(notice.endedAtMs - 100);
    const { hears } = outside.recording(recording.sid);
    const stretch = (from: number, to: number) => ({ fromMs: from * 1000 + 1_000, toMs: to * 1000 - 800 });
    for (const [channel, hz] of [
      [1, 1000],
      [2, ann.toneHz],
    ] as const) {
      expect((await hears(channel, hz, stretch(begun, paused))).purity).toBeGreaterThan(0.9);
      expect(await hears(channel, hz, stretch(silent, resumed))).toMatchObject({ silent: true });
      expect((await hears(channel, hz, stretch(again, stopped))).purity).toBeGreaterThan(0.9);
    }
    await ann.hangsUp();
  });
}

test('Ann hears a recording from where she likes, as fast as she likes, takes it away in a file, and erases it everywhere', async ({
  ann,
  outside,
  house,
}) => {
  test.setTimeout(90_000);
  await choosesRecording(ann, 'ask');
  const far = outside.phone(FAR);
  await talks(ann, far, house.line);
  await ann.presses(ann.words.record);
  await showsRecording(ann, 'on');
  await growsBy(outside, 6);
  await ann.hangsUp();
  await looksAtCall(ann);
  const [recording] = await outside.recordings();
  if (!recording) throw new Error('nothing was recorded');
  const position = ann.page.getByRole('slider', { name: 'Position' });
  const at = async () => Number(await position.inputValue());
  await isAccessible(ann, 'what was recorded of a call');

  await ann.presses(ann.words.play);
  await expect.poll(at).toBeGreaterThan(0);
  await ann.presses(ann.words.pause);
  await position.fill('0');
  await expect.poll(at).toBe(0);
  await ann.page.getByRole('combobox', { name: 'Vitesse' }).selectOption('2');
  await position.fill(String(recording.durationSeconds - 2));
  await position.press('ArrowLeft');
  await expect.poll(at).toBe(recording.durationSeconds - 3);
  await ann.presses(ann.words.play);
  await expect(ann.button(ann.words.pause)).toBeVisible();
  await expect(ann.button(ann.words.play)).toBeVisible();
  expect(await at()).toBeGreaterThanOrEqual(recording.durationSeconds - 1);

  // A call that rings is not talked over.
  await ann.page.getByRole('combobox', { name: 'Vitesse' }).selectOption('1');
  await position.fill('0');
  await ann.presses(ann.words.play);
  await expect(ann.button(ann.words.pause)).toBeVisible();
  await far.calls(house.line);
  await expect(ann.call('pending')).toBeVisible();
  await far.hangsUp();
  await ann.stopsRinging();
  await expect(ann.button(ann.words.play)).toBeVisible();

  const download = ann.page.waitForEvent('download');
  await ann.page.getByRole('link', { name: ann.words.download }).click();
  const file = await readFile(await (await download).path());
  expect(file.subarray(0, 4).toString()).toBe('RIFF');
  expect(file.length).toBe((await house.fileAtTwilio(recording.sid))?.length);

  await ann.page
    .getByRole('article', { name: /^Enregistrement de/ })
    .getByRole('button', { name: ann.words.erase })
    .click();
  await ann.page.getByRole('dialog').getByRole('button', { name: ann.words.erase }).click();
  await expect(ann.page.getByRole('slider')).toBeHidden();
  await expect(ann.page.getByText('L’enregistrement est effacé.').first()).toBeVisible();
  await expect.poll(async () => await outside.recordings(), { timeout: 20_000 }).toEqual([]);
  expect(await house.fileAtTwilio(recording.sid)).toBeNull();
  const address = new URL(ann.page.url()).hash;
  await ann.page.goBack();
  await expect(ann.page.locator(`a[href="${address}"]`)).toBeVisible();
  await ann.page.getByText('Enregistrés', { exact: true }).click();
  await expect(ann.page.getByRole('radio', { name: 'Enregistrés' })).toBeChecked();
  await expect(ann.page.locator(`a[href="${address}"]`)).toHaveCount(0);
});

test('a colleague at the other end sees that the call is recorded, and is recorded with it', async ({
  ann,
  person,
}) => {
  await choosesRecording(ann, 'ask');
  const bob = await person({ toneHz: 660, locale: 'en-CA', name: 'Bob' });
  await bob.isReady();
  await ann.callsColleague('Bob');
  await expect(bob.call('pending')).toBeVisible();
  await bob.answers();
  await canSteer(ann);
  await ann.presses(ann.words.record);
  await showsRecording(bob, 'notice');
  await showsRecording(ann, 'on');
  await showsRecording(bob, 'on');
  await expect(bob.call('open')).toContainText('This call is being recorded');
  await isAccessible(bob, 'a call that is recorded');
  await ann.hangsUp();
});

test('Twilio does not record: Ann is told that the call is not recorded, and tries again', async ({ ann, outside }) => {
  await choosesRecording(ann, 'ask');
  const far = outside.phone(FAR);
  await talks(ann, far, null);
  const fault = await outside.refusesRest({ method: 'POST', urlContains: '/Recordings.json', httpStatus: 503 });
  await ann.presses(ann.words.record);
  await expect(ann.call('open')).toContainText(/n’est pas enregistré.*Appuyez de nouveau/, { timeout: 20_000 });
  await showsRecording(ann, null);
  await fault.ends();
  await ann.presses(ann.words.record);
  await showsRecording(ann, 'on');
  await ann.hangsUp();
});

test('calls of a line that never records are not recorded, and the key says why', async ({ ann, outside }) => {
  await choosesRecording(ann, 'never');
  const far = outside.phone(FAR);
  await talks(ann, far, null);
  const key = ann.call('open').getByRole('button', { name: ann.words.record, exact: true });
  await expect(key).toHaveAttribute('aria-disabled', 'true');
  await key.click({ force: true });
  await expect(ann.page.getByRole('dialog')).toContainText('ne sont pas enregistrés');
  await isAccessible(ann, 'why a call is not recorded');
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
  await showsRecording(ann, null);
  await ann.hangsUp();
  expect(await outside.recordings()).toEqual([]);
  await choosesRecording(ann, 'ask');
});

test('calls of a line that always records: whoever calls hears the notice before it rings, whoever is called when they answer', async ({
  ann,
  outside,
  house,
}) => {
  test.setTimeout(90_000);
  await choosesRecording(ann, 'always');
  const far = outside.phone(FAR);
  await far.is('manual', { says: { toneHz: 1000 } });
  const calledAt = Date.now();
  await far.calls(house.line);
  await expect(ann.call('pending')).toContainText(/appels\senregistrés/, { timeout: 15_000 });
  expect((await loudSince(far, calledAt)).ms).toBeGreaterThan(1_300);
  await ann.answers();
  await showsRecording(ann, 'on');
  await growsBy(outside, 2);
  await ann.hangsUp();

  await ann.dials(FAR);
  await expect(ann.call('ringing')).toBeVisible();
  const answeredAt = Date.now();
  await far.answers();
  await ann.isInCall();
  await showsRecording(ann, 'on');
  expect((await loudSince(far, answeredAt)).ms).toBeGreaterThan(1_300);
  await growsBy(outside, 2);
  await ann.hangsUp();
  await expect
    .poll(async () => (await outside.recordings()).map(({ status }) => status))
    .toEqual(['completed', 'completed']);
  await looksAtCall(ann);
  await choosesRecording(ann, 'ask');
});
