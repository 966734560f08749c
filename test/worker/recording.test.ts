import { runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, expect, test, vi } from 'vitest';
import { object } from './support/history.ts';
import { callSid, colleague, errorCode, LINE, OUTSIDE } from './support/house.ts';
import {
  at,
  begin,
  CAROL,
  control,
  event,
  held,
  incoming,
  LEG,
  outgoing,
  over,
  phone,
  room,
  ROOM,
  ROOT,
  steer,
  twilio,
} from './support/steered.ts';
import { chooses, FIRST, NOTICE, ofRecording, recorded, row, said, told } from './support/recorded.ts';
import { twiml } from './support/twilio.ts';

beforeEach(begin);

test.each([
  { way: 'he was called', call: outgoing, parent: ROOT, child: LEG, far: LEG },
  { way: 'he called', call: incoming, parent: LEG, child: LEG, far: ROOT },
])('both hear the whole notice on their way into a room, and then the far party is recorded: $way', async (as) => {
  await as.call();
  expect(await control()).toMatchObject({ recording: null, mayRecord: true });
  expect((await steer({ does: 'record' })).status).toBe(204);
  const [redirect] = twilio.takes();
  expect(redirect?.path).toBe(`/Calls/${LEG}.json`);
  const joining = [redirect?.form.Twiml ?? '', await over(ROOT, 0)];
  for (const xml of joining) {
    expect(xml).toContain(`>${NOTICE}</Say><Dial`);
    expect(xml).toContain('<Conference');
    expect(xml).toContain('announcement"');
  }
  expect(await control()).toMatchObject({ recording: 'notice', task: 'promote' });
  await room('join', LEG, 1);
  expect(twilio.takes()).toEqual([]);
  await room('join', ROOT, 1);
  expect(twilio.takes()).toMatchObject([
    {
      path: `/Calls/${as.far}/Recordings.json`,
      form: {
        RecordingChannels: 'dual',
        RecordingStatusCallback: `https://phone.example/events/recording?call=${ROOT}`,
        RecordingStatusCallbackEvent: 'in-progress completed absent',
      },
    },
  ]);
  expect(await control()).toMatchObject({ recording: 'on', task: null, isHeld: false });
  expect(await row()).toMatchObject([{ sid: FIRST, seconds: null }]);
});

test('in a room already everybody is told there, and recorded once they have heard it to its end', async () => {
  await outgoing();
  await held(LEG, ROOT);
  expect((await steer({ does: 'record' })).status).toBe(409);
  await steer({ does: 'resume' });
  twilio.takes();
  await steer({ does: 'record' });
  const [announce, ...rest] = twilio.takes();
  expect(rest).toEqual([]);
  expect(announce?.path).toBe(`/Conferences/${ROOM}.json`);
  const url = new URL(announce?.form.AnnounceUrl ?? '');
  expect(await twiml(url.pathname + url.search, {})).toContain(`${NOTICE}</Say></Response>`);
  expect(await control()).toMatchObject({ recording: 'notice' });
  expect((await steer({ does: 'hold' })).status).toBe(409);
  await announced(new URL('?since=1', url));
  expect(twilio.takes()).toEqual([]);
  await announced(url);
  expect(said(twilio.takes())).toEqual([[`/Calls/${LEG}/Recordings.json`, 'RecordingChannels']]);
  await announced(url);
  expect(twilio.takes()).toEqual([]);
});

const announced = (url: URL, what = 'announcement-end') =>
  event(`/events/room?call=${ROOT}&g=1`, { ConferenceSid: ROOM, StatusCallbackEvent: what, AnnounceUrl: url.href });

test('a notice that could not be given is no notice: nothing is recorded, and Ann hears why', async () => {
  await outgoing();
  await held(LEG, ROOT);
  await steer({ does: 'resume' });
  twilio.takes();
  await steer({ does: 'record' });
  const url = new URL(twilio.takes()[0]?.form.AnnounceUrl ?? '');
  await announced(url, 'announcement-fail');
  expect(twilio.takes()).toEqual([]);
  expect(await control()).toMatchObject({ recording: null, failure: { what: 'recording', why: 'network' } });
});

test('a notice of which nothing more is heard is given up', async () => {
  await outgoing();
  await held(LEG, ROOT);
  await steer({ does: 'resume' });
  await steer({ does: 'record' });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20_000 });
  await runDurableObjectAlarm(object());
  vi.useRealTimers();
  expect(await control()).toMatchObject({ recording: null, failure: { what: 'recording' } });
});

