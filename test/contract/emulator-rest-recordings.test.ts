import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LINE } from '../support/emulated-account.ts';
import { startAccountServer, type AccountServer } from '../support/account-server.ts';

const [ANN, BOB] = ['+15145550123', '+15145550124'];
let server: AccountServer;
beforeAll(async () => {
  server = await startAccountServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.emulator.control.reset();
  server.asked.length = 0;
});

const phone = (number: string) => server.emulator.control.phone(number);
/** Lets so much sound pass, however long that takes. */
const later = (ms: number) => phone(ANN).hears(440, ms);

/** Ann, at 440 Hz, called the line and talks to Bob, at 1000 Hz. */
async function talking() {
  phone(ANN).put({ character: 'manual', says: { toneHz: 440 } });
  phone(BOB).put({ character: 'manual', says: { toneHz: 1000 }, answerAfterMs: 0 });
  server.answers['/voice'] = `<Response><Dial callerId="${LINE}"><Number>${BOB}</Number></Dial></Response>`;
  const { callSid } = phone(ANN).call(LINE);
  await expect.poll(async () => (await phone(ANN).hears(1000, 100)).purity).toBeGreaterThan(0.9);
  return { callSid, call: server.client.calls(callSid) };
}

const told = () => server.asked.filter(({ path }) => path === '/recording').map(({ params }) => params);
const media = (
  sid: string,
  { extension = '.wav', headers = {} }: { extension?: string; headers?: Record<string, string> } = {},
) => {
  const { accountSid, authToken } = server.account;
  return fetch(`${server.emulator.url}/2010-04-01/Accounts/${accountSid}/Recordings/${sid}${extension}`, {
    headers: { Authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`, ...headers },
  });
};

describe('a call is recorded', () => {
  test('in two channels: what the far end says, and what it hears', async () => {
    const { call, callSid } = await talking();
    const started = await call.recordings.create({
      recordingChannels: 'dual',
      recordingStatusCallback: `${server.url}/recording`,
      recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
    });
    expect(started).toMatchObject({
      callSid,
      status: 'in-progress',
      channels: 2,
      track: 'both',
      duration: null,
      source: 'StartCallRecordingAPI',
    });
    await later(1000);
    await call.recordings(started.sid).update({ status: 'stopped' });
    const fetched = await server.client.recordings(started.sid).fetch();
    expect(fetched).toMatchObject({ status: 'completed', duration: expect.stringMatching(/^[1-9]$/), channels: 2 });
    const { hears } = server.emulator.control.recording(started.sid);
    expect(hears({ channel: '1', hz: '440', fromMs: '200' }).purity).toBeGreaterThan(0.95);
    expect(hears({ channel: '2', hz: '1000', fromMs: '200' }).purity).toBeGreaterThan(0.95);
    await expect.poll(told).toMatchObject([{ RecordingStatus: 'in-progress' }, { RecordingStatus: 'completed' }]);
    expect(told()[1]).toMatchObject({
      AccountSid: server.account.accountSid,
      CallSid: callSid,
      RecordingSid: started.sid,
      RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${server.account.accountSid}/Recordings/${started.sid}`,
      RecordingDuration: fetched.duration,
      RecordingChannels: '2',
      RecordingTrack: 'both',
      RecordingSource: 'StartCallRecordingAPI',
    });
    expect(server.asked.every(({ isValid }) => isValid)).toBe(true);
  });

  test('mono is both of them in one; one track is that one alone', async () => {
    const { call } = await talking();
    const [both, inbound] = await Promise.all([
      call.recordings.create(),
      call.recordings.create({ recordingTrack: 'inbound' }),
    ]);
    await later(600);
    for (const { sid } of [both, inbound]) await call.recordings(sid).update({ status: 'stopped' });
    const purity = (sid: string, hz: string) =>
      server.emulator.control.recording(sid).hears({ hz, fromMs: '200' }).purity;
    expect([purity(both.sid, '440') > 0.5, purity(both.sid, '1000') > 0.5]).toEqual([true, true]);
    expect([purity(inbound.sid, '440') > 0.9, purity(inbound.sid, '1000') < 0.1]).toEqual([true, true]);
    expect((await call.recordings.list()).map(({ sid }) => sid)).toEqual([inbound.sid, both.sid]);
    expect((await server.client.recordings.list({ callSid: `CA${'0'.repeat(32)}` })).length).toBe(0);
  });

  test('it pauses, with silence in it or nothing at all, and goes on', async () => {
    const { call } = await talking();
    const { sid } = await call.recordings.create();
    expect((await call.recordings(sid).update({ status: 'paused', pauseBehavior: 'skip' })).status).toBe('paused');
    expect((await call.recordings(sid).update({ status: 'in-progress' })).status).toBe('in-progress');
  });

  test('it goes on when the call is redirected, and ends with the call', async () => {
    const { call } = await talking();
    const { sid } = await call.recordings.create();
    await call.update({ twiml: '<Response><Pause length="60"/></Response>' });
    await expect.poll(() => phone(BOB).view().state).toBe('idle');
    expect((await call.recordings(sid).fetch()).status).toBe('in-progress');
    phone(ANN).hangUp();
    await expect.poll(async () => (await server.client.recordings(sid).fetch()).status).toBe('completed');
  });

  test('a call that is not answered cannot be recorded: 21220', async () => {
    server.answers['/voice'] = '<Response><Pause length="60"/></Response>';
    phone(ANN).put({ character: 'manual' });
    const { callSid } = phone(ANN).call(LINE);
    await expect(server.client.calls(callSid).recordings.create()).rejects.toMatchObject({ status: 400, code: 21220 });
  });
});

