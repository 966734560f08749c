import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { another, callSid, colleague, LINE, OUTSIDE } from './support/house.ts';
import {
  at,
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
import { twiml } from './support/twilio.ts';

beforeEach(begin);

test.each(['outgoing', 'incoming'] as const)(
  'an %s call is held: the child goes into the room, the parent follows, then the music',
  async (way) => {
    await (way === 'outgoing' ? outgoing() : incoming());
    const far = way === 'outgoing' ? LEG : ROOT;
    expect(await control()).toMatchObject({ isHeld: false, task: null, on: { isHere: true } });
    await steer({ does: 'hold' });
    const [redirect] = twilio.takes();
    expect(redirect).toMatchObject({ path: `/Calls/${LEG}.json` });
    expect(redirect?.form.Twiml).toContain(`>${ROOT}</Conference>`);
    expect(redirect?.form.Twiml).toContain('waitUrl="https://phone.example/twiml/music"');
    expect(await control()).toMatchObject({ isHeld: true, task: 'promote' });
    const follows = await over(ROOT, 0);
    expect(follows).toContain(`>${ROOT}</Conference>`);
    expect(follows).toContain(`endConferenceOnExit="${String(far === ROOT)}"`);
    await room('join', LEG, 1);
    expect(twilio.takes()).toEqual([]);
    await room('join', ROOT, 1);
    expect(twilio.takes()).toEqual([
      {
        method: 'POST',
        path: `/Conferences/${ROOM}/Participants/${far}.json`,
        form: { Hold: 'true', HoldUrl: 'https://phone.example/twiml/music', HoldMethod: 'POST' },
      },
    ]);
    expect(await control()).toMatchObject({ isHeld: true, task: null });
    expect((await steer({ does: 'hold' })).status).toBe(204);
    expect(twilio.takes()).toEqual([]);
    await steer({ does: 'resume' });
    expect(twilio.takes()).toMatchObject([
      { path: `/Conferences/${ROOM}/Participants/${far}.json`, form: { Hold: 'false' } },
    ]);
    expect(await control()).toMatchObject({ isHeld: false, failure: null });
  },
);

test('the music is ours, and a file that everybody may have', async () => {
  const music = await twiml('/twiml/music', { CallSid: ROOT });
  expect(music).toContain('<Play loop="0">https://phone.example/assets/hold-music.wav</Play>');
});

test('Twilio does not do it: the call is as it was, and Ann hears so', async () => {
  await outgoing();
  twilio.fails = () => 500;
  const refused = await steer({ does: 'hold' });
  expect(refused.status).toBe(502);
  expect(await control()).toMatchObject({ isHeld: false, task: null, failure: { what: 'hold', why: 'network' } });
  // And should it have been done after all, the parent still follows.
  expect(await over(ROOT, 0)).toContain('<Conference');
});

test('Bob hangs up while the call is on its way into the room: Ann’s leg ends, and nobody waits in it', async () => {
  await outgoing();
  await steer({ does: 'hold' });
  expect(await over(ROOT, 0, { DialCallDuration: '12' })).toContain('<Hangup/>');
});

test('Ann passes an incoming call on to Carol: Bob hears her ring, and history says to whom', async () => {
  await incoming();
  await steer({ does: 'transfer', to: CAROL });
  const [redirect, ...others] = twilio.takes();
  // With the Dial her leg ends by itself.
  expect(others).toEqual([]);
  expect(redirect?.path).toBe(`/Calls/${ROOT}.json`);
  expect(redirect?.form.Twiml).toContain(`callerId="${LINE}"`);
  expect(redirect?.form.Twiml).toContain(`>${CAROL}</Number>`);
  // Of the Dial that was interrupted Twilio asks too, and ignores the answer.
  expect(await over(ROOT, 0)).not.toContain('Hangup');
  const carol = callSid(9);
  const told = (CallStatus: string) =>
    event(`/events/call?call=${ROOT}&g=1`, { CallSid: carol, ParentCallSid: ROOT, CallStatus, From: LINE, To: CAROL });
  await event('/events/call', {
    CallSid: LEG,
    ParentCallSid: ROOT,
    CallStatus: 'completed',
    From: OUTSIDE,
    To: at(phone.identity),
    CallDuration: '20',
  });
  expect(await phone.browser.outcome(ROOT)).toMatchObject({
    state: 'in-progress',
    control: { task: 'transfer', on: null },
  });
  await told('in-progress');
  expect(await phone.browser.outcome(ROOT)).toMatchObject({
    state: 'in-progress',
    transferredTo: { kind: 'number', number: CAROL },
    control: { task: null, on: null },
  });
  await told('completed');
  expect(await over(ROOT, 1)).toContain('<Hangup/>');
  await event('/events/call', { CallSid: ROOT, CallStatus: 'completed', From: OUTSIDE, To: LINE, CallDuration: '60' });
  expect(await phone.browser.outcome(ROOT)).toMatchObject({ state: 'completed', control: null });
});

test('Carol is busy: Ann’s devices ring again, told so, and after them nobody', async () => {
  await outgoing();
  await steer({ does: 'transfer', to: CAROL });
  expect(twilio.takes()[0]?.path).toBe(`/Calls/${LEG}.json`);
  expect(await over(ROOT, 0)).toContain('<Hangup/>');
  const rings = await over(LEG, 1, { DialCallStatus: 'busy' });
  expect(rings).toContain(phone.identity);
  expect(rings).toContain('<Parameter name="returned" value="busy"/>');
  expect(rings).toContain(`<Parameter name="party" value="${OUTSIDE}"/>`);
  expect(await over(LEG, 1, { DialCallStatus: 'busy' })).toBe(rings);
  expect(await control()).toMatchObject({ task: 'return', failure: { what: 'transfer', why: 'busy' }, canTake: true });
  const farewell = await over(LEG, 2, { DialCallStatus: 'no-answer' });
  expect(farewell).toContain('<Say');
  expect(farewell).toContain('<Hangup/>');
});

test('Ann passes a call on to Bob, who is one of us: his devices ring, are told of whom, and he has the call as she had it', async () => {
  await incoming();
  const bob = await colleague(phone.browser, 'Bob');
  await steer({ does: 'transfer', to: `person:${bob.person}` });
  const twimlOfBob = twilio.takes()[0]?.form.Twiml;
  expect(twimlOfBob).toContain(`<Identity>${bob.identity}</Identity>`);
  expect(twimlOfBob).toContain(`<Parameter name="party" value="${OUTSIDE}"/>`);
  await event(`/events/call?call=${ROOT}&g=1`, {
    CallSid: callSid(9),
    ParentCallSid: ROOT,
    CallStatus: 'in-progress',
    From: OUTSIDE,
    To: at(bob.identity),
  });
  expect(await bob.browser.outcome(ROOT)).toMatchObject({ state: 'in-progress', control: { on: { isHere: true } } });
  expect(await phone.browser.outcome(ROOT)).toMatchObject({ transferredTo: { kind: 'person', name: 'Bob' } });
  expect((await steer({ does: 'hold' })).status).toBe(404);
  expect((await steer({ does: 'hold' }, bob)).status).toBe(204);
});

test('the call moves to Ann’s laptop, which answers by itself; when it does not, it comes back', async () => {
  await incoming();
  const laptop = await another(phone.browser, 'Ann’s laptop');
  await steer({ does: 'move', device: laptop.identity });
  const [redirect] = twilio.takes();
  expect(redirect?.path).toBe(`/Calls/${ROOT}.json`);
  expect(redirect?.form.Twiml).toContain('<Parameter name="moved" value="yes"/>');
  const back = await over(ROOT, 1, { DialCallStatus: 'no-answer' });
  expect(back).toContain(phone.identity);
  expect(back).toContain('<Parameter name="moved" value="yes"/>');
  await event(`/events/call?call=${ROOT}&g=2`, {
    CallSid: callSid(5),
    ParentCallSid: ROOT,
    CallStatus: 'in-progress',
    From: OUTSIDE,
    To: at(phone.identity),
  });
  expect(await control()).toMatchObject({ on: { isHere: true }, task: null });
});

test('a device is lost: Bob hears a sentence, and all of Ann’s devices ring', async () => {
  await incoming();
  const laptop = await another(phone.browser, 'Ann’s laptop');
  const rescue = await over(ROOT, 0, { DialCallDuration: '30' });
  expect(rescue).toContain('<Say');
  for (const { identity } of [phone, laptop]) expect(rescue).toContain(identity);
  expect(rescue).toContain('<Parameter name="lost" value="yes"/>');
  expect(await over(ROOT, 0, { DialCallDuration: '30' })).toBe(rescue);
  await evictDurableObject(env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace')));
  expect(await control(laptop)).toMatchObject({ task: 'rescue', canTake: true });
  expect(await over(ROOT, 1, { DialCallStatus: 'no-answer' })).toContain('<Say');
});

test('whoever says that they hang up is not called back, said in time or late', async () => {
  await incoming();
  expect((await phone.browser.send('POST', `/api/calls/${ROOT}/hang-up`, { leg: LEG })).status).toBe(204);
  expect(twilio.takes()).toEqual([]);
  expect(await over(ROOT, 0, { DialCallDuration: '30' })).not.toContain('<Dial');
});

test('said too late, it calls the rescue off', async () => {
  await incoming();
  expect(await over(ROOT, 0, { DialCallDuration: '30' })).toContain('<Dial');
  await phone.browser.send('POST', `/api/calls/${ROOT}/hang-up`, { leg: LEG });
  expect(twilio.takes()).toEqual([{ method: 'POST', path: `/Calls/${ROOT}.json`, form: { Status: 'completed' } }]);
});

test.each([
  { way: 'placed', call: outgoing, leg: ROOT },
  { way: 'answered', call: incoming, leg: LEG },
])('who passes on a call that they $way and hangs up at once drops nobody', async ({ call, leg }) => {
  await call();
  await steer({ does: 'transfer', to: CAROL });
  twilio.takes();
  expect((await phone.browser.send('POST', `/api/calls/${ROOT}/hang-up`, { leg })).status).toBe(204);
  expect(twilio.takes()).toEqual([]);
});

test('who lets two go on without them and hangs up at once ends nothing', async () => {
  await outgoing();
  await held(LEG, ROOT);
  await steer({ does: 'consult', to: CAROL });
  const carol = { CallSid: callSid(9), CallStatus: 'in-progress', From: LINE, To: CAROL };
  await event(`/events/call?call=${ROOT}&g=1&as=guest`, carol);
  await room('join', callSid(9), 1);
  await steer({ does: 'complete' });
  twilio.takes();
  await phone.browser.send('POST', `/api/calls/${ROOT}/hang-up`, { leg: ROOT });
  expect(twilio.takes()).toEqual([]);
});

test('nobody says of somebody else’s leg that it hangs up', async () => {
  const tom = await colleague(phone.browser, 'Tom');
  await incoming();
  await tom.browser.send('POST', `/api/calls/${ROOT}/hang-up`, { leg: LEG });
  expect(await over(ROOT, 0)).toContain('<Dial');
});

test.each(['signs out', 'is cut off'] as const)('a device that %s in a call and ends it is not lost', async (how) => {
  await incoming();
  const laptop = await another(phone.browser, 'Ann’s laptop');
  const by = how === 'signs out' ? phone : laptop;
  expect((await by.browser.send('DELETE', `/api/devices/${phone.id}`)).status).toBe(204);
  const end = await over(ROOT, 0, { DialCallDuration: '30' });
  expect(end).not.toContain('<Dial');
  expect(end).not.toContain('<Say');
});