test('paused it is silence, also while Bob waits; stopped it ends', async () => {
  await recorded();
  await steer({ does: 'pause-recording' });
  expect(twilio.takes()).toMatchObject([
    { path: ofRecording(LEG), form: { Status: 'paused', PauseBehavior: 'silence' } },
  ]);
  expect(await control()).toMatchObject({ recording: 'paused' });
  await steer({ does: 'resume-recording' });
  expect(said(twilio.takes())).toEqual([[ofRecording(LEG), 'in-progress']]);
  await steer({ does: 'hold' });
  expect(said(twilio.takes())).toEqual([
    [ofRecording(LEG), 'paused'],
    [`/Conferences/${ROOM}/Participants/${LEG}.json`, 'Hold'],
  ]);
  expect(await control()).toMatchObject({ recording: 'paused', isHeld: true });
  await steer({ does: 'resume' });
  expect(said(twilio.takes())).toEqual([
    [`/Conferences/${ROOM}/Participants/${LEG}.json`, 'Hold'],
    [ofRecording(LEG), 'in-progress'],
  ]);
  await steer({ does: 'stop-recording' });
  expect(said(twilio.takes())).toEqual([[ofRecording(LEG), 'stopped']]);
  expect(await control()).toMatchObject({ recording: null });
  await told('completed', { RecordingDuration: '7' });
  expect(await row()).toMatchObject([{ sid: FIRST, seconds: 7 }]);
});

test.each(['pause-recording', 'resume-recording', 'stop-recording'])(
  '%s of what is not recorded cannot be now',
  async (does) => {
    await outgoing();
    expect((await steer({ does })).status).toBe(409);
    expect(twilio.takes()).toEqual([]);
  },
);

