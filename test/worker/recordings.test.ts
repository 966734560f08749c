import { runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, expect, test, vi } from 'vitest';
import { object } from './support/history.ts';
import { ask, colleague, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { ends, FIRST, keptRecording, recorded, row, told } from './support/recorded.ts';
import { at, begin, control, event, LEG, over, phone, room, ROOT, steer, twilio } from './support/steered.ts';
import { recordingSid } from './support/twilio-orders.ts';
import { twiml } from './support/twilio.ts';

beforeEach(begin);

test('a recording is heard by who was on the call, and by the owner; by nobody else, and none that is made up', async () => {
  const marie = await colleague(phone.browser, 'Marie');
  const tom = await colleague(phone.browser, 'Tom');
  await twiml('/twiml/outgoing', { CallSid: ROOT, From: at(marie.identity), To: OUTSIDE });
  await event('/events/call', {
    CallSid: LEG,
    ParentCallSid: ROOT,
    CallStatus: 'in-progress',
    From: LINE,
    To: OUTSIDE,
  });
  await steer({ does: 'record' }, marie);
  await over(ROOT, 0);
  await room('join', LEG, 1);
  await room('join', ROOT, 1);
  await ends();
  await told('completed', { RecordingDuration: '42' });
  expect(await row(marie)).toMatchObject([{ seconds: 42 }]);
  expect(await row()).toMatchObject([{ seconds: 42 }]);
  expect(await row(tom)).toEqual([]);
  expect(await listed(marie)).toEqual([ROOT]);
  expect(await listed(tom)).toEqual([]);
  twilio.takes();
  for (const method of ['GET', 'DELETE'])
    expect(await errorCode(await tom.browser.send(method, `/api/recordings/${FIRST}`))).toBe('forbidden');
  for (const sid of [recordingSid(2), ROOT, `${FIRST}.json`, '..%2FCalls', `${FIRST}%3Fx`])
    expect((await phone.browser.send('GET', `/api/recordings/${sid}`)).status).toBe(404);
  expect(twilio.takes()).toEqual([]);
});

const listed = async (device: typeof phone) => {
  const page = await device.browser.send('GET', '/api/calls?filter=recorded');
  return ((await page.json()) as { calls: { callSid: string }[] }).calls.map((call) => call.callSid);
};

test('its sound comes from Twilio as it is asked for, without Twilio’s address or a copy', async () => {
  await keptRecording();
  const part = { status: 206, headers: { 'Content-Range': 'bytes 1-3/4', 'Set-Cookie': 'a=b' } };
  twilio.answers = (_, asked) =>
    asked.get('Range') === 'bytes=1-3' ? new Response('IFF', part) : new Response('RIFF');
  const headers = { Cookie: phone.browser.cookie, Range: 'bytes=1-3' };
  const response = await ask(`/api/recordings/${FIRST}?download`, { headers });
  expect(twilio.takes()).toMatchObject([{ method: 'GET', path: `/Recordings/${FIRST}.wav` }]);
  expect(response.status).toBe(206);
  expect(new TextDecoder().decode(await response.arrayBuffer())).toBe('IFF');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'audio/wav',
    'content-range': 'bytes 1-3/4',
    'cache-control': 'private, no-store',
    'content-disposition': expect.stringMatching(/^attachment; filename="bakelite-[\d-]{10}-000001.wav"$/) as string,
  });
  expect(response.headers.has('Set-Cookie')).toBe(false);
});

test.each([
  {
    answer: () => new Response(null, { status: 302, headers: { Location: 'http://169.254.169.254/' } }),
    code: 'twilio_failed',
  },
  { answer: () => new Response(null, { status: 500 }), code: 'twilio_failed' },
  { answer: () => new Response(null, { status: 404 }), code: 'not_found' },
])('Twilio does not give the sound: $code, and nobody else is asked', async ({ answer, code }) => {
  await keptRecording();
  twilio.answers = answer;
  expect(await errorCode(await phone.browser.send('GET', `/api/recordings/${FIRST}`))).toBe(code);
  expect(twilio.takes()).toHaveLength(1);
});

test('deleted it is gone here at once, and at Twilio as soon as it can be', async () => {
  await keptRecording();
  twilio.fails = () => 503;
  expect((await phone.browser.send('DELETE', `/api/recordings/${FIRST}`)).status).toBe(204);
  expect(await row()).toEqual([]);
  expect(await errorCode(await phone.browser.send('GET', `/api/recordings/${FIRST}`))).toBe('not_found');
  await runDurableObjectAlarm(object());
  expect(twilio.takes()).toMatchObject([{ method: 'DELETE' }]);
  twilio.fails = () => null;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  await runDurableObjectAlarm(object());
  vi.useRealTimers();
  expect(twilio.takes()).toMatchObject([{ method: 'DELETE', path: `/Recordings/${FIRST}.json` }]);
});

