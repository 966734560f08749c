import { afterAll, beforeAll, expect, test } from 'vitest';
import { LINE } from '../support/emulated-account.ts';
import { startAccountServer, type AccountServer } from '../support/account-server.ts';
import { outsideWorld } from '../support/outside.ts';

const [ANN, BOB, CAT] = ['+15145550123', '+15145550124', '+15145550125'];
let server: AccountServer;
beforeAll(async () => {
  server = await startAccountServer();
});
afterAll(() => server.close());

test('three telephones talk in one conference, and each knows afterwards what it heard', async () => {
  const outside = outsideWorld(server.emulator.url);
  server.answers['/voice'] = '<Response><Dial><Conference beep="false">r</Conference></Dial></Response>';
  const [ann, bob, cat] = [outside.phone(ANN), outside.phone(BOB), outside.phone(CAT)];
  await ann.is('manual', { says: { toneHz: 440 } });
  await bob.is('manual', { says: { toneHz: 700 } });
  await cat.is('manual', { says: { toneHz: 1000 }, answerAfterMs: 0 });
  const { callSid } = await ann.calls(LINE);
  await bob.calls(LINE);
  await expect.poll(async () => (await outside.openConferences())[0]?.participants.length).toBe(2);
  const [room] = await outside.openConferences();
  await server.client.conferences(room?.sid ?? '').participants.create({ from: LINE, to: CAT, beep: 'false' });
  await expect.poll(async () => (await outside.openConferences())[0]?.participants.length).toBe(3);

  const recording = await server.client.calls(callSid).recordings.create({ recordingChannels: 'dual' });
  const startedAt = Date.now();
  expect((await ann.hears(700)).purity).toBeGreaterThan(0.5);
  const { blocks, longestSilenceMs } = await ann.heardSince(startedAt, 1000);
  expect(blocks.length).toBeGreaterThan(1);
  expect(longestSilenceMs).toBe(0);
  expect((await bob.heardSince(startedAt, 440)).blocks.at(-1)?.purity).toBeGreaterThan(0.5);

  await server.client.calls(callSid).recordings(recording.sid).update({ status: 'stopped' });
  expect((await outside.recordings()).map(({ sid }) => sid)).toEqual([recording.sid]);
  expect((await outside.recording(recording.sid).hears(1, 440, { fromMs: 100 })).purity).toBeGreaterThan(0.9);
  expect(await outside.guesses({ leadingPause: 'refuses-redirect' })).toMatchObject({
    leadingPause: 'refuses-redirect',
  });
  await outside.reset();
  expect(await outside.openConferences()).toEqual([]);
});

test('numbers behave as they are told: by themselves, busy, not at all', async () => {
  const outside = outsideWorld(server.emulator.url);
  await outside.reset();
  await outside.phone(BOB).is('busy');
  await outside.phone(CAT).is('no-answer');
  const place = (to: string) =>
    server.client.calls.create({ to, from: LINE, twiml: '<Response><Pause length="60"/></Response>', timeout: 5 });
  const [busy, silent, unknown] = await Promise.all([place(BOB), place(CAT), place('+15145559999')]);
  const status = async (sid: string) => (await server.client.calls(sid).fetch()).status;
  await expect.poll(() => status(busy.sid)).toBe('busy');
  await expect.poll(() => status(unknown.sid)).toBe('failed');
  expect(await status(silent.sid)).toBe('ringing');
  await outside.phone(CAT).givesUp();
  await expect.poll(() => status(silent.sid)).toBe('no-answer');
});
