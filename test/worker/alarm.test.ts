import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { ann, callSid, LINE, OUTSIDE } from './support/house.ts';
import { Listener } from './support/listener.ts';
import { twiml, webhook } from './support/twilio.ts';
import { rfc2822, TwilioRest } from './support/twilio-rest.ts';

const ROOT = callSid(1);
const LEG = callSid(2);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const object = () => env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));
/** Milliseconds since the epoch; null when the object has nothing to do by itself. */
const alarmAt = () => runInDurableObject(object(), (_, { storage }) => storage.getAlarm());
const event = (params: Record<string, string>) => webhook('/events/call', params);

/** Ann, a Twilio that can be asked, and a clock that is moved by hand. */
async function house() {
  const { browser, identity } = await ann();
  // On the whole second, as Twilio's own times are.
  const start = Math.ceil(Date.now() / SECOND) * SECOND;
  const clock = vi.spyOn(Date, 'now').mockReturnValue(start);
  const twilio = new TwilioRest();
  const device = `client:${identity}`;
  const at = (ms: number) => {
    clock.mockReturnValue(start + ms);
    return start + ms;
  };
  /** The alarm rings when it is set for. */
  const rings = async () => {
    clock.mockReturnValue(Math.max(Date.now(), (await alarmAt()) ?? 0));
    expect(await runDurableObjectAlarm(object())).toBe(true);
    return Date.now() - start;
  };
  /** Until Twilio was asked again. An alarm that was set before more was heard of a call asks nothing. */
  const asks = async () => {
    const before = twilio.asked.length;
    for (let i = 0; i < 3 && twilio.asked.length === before; i += 1) await rings();
    return Date.now() - start;
  };
  const told = (params: Record<string, string>) => event({ ...params, Timestamp: rfc2822(Date.now()) });
  return { browser, twilio, device, start, at, rings, asks, told };
}
type House = Awaited<ReturnType<typeof house>>;

/** Bob calls and Ann answers after 5 seconds; then nothing more is told. */
async function answers({ device, at, told }: House): Promise<void> {
  await twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
  await told({ CallSid: LEG, ParentCallSid: ROOT, From: OUTSIDE, To: device, CallStatus: 'ringing' });
  at(5 * SECOND);
  await told({ CallSid: LEG, ParentCallSid: ROOT, From: OUTSIDE, To: device, CallStatus: 'in-progress' });
}

/** What Twilio remembers of it once it is over, after `seconds` of talk. */
function remembers({ twilio, start, device }: House, seconds: number): void {
  const [answered, ended] = [rfc2822(start + 5 * SECOND), rfc2822(start + (5 + seconds) * SECOND)];
  const over = { status: 'completed', from: OUTSIDE, date_created: rfc2822(start), end_time: ended };
  twilio.calls = [
    { ...over, sid: ROOT, to: LINE, start_time: rfc2822(start), duration: String(seconds + 5) },
    { ...over, sid: LEG, parent_call_sid: ROOT, to: device, start_time: answered, duration: String(seconds) },
  ];
}

test('a call whose end was lost is asked about after a quarter of an hour, and ended as Twilio remembers it', async () => {
  const home = await house();
  await answers(home);
  const listener = await new Listener(home.browser, 0).connects();
  remembers(home, 60);
  expect(await home.asks()).toBe(15 * MINUTE + 5 * SECOND);
  const call = {
    state: 'completed',
    talkSeconds: 60,
    isFinal: true,
    endedAt: new Date(home.start + 65 * SECOND).toISOString(),
    answeredBy: { device: 'Ann’s laptop' },
  };
  expect(await home.browser.outcome(ROOT)).toMatchObject(call);
  await listener.until(() => listener.rows.get(ROOT)?.state === 'completed');
  const api = 'https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001';
  expect(home.twilio.asked.map(({ url }) => url)).toEqual([
    `${api}/Calls/${ROOT}.json`,
    `${api}/Calls.json?ParentCallSid=${ROOT}&PageSize=200`,
  ]);
  const key = btoa('SK00000000000000000000000000000002:an api secret for tests');
  expect(home.twilio.asked[0]?.authorization).toBe(`Basic ${key}`);
});

test('a call that really goes on is asked about every quarter of an hour, and goes on', async () => {
  const home = await house();
  await answers(home);
  const talks = { status: 'in-progress', from: OUTSIDE, start_time: rfc2822(home.start + 5 * SECOND) };
  home.twilio.calls = [
    { ...talks, sid: ROOT, to: LINE },
    { ...talks, sid: LEG, parent_call_sid: ROOT, to: home.device },
  ];
  expect(await home.asks()).toBe(15 * MINUTE + 5 * SECOND);
  expect(await home.asks()).toBe(30 * MINUTE + 5 * SECOND);
  expect(await home.browser.outcome(ROOT)).toMatchObject({ state: 'in-progress', isFinal: false });
  expect(home.twilio.asked).toHaveLength(4);
});

test('a call of which nothing but its beginning was told is asked about after a minute and a half', async () => {
  const home = await house();
  await twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
  const over = { from: OUTSIDE, date_created: rfc2822(home.start), end_time: rfc2822(home.start + 25 * SECOND) };
  home.twilio.calls = [
    { ...over, sid: ROOT, to: LINE, status: 'completed', duration: '25' },
    { ...over, sid: LEG, parent_call_sid: ROOT, to: home.device, status: 'no-answer', duration: '0' },
  ];
  expect(await home.asks()).toBe(90 * SECOND);
  expect(await home.browser.outcome(ROOT)).toMatchObject({ state: 'missed', ringSeconds: 25, isFinal: true });
});