test('who may not hear it does not erase it with its call either', async () => {
  const tom = await colleague(phone.browser, 'Tom');
  await keptRecording();
  expect(await errorCode(await tom.browser.send('DELETE', `/api/calls/${ROOT}`))).toBe('forbidden');
  const { place } = await phone.browser.outcome(ROOT);
  expect(await (await tom.browser.send('DELETE', '/api/calls', { upTo: place })).json()).toEqual({ isDone: true });
  expect(await row()).toMatchObject([{ sid: FIRST }]);
  expect(await (await phone.browser.send('DELETE', '/api/calls', { upTo: place })).json()).toEqual({ isDone: true });
  expect(await errorCode(await phone.browser.send('GET', `/api/recordings/${FIRST}`))).toBe('not_found');
});

test('it is told once more after it was deleted: Twilio is asked, and it does not come back', async () => {
  await keptRecording();
  await phone.browser.send('DELETE', `/api/recordings/${FIRST}`);
  await runDurableObjectAlarm(object());
  await told('completed', { RecordingDuration: '42' });
  twilio.fails = () => 404;
  await runDurableObjectAlarm(object());
  expect(await row()).toEqual([]);
});

test('it was to be stopped, and Twilio did not do it: it is stopped a minute later', async () => {
  await recorded();
  await steer({ does: 'transfer', to: '+15145550177' });
  twilio.takes();
  twilio.answers = ({ path }) =>
    path === `/Recordings/${FIRST}.json` ? Response.json({ status: 'in-progress' }) : null;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  await runDurableObjectAlarm(object());
  vi.useRealTimers();
  expect(twilio.takes()).toContainEqual({
    method: 'POST',
    path: `/Calls/${LEG}/Recordings/${FIRST}.json`,
    form: { Status: 'stopped' },
  });
});

test('the sound may take longer than Twilio is waited for', async () => {
  await keptRecording();
  const timeouts = vi.spyOn(AbortSignal, 'timeout');
  let signal: AbortSignal | undefined;
  const fetched = vi.mocked(globalThis.fetch).getMockImplementation();
  vi.mocked(globalThis.fetch).mockImplementation(async (input, init) => {
    signal = init?.signal ?? undefined;
    return (await fetched?.(input, init)) ?? new Response(null, { status: 500 });
  });
  await (await phone.browser.send('GET', `/api/recordings/${FIRST}`)).arrayBuffer();
  expect(timeouts.mock.results.map(({ value }) => value as AbortSignal)).not.toContain(signal);
  expect(signal?.aborted).toBe(false);
});

test('what is being made cannot be deleted', async () => {
  await recorded();
  expect(await errorCode(await phone.browser.send('DELETE', `/api/recordings/${FIRST}`))).toBe('still_going');
});

test('with its call a recording goes', async () => {
  await keptRecording();
  expect((await phone.browser.send('DELETE', `/api/calls/${ROOT}`)).status).toBe(204);
  expect(await errorCode(await phone.browser.send('GET', `/api/recordings/${FIRST}`))).toBe('not_found');
  await runDurableObjectAlarm(object());
  expect(twilio.takes().filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});

test('recordings are kept as many days as the workspace says; their calls stay', async () => {
  await keptRecording();
  await phone.browser.send('PUT', '/api/settings', { recordingDays: 30 });
  expect(await (await phone.browser.send('GET', '/api/settings')).json()).toEqual({
    retentionDays: null,
    recordingDays: 30,
  });
  const day = 24 * 60 * 60 * 1000;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 29 * day });
  await runDurableObjectAlarm(object());
  vi.setSystemTime(Date.now() + 2 * day);
  await runDurableObjectAlarm(object());
  await runDurableObjectAlarm(object());
  vi.useRealTimers();
  expect(twilio.takes().filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  expect(await row()).toEqual([]);
});

test('its end was not told: Twilio is asked', async () => {
  await recorded();
  await ends();
  twilio.answers = ({ path }) =>
    path === `/Recordings/${FIRST}.json` ? Response.json({ status: 'completed', duration: '9' }) : null;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  await runDurableObjectAlarm(object());
  vi.useRealTimers();
  expect(await row()).toMatchObject([{ sid: FIRST, seconds: 9 }]);
});

test('there was nothing to hear: nothing is kept', async () => {
  await recorded();
  await told('absent');
  expect(await row()).toEqual([]);
  expect(await control()).toMatchObject({ recording: null });
});
