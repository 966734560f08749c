import { beforeEach, expect, test } from 'vitest';
import { colleague, errorCode, LINE, OUTSIDE } from './support/house.ts';
import { chooses, NOTICE, ofRecording, said } from './support/recorded.ts';
import { at, begin, control, event, LEG, outgoing, phone, ROOT, steer, twilio } from './support/steered.ts';
import { twiml } from './support/twilio.ts';

beforeEach(begin);

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

test('two of us are recorded when one asks, whatever the line they chose says', async () => {
  await chooses('never');
  const tom = await colleague(phone.browser, 'Tom');
  await twiml('/twiml/outgoing', { CallSid: ROOT, From: at(phone.identity), To: `person:${tom.person}` });
  await event('/events/call', {
    CallSid: LEG,
    ParentCallSid: ROOT,
    CallStatus: 'in-progress',
    From: at(phone.identity),
    To: at(tom.identity),
  });
  expect(await control()).toMatchObject({ mayRecord: true });
  expect((await steer({ does: 'record' })).status).toBe(204);
  expect(await control(tom)).toMatchObject({ recording: 'notice' });
});
