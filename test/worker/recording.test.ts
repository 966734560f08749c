import { runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, expect, test, vi } from 'vitest';
import { object } from './support/history.ts';
import { errorCode } from './support/house.ts';
import {
  begin,
  CAROL,
  control,
  event,
  held,
  incoming,
  LEG,
  outgoing,
  over,
  room,
  ROOM,
  ROOT,
  steer,
  twilio,
} from './support/steered.ts';
import { announced, FIRST, NOTICE, ofRecording, recorded, row, said, told } from './support/recorded.ts';
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

test('Twilio does not say which notice is over: it is the one that was given last', async () => {
  await outgoing();
  await held(LEG, ROOT);
  await steer({ does: 'resume' });
  await steer({ does: 'record' });
  twilio.takes();
  await event(`/events/room?call=${ROOT}&g=1`, { ConferenceSid: ROOM, StatusCallbackEvent: 'announcement-end' });
  expect(said(twilio.takes())).toEqual([[`/Calls/${LEG}/Recordings.json`, 'RecordingChannels']]);
});

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

test('what is told late of an earlier recording is no news of the one that is being asked for', async () => {
  await recorded();
  await steer({ does: 'stop-recording' });
  twilio.takes();
  await steer({ does: 'record' });
  const [announce] = twilio.takes();
  await told('in-progress');
  expect(twilio.takes()).toEqual([]);
  expect(await control()).toMatchObject({ recording: 'notice' });
  await announced(new URL(announce?.form.AnnounceUrl ?? ''));
  expect(said(twilio.takes())).toEqual([[`/Calls/${LEG}/Recordings.json`, 'RecordingChannels']]);
  expect(await control()).toMatchObject({ recording: 'on' });
});

test('Twilio begins, and only its answer is lost: it is recorded', async () => {
  await outgoing();
  await steer({ does: 'record' });
  await over(ROOT, 0);
  await room('join', LEG, 1);
  const fault = { status: null, isDone: true, meanwhile: async () => void (await told('in-progress')) };
  twilio.fails = ({ path }) => (path.endsWith('/Recordings.json') ? fault : null);
  await room('join', ROOT, 1);
  expect(await control()).toMatchObject({ recording: 'on' });
});
