import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { callSid, colleague, LINE } from './support/house.ts';
import {
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
  begin,
} from './support/steered.ts';

beforeEach(begin);

test('Ann talks to Carol while Bob waits: then the two go on without her', async () => {
  await outgoing();
  await held(LEG, ROOT);
  twilio.takes();
  await steer({ does: 'consult', to: CAROL });
  const [keep, invite] = twilio.takes();
  expect(keep).toBeDefined();
  expect(invite ?? keep).toMatchObject({
    path: `/Conferences/${ROOM}/Participants.json`,
    form: { From: LINE, To: CAROL },
  });
  const carol = callSid(9);
  const told = (CallStatus: string) =>
    event(`/events/call?call=${ROOT}&g=1&as=guest`, { CallSid: carol, CallStatus, From: LINE, To: CAROL });
  await told('ringing');
  expect(await control()).toMatchObject({ isHeld: true, guest: { stage: 'calling', party: { number: CAROL } } });
  await told('in-progress');
  await room('join', carol, 1);
  expect(await control()).toMatchObject({ guest: { stage: 'talking' } });
  twilio.takes();
  await steer({ does: 'complete' });
  expect(twilio.takes().map(({ path, form }) => [path.split('/').at(-1), form])).toEqual([
    [`${LEG}.json`, { EndConferenceOnExit: 'true' }],
    [`${carol}.json`, { EndConferenceOnExit: 'true' }],
    [`${LEG}.json`, { Hold: 'false' }],
    [`${ROOT}.json`, { Status: 'completed' }],
  ]);
  await room('leave', ROOT, 1);
  expect(twilio.takes()).toEqual([]);
  expect(await phone.browser.outcome(ROOT)).toMatchObject({ transferredTo: { number: CAROL }, control: { on: null } });
});

test('Carol is busy while Bob waits: Ann hears why, and goes back to him', async () => {
  await outgoing();
  await held(LEG, ROOT);
  await steer({ does: 'consult', to: CAROL });
  await event(`/events/call?call=${ROOT}&g=1&as=guest`, {
    CallSid: callSid(9),
    CallStatus: 'busy',
    From: LINE,
    To: CAROL,
  });
  expect(await control()).toMatchObject({ isHeld: true, guest: null, failure: { what: 'consult', why: 'busy' } });
  twilio.takes();
  await steer({ does: 'resume' });
  expect(twilio.takes()).toMatchObject([{ form: { Hold: 'false' } }]);
});

test('Ann’s device is lost while Bob is on hold: he hears a sentence, and her devices ring', async () => {
  await outgoing();
  await held(LEG, ROOT);
  twilio.takes();
  await room('leave', ROOT, 1);
  const [redirect] = twilio.takes();
  expect(redirect?.path).toBe(`/Calls/${LEG}.json`);
  expect(redirect?.form.Twiml).toContain('<Say');
  expect(redirect?.form.Twiml).toContain(phone.identity);
});

test('Bob is alone in the room: Ann’s devices ring for him', async () => {
  await outgoing();
  await steer({ does: 'hold' });
  await over(ROOT, 0);
  await room('join', LEG, 1);
  twilio.takes();
  vi.useFakeTimers({ now: Date.now() + 6000, toFake: ['Date'] });
  const object = env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));
  await runDurableObjectAlarm(object);
  vi.useRealTimers();
  const [redirect] = twilio.takes();
  expect(redirect?.path).toBe(`/Calls/${LEG}.json`);
  expect(redirect?.form.Twiml).toContain(phone.identity);
});

test('a colleague cannot steer Ann’s call, nor take it', async () => {
  await incoming();
  const bob = await colleague(phone.browser, 'Bob');
  expect((await steer({ does: 'hold' }, bob)).status).toBe(404);
  expect((await steer({ does: 'move', device: bob.identity }, bob)).status).toBe(404);
  expect(twilio.takes()).toEqual([]);
});

test('what the guard refuses is not called in the middle of a call either', async () => {
  await incoming();
  const refused = await steer({ does: 'transfer', to: '+33184880000' });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ error: { code: 'refused', reason: 'country' } });
  expect((await steer({ does: 'transfer', to: '112' })).status).toBe(403);
  expect(twilio.takes()).toEqual([]);
});
