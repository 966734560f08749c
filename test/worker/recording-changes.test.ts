import { beforeEach, expect, test } from 'vitest';
import { another, callSid, errorCode, LINE, OUTSIDE } from './support/house.ts';
import {
  at,
  begin,
  CAROL,
  control,
  event,
  LEG,
  outgoing,
  over,
  phone,
  room,
  ROOT,
  steer,
  twilio,
} from './support/steered.ts';
import { announced, ofRecording, recorded, said } from './support/recorded.ts';

beforeEach(begin);

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

test('it cannot be stopped before he is passed on: he is not passed on', async () => {
  await recorded();
  twilio.fails = ({ form }) => (form.Status === 'stopped' ? 503 : null);
  expect(await errorCode(await steer({ does: 'transfer', to: CAROL }))).toBe('twilio_failed');
  expect(said(twilio.takes())).toEqual([[ofRecording(LEG), 'stopped']]);
  expect(await control()).toMatchObject({ recording: 'on', on: { isHere: true }, failure: { what: 'transfer' } });
});

test('while it goes to another device nobody of us is there: nothing is taken down, then it goes on', async () => {
  const laptop = await another(phone.browser, 'Laptop');
  await recorded();
  await steer({ does: 'move', device: laptop.identity });
  expect(said(twilio.takes())[0]).toEqual([ofRecording(LEG), 'paused']);
  await event(`/events/call?call=${ROOT}&g=2`, {
    CallSid: callSid(7),
    ParentCallSid: LEG,
    CallStatus: 'in-progress',
    From: OUTSIDE,
    To: at(laptop.identity),
  });
  expect(said(twilio.takes())).toEqual([[ofRecording(LEG), 'in-progress']]);
  expect(await control(laptop)).toMatchObject({ recording: 'on', on: { isHere: true } });
});

test('he hangs up while they hear the notice: Ann is not left alone with the music', async () => {
  await outgoing();
  await steer({ does: 'record' });
  await over(ROOT, 0);
  twilio.takes();
  await ended(LEG);
  expect(twilio.takes()).toMatchObject([{ path: `/Calls/${ROOT}.json`, form: { Status: 'completed' } }]);
  expect(await control()).toMatchObject({ recording: null, task: null });
});

test('Ann’s device is lost while they hear the notice: he hears a sentence, and her devices ring', async () => {
  await outgoing();
  await steer({ does: 'record' });
  await over(ROOT, 0);
  await room('join', LEG, 1);
  twilio.takes();
  await ended(ROOT);
  const [redirect, ...rest] = twilio.takes();
  expect(redirect?.path).toBe(`/Calls/${LEG}.json`);
  expect(redirect?.form.Twiml).toMatch(/<Say.*<Client/);
  expect(said(rest)).toEqual([[`/Calls/${ROOT}.json`, 'completed']]);
  expect(await control()).toMatchObject({ recording: null, task: 'rescue' });
});

const ended = (leg: string) =>
  event(`/events/call?call=${ROOT}&g=0`, {
    CallSid: leg,
    CallStatus: 'completed',
    CallDuration: '9',
    From: leg === ROOT ? at(phone.identity) : LINE,
    To: OUTSIDE,
  });
