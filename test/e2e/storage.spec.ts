import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './house.ts';
import { localAccount, newOwnerCode, workerVars } from '../support/account.ts';
import { janitor } from '../support/janitor.ts';
import { startWorker, type StorageState } from '../support/miniflare.ts';
import { freePort } from '../support/ports.ts';

const FAR = '+15145550123';
const faults: { name: string; storage: { directory?: StorageState; object?: StorageState } }[] = [
  { name: 'the object throws', storage: { object: 'throws' } },
  { name: 'the object hangs', storage: { object: 'hangs' } },
  { name: 'the directory hangs', storage: { directory: 'hangs' } },
];

for (const { name, storage } of faults) {
  test(`${name}: an outside call still rings, within a second of TwiML, and is talked`, async ({
    ann,
    outside,
    house,
  }) => {
    await house.worker.setStorage(storage);
    const far = outside.phone(FAR);
    await far.is('manual', { says: { toneHz: 1000 } });
    await far.calls(house.line);
    await expect(ann.call('pending')).toBeVisible();
    const asked = (await outside.webhooks()).find(({ url }) => url.endsWith('/handle_calls'));
    expect(asked).toMatchObject({ status: 200 });
    expect(asked?.ms).toBeLessThan(1_000);
    await ann.presses(ann.words.answer);
    await ann.isInCall();
    await ann.hearsTone(1000);
    await far.hangsUp();
    await expect(ann.call('closed')).toBeVisible();
  });
}

test('all storage is down: the caller hears a polite sentence, within a second of TwiML', async ({
  outside,
  house,
}) => {
  await house.worker.setStorage({ object: 'hangs', directory: 'hangs' });
  const far = outside.phone(FAR);
  await far.is('manual');
  await far.calls(house.line);
  await expect.poll(async () => (await far.hears(440, 300)).rms).toBeGreaterThan(0);
  const asked = (await outside.webhooks()).find(({ url }) => url.endsWith('/handle_calls'));
  expect(asked?.body).toContain('<Say');
  expect(asked?.ms).toBeLessThan(1_000);
});

test('the object is down: Ann’s call is refused with words, and goes through when it is back', async ({
  ann,
  outside,
  house,
}) => {
  await house.worker.setStorage({ object: 'throws' });
  await outside.phone(FAR).is('manual', { says: { toneHz: 1000 } });
  await ann.dials(FAR);
  await expect(ann.call('closed')).toBeVisible({ timeout: 20_000 });
  const answer = (await outside.webhooks()).find(({ url }) => url.endsWith('/twiml/outgoing'));
  expect(answer?.body).toContain('<Say');
  await house.worker.setStorage({ object: 'works' });
  await ann.dismissesCall();
  await ann.dials(FAR);
  await expect(ann.call('ringing')).toBeVisible();
});

test('the object throws three times in ten: callers are answered within a second and talked to, and what was accepted is in history', async ({
  ann,
  outside,
  house,
}) => {
  await house.worker.setStorage({ object: 'throws sometimes', seed: 4 });
  const callers = ['+15145550201', '+15145550202', '+15145550203', '+15145550204'].map(outside.phone);
  for (const far of callers) {
    await ann.isCalledBy(far, house.line);
    await ann.answers();
    await ann.hearsTone(1000);
    await far.hangsUp();
    await expect(ann.call('closed')).toBeVisible();
    await ann.dismissesCall();
  }
  const lineEnds = async () =>
    (await outside.webhooks()).filter(
      ({ kind, params }) => kind === 'callback' && !params['ParentCallSid'] && params['CallStatus'] === 'completed',
    );
  await expect.poll(async () => (await lineEnds()).map(({ ms }) => ms !== null)).toEqual(callers.map(() => true));
  const webhooks = await outside.webhooks();
  for (const { status, ms, body } of webhooks.filter(({ kind }) => kind === 'twiml')) {
    expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining('<Response') });
    expect(ms).toBeLessThan(1_000);
  }
  const calls = await outside.calls();
  const unspoken = calls.flatMap(({ timeline }) =>
    timeline.filter(({ kind, what }) => kind === 'error' && !String(what).startsWith('status callback')),
  );
  expect(unspoken).toEqual([]);

  await house.worker.setStorage({ object: 'works' });
  await ann.page.reload();
  await ann.opens('recents');
  const accepted = webhooks.filter(({ kind, status }) => kind === 'callback' && status === 204);
  for (const { number } of callers) {
    const { sid } = calls.find(({ from, parentCallSid }) => from === number && parentCallSid === null) ?? {};
    const ofDevice = accepted.filter(({ params }) => params['ParentCallSid'] === sid);
    const wasAnswered = ofDevice.some(({ params }) => /in-progress|completed/.test(params['CallStatus'] ?? ''));
    const isOver = accepted.some(({ callSid }) => callSid === sid);
    const ends = wasAnswered ? /\d\ss|Appel terminé/ : /\d\ss|Appel terminé|Manqué/;
    if (isOver) await expect(ann.recent(number)).toContainText(ends);
  }
});

test('the Worker is restarted on the same state: who was signed in still is, and a spent code stays spent', async ({
  house,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'bakelite-'));
  const port = await freePort();
  const ownerCode = newOwnerCode();
  const url = `http://localhost:${port}`;
  const vars = workerVars(localAccount(), { publicUrl: url, emulatorUrl: house.emulatorUrl, ownerCode });
  const before = await startWorker({ port, vars, persistTo: folder });
  const ann = await janitor(url, ownerCode);
  await before.stop();
  const after = await startWorker({ port, vars, persistTo: folder });
  expect(await ann.newLink()).toContain('#code=');
  await expect(janitor(url, ownerCode)).rejects.toThrow(/code_spent/);
  await after.stop();
  rmSync(folder, { recursive: true, force: true });
});