test('a call that Twilio knows nothing of is over', async () => {
  const home = await house();
  await twiml('/twiml/outgoing', { CallSid: ROOT, From: home.device, To: OUTSIDE });
  await home.asks();
  expect(await home.browser.outcome(ROOT)).toMatchObject({ state: 'failed', failure: 'untold', isFinal: true });
  expect(home.twilio.asked).toHaveLength(1);
});

test.each([500, 429, 401, 'unreachable'] as const)(
  'while Twilio cannot be asked (%s) it is asked again, less and less often; in the end the call is over all the same',
  async (fault) => {
    const home = await house();
    await answers(home);
    home.twilio.fault = fault;
    const moments = [];
    for (let i = 0; i < 5; i += 1) moments.push(Math.floor((await home.asks()) / MINUTE));
    expect(moments).toEqual([15, 16, 18, 22, 30]);
    for (let i = 0; i < 20 && (await alarmAt()) !== null; i += 1) {
      expect(await home.browser.outcome(ROOT)).toMatchObject({ state: 'in-progress' });
      if ((await home.asks()) >= 4 * HOUR + 5 * MINUTE) break;
    }
    expect(Date.now() - home.start).toBe(4 * HOUR + 5 * MINUTE);
    expect(await home.browser.outcome(ROOT)).toMatchObject({ state: 'completed', isFinal: true });
  },
);

test('Twilio comes back: what it was not asked about meanwhile is asked about then', async () => {
  const home = await house();
  await answers(home);
  remembers(home, 60);
  home.twilio.fault = 'unreachable';
  await home.asks();
  home.twilio.fault = null;
  expect(await home.asks()).toBe(16 * MINUTE + 5 * SECOND);
  expect(await home.browser.outcome(ROOT)).toMatchObject({ state: 'completed', talkSeconds: 60 });
});

test('a leg whose end was lost is asked about a minute after the call, and shown as it ended', async () => {
  const home = await house();
  await answers(home);
  home.at(65 * SECOND);
  await twiml('/twiml/dial-ended?g=0', {
    CallSid: ROOT,
    From: OUTSIDE,
    DialCallStatus: 'completed',
    DialCallDuration: '60',
  });
  await home.told({ CallSid: ROOT, From: OUTSIDE, To: LINE, CallStatus: 'completed', CallDuration: '65' });
  expect(await home.browser.outcome(ROOT)).toMatchObject({ state: 'completed', talkSeconds: 60 });
  remembers(home, 60);
  expect(await home.asks()).toBe(125 * SECOND);
  const record = await runInDurableObject(object(), (_, { storage }) =>
    storage.sql.exec<{ status: string }>(`SELECT record ->> '$.legs.${LEG}.status' AS status FROM conversation`).one(),
  );
  expect(record.status).toBe('completed');
});

test('a call whose end was told is not asked about, and then the object has nothing to do for a month', async () => {
  const home = await house();
  await answers(home);
  home.at(65 * SECOND);
  const leg = { CallSid: LEG, ParentCallSid: ROOT, From: OUTSIDE, To: home.device };
  await home.told({ ...leg, CallStatus: 'completed', CallDuration: '60' });
  await twiml('/twiml/dial-ended?g=0', { CallSid: ROOT, From: OUTSIDE, DialCallStatus: 'completed' });
  await home.told({ CallSid: ROOT, From: OUTSIDE, To: LINE, CallStatus: 'completed', CallDuration: '65' });
  await home.rings();
  expect(home.twilio.asked).toEqual([]);
  expect((await alarmAt()) ?? 0).toBeGreaterThan(home.start + 30 * 24 * HOUR);
});

test('the alarm survives the object’s eviction', async () => {
  const home = await house();
  await answers(home);
  remembers(home, 60);
  await evictDurableObject(object());
  await home.asks();
  expect(await home.browser.outcome(ROOT)).toMatchObject({ state: 'completed', talkSeconds: 60 });
});

test('ten calls that nobody ended are asked about five at a time', async () => {
  const home = await house();
  for (let n = 10; n < 20; n += 1) await twiml('/handle_calls', { CallSid: callSid(n), From: OUTSIDE, To: LINE });
  await home.asks();
  expect(home.twilio.asked).toHaveLength(5);
  await home.asks();
  expect((await home.browser.recents()).map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'missed'));
});

test('after a month the ledger forgets what happened; the calls stay, and a call told of again changes nothing', async () => {
  const home = await house();
  const completed = { CallSid: ROOT, From: OUTSIDE, To: LINE, CallStatus: 'completed', CallDuration: '5' };
  await twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
  const told = { ...completed, Timestamp: rfc2822(Date.now()) };
  await event(told);
  home.at(40 * 24 * HOUR);
  await twiml('/handle_calls', { CallSid: callSid(5), From: OUTSIDE, To: LINE });
  const before = await home.browser.recents();
  await home.rings();
  const ledger = () =>
    runInDurableObject(object(), (_, { storage }) => storage.sql.exec('SELECT subject FROM event').toArray());
  expect(await ledger()).toEqual([{ subject: callSid(5) }]);
  await event(told);
  expect(await ledger()).toHaveLength(1);
  expect((await home.browser.recents())[1]).toEqual(before[1]);
});