describe('the sound of a recording', () => {
  async function recorded() {
    const { call } = await talking();
    const { sid } = await call.recordings.create({ recordingChannels: 'dual' });
    await later(300);
    await call.recordings(sid).update({ status: 'stopped' });
    return { sid, call };
  }

  test('is a WAV of 16 bits at 8 kHz, whole or in ranges, for those with the password', async () => {
    const { sid } = await recorded();
    const whole = await media(sid);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'audio/x-wav']);
    const file = Buffer.from(await whole.arrayBuffer());
    expect([file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)]).toEqual([2, 8000, 16]);
    const part = await media(sid, { headers: { Range: 'bytes=44-143' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 44-143/${file.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(file.subarray(44, 144));
    const end = await media(sid, { headers: { Range: 'bytes=-10' } });
    expect(Buffer.from(await end.arrayBuffer())).toEqual(file.subarray(-10));
    expect((await media(sid, { headers: { Range: 'bytes=99999999-' } })).status).toBe(416);
    expect((await media(sid, { headers: { Authorization: '' } })).status).toBe(401);
  });

  test('as MP3 it is refused by name', async () => {
    const { sid } = await recorded();
    const answer = await media(sid, { extension: '.mp3' });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('.mp3')]);
  });

  test('deleted it is gone, with its sound', async () => {
    const { sid, call } = await recorded();
    expect(await server.client.recordings(sid).remove()).toBe(true);
    await expect(server.client.recordings(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    expect((await media(sid)).status).toBe(404);
    const going = await call.recordings.create();
    await expect(server.client.recordings(going.sid).remove()).rejects.toMatchObject({ status: 400 });
  });

  test.each([
    ['a recording that is over cannot be paused', 21220, { status: 'paused' }],
    ['a status that is none', 20001, { status: 'halted' }],
    ['a pause behavior without a pause', 20001, { status: 'stopped', pauseBehavior: 'skip' }],
  ] as const)('%s: %i', async (_, code, fields) => {
    const { sid, call } = await recorded();
    await expect(call.recordings(sid).update(fields as never)).rejects.toMatchObject({ status: 400, code });
  });
});