test('asked twice it is begun once', async () => {
  await outgoing();
  const answers = await Promise.all([steer({ does: 'record' }), steer({ does: 'record' })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  expect(twilio.takes()).toHaveLength(1);
});

test('whoever joins hears it before their voice is taken down', async () => {
  await recorded();
  await steer({ does: 'consult', to: CAROL });
  const carol = callSid(9);
  const guest = (CallStatus: string) =>
    event(`/events/call?call=${ROOT}&g=1&as=guest`, { CallSid: carol, CallStatus, From: LINE, To: CAROL });
  await guest('in-progress');
  await room('join', carol, 1);
  expect(said(twilio.takes())[0]).toEqual([ofRecording(LEG), 'paused']);
  await steer({ does: 'join' });
  const orders = twilio.takes();
  expect(said(orders).map(([, what]) => what)).toEqual(['Hold', 'AnnounceUrl']);
  expect(await control()).toMatchObject({ recording: 'notice' });
  await announced(new URL(orders[1]?.form.AnnounceUrl ?? ''));
  expect(said(twilio.takes())).toEqual([[ofRecording(LEG), 'in-progress']]);
  expect(await control()).toMatchObject({ recording: 'on', guest: { stage: 'joined' } });
});

test.each([{ does: 'transfer', to: CAROL }])(
  'to whom Bob is passed on is not recorded: it is stopped before',
  async (by) => {
    await recorded();
    await steer(by);
    expect(said(twilio.takes())).toEqual([
      [ofRecording(LEG), 'stopped'],
      [`/Calls/${LEG}.json`, 'Twiml'],
      [`/Calls/${ROOT}.json`, 'completed'],
    ]);
    expect(await control()).toMatchObject({ recording: null });
  },
);

test('it cannot be stopped before he is passed on: he is not passed on', async () => {
  await recorded();
  twilio.fails = ({ form }) => (form.Status === 'stopped' ? 503 : null);
  expect(await errorCode(await steer({ does: 'transfer', to: CAROL }))).toBe('twilio_failed');
  expect(said(twilio.takes())).toEqual([[ofRecording(LEG), 'stopped']]);
  expect(await control()).toMatchObject({ recording: 'on', on: { isHere: true }, failure: { what: 'transfer' } });
});

test.each([
  { step: 'pausing', fails: 'paused', asks: { does: 'hold' }, then: { isHeld: false, recording: 'on' }, what: 'hold' },
  { step: 'pausing', fails: 'paused', asks: { does: 'pause-recording' }, then: { recording: 'on' }, what: 'recording' },
  {
    step: 'stopping',
    fails: 'stopped',
    asks: { does: 'stop-recording' },
    then: { recording: 'on' },
    what: 'recording',
  },
])('Twilio fails at $step: what $asks.does asked for is not done, and said', async ({ fails, asks, then, what }) => {
  await recorded();
  twilio.fails = ({ form }) => (form.Status === fails ? 503 : null);
  expect(await errorCode(await steer(asks))).toBe('twilio_failed');
  expect(await control()).toMatchObject({ ...then, failure: { what, why: 'network' } });
});

test('he is talked to again, and it could not be gone on with: that is said, and nothing else undone', async () => {
  await recorded();
  await steer({ does: 'hold' });
  twilio.fails = ({ form }) => (form.Status === 'in-progress' ? 503 : null);
  await steer({ does: 'resume' });
  expect(await control()).toMatchObject({ isHeld: false, recording: 'paused', failure: { what: 'recording' } });
  twilio.fails = () => null;
  twilio.takes();
  await steer({ does: 'resume-recording' });
  expect(said(twilio.takes())).toEqual([[ofRecording(LEG), 'in-progress']]);
});

test('Twilio does not begin: the call goes on in the room, and Ann hears why', async () => {
  await outgoing();
  await steer({ does: 'record' });
  await over(ROOT, 0);
  await room('join', LEG, 1);
  twilio.fails = ({ path }) => (path.endsWith('/Recordings.json') ? 503 : null);
  await room('join', ROOT, 1);
  expect(await control()).toMatchObject({ recording: null, failure: { what: 'recording', why: 'network' } });
  // It began all the same: nobody wants it.
  twilio.takes();
  await told('in-progress');
  expect(said(twilio.takes())).toEqual([[ofRecording(LEG), 'stopped']]);
  expect(await row()).toEqual([]);
  await told('completed', { RecordingDuration: '3' });
  await runDurableObjectAlarm(object());
  expect(twilio.takes()).toMatchObject([{ method: 'DELETE', path: `/Recordings/${FIRST}.json` }]);
});

test('a line that never records: nobody begins it', async () => {
  await outgoing();
  await chooses('never');
  expect(await control()).toMatchObject({ mayRecord: false });
  expect(await errorCode(await steer({ does: 'record' }))).toBe('forbidden');
  expect(twilio.takes()).toEqual([]);
});

test('only the owner chooses what is recorded; everybody names lines', async () => {
  const marie = await colleague(phone.browser, 'Marie');
  expect(await errorCode(await chooses('always', marie))).toBe('forbidden');
  expect((await chooses('sometimes')).status).toBe(400);
  const name = { label: 'Shop' };
  expect((await marie.browser.send('PUT', `/api/lines/${encodeURIComponent(LINE)}`, name)).status).toBe(204);
  expect((await chooses('always')).status).toBe(204);
  expect(await (await marie.browser.send('GET', '/api/config')).json()).toMatchObject({
    lines: [{ label: 'Shop', recording: 'always' }],
  });
});

test('a line that records each call: the caller hears it before it rings, and is recorded from the answer', async () => {
  await chooses('always');
  const ringing = await twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
  expect(ringing).toMatch(new RegExp(`^[^]*${NOTICE}</Say><Dial[^>]*answerOnBridge`));
  const [, path = ''] = /statusCallback="https:\/\/phone.example([^"]*)"/.exec(ringing.replaceAll('&amp;', '&')) ?? [];
  const answered = () =>
    event(path, {
      CallSid: LEG,
      ParentCallSid: ROOT,
      CallStatus: 'in-progress',
      From: OUTSIDE,
      To: at(phone.identity),
    });
  await answered();
  expect(said(twilio.takes())).toEqual([[`/Calls/${ROOT}/Recordings.json`, 'RecordingChannels']]);
  expect(await control()).toMatchObject({ recording: 'on', on: { isHere: true } });
  await answered();
  await steer({ does: 'stop-recording' });
  await answered();
  expect(said(twilio.takes())).toEqual([[ofRecording(ROOT), 'stopped']]);
});

test('a line that records each call: whom we call hears it before we are joined, and it begins then', async () => {
  await chooses('always');
  const From = at(phone.identity);
  const xml = (await twiml('/twiml/outgoing', { CallSid: ROOT, From, To: OUTSIDE })).replaceAll('&amp;', '&');
  const path = /<Number url="https:\/\/phone.example([^"]*)"/.exec(xml)?.[1] ?? '';
  const params = { CallSid: LEG, ParentCallSid: ROOT, CallStatus: 'in-progress', From: LINE, To: OUTSIDE };
  await event('/events/call', params);
  const notice = (await twiml(path, params)).replaceAll('&amp;', '&');
  expect(twilio.takes()).toEqual([]);
  const next = new RegExp(`${NOTICE}</Say><Redirect>https://phone.example([^<]*)<`).exec(notice)?.[1] ?? '';
  expect(await twiml(next, params)).toContain('<Response/>');
  expect(said(twilio.takes())).toEqual([[`/Calls/${LEG}/Recordings.json`, 'RecordingChannels']]);
  expect(await control()).toMatchObject({ recording: 'on' });
});
