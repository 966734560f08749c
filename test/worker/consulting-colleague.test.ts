import { beforeEach, expect, test } from 'vitest';
import { another, callSid, colleague, LINE, OUTSIDE, type OurDevice } from './support/house.ts';
import {
  at,
  begin,
  control,
  event,
  held,
  incoming,
  LEG,
  outgoing,
  phone,
  room,
  ROOM,
  ROOT,
  steer,
  twilio,
} from './support/steered.ts';

const [ON_PHONE, ON_LAPTOP] = [callSid(9), callSid(10)];

let carol: OurDevice;
let laptop: OurDevice;

/** Ann has Bob, who is outside, on hold; Carol, a colleague, has a phone and a laptop. */
beforeEach(async () => {
  await begin();
  carol = await colleague(phone.browser, 'Carol');
  laptop = await another(carol.browser, 'Carol’s laptop');
});

const told = (leg: string, CallStatus: string, to = leg === ON_PHONE ? carol : laptop) =>
  event(`/events/call?call=${ROOT}&g=1&as=guest`, { CallSid: leg, CallStatus, From: LINE, To: at(to.identity) });
const does = () =>
  twilio
    .takes()
    .map(({ path, form }) => [path.split('/').at(-1), form.Hold ?? form.Status ?? form.EndConferenceOnExit]);
async function rings(call = outgoing): Promise<void> {
  await call();
  await (call === outgoing ? held(LEG, ROOT) : held(LEG, LEG).then(() => room('join', ROOT, 1)));
  twilio.takes();
  expect((await steer({ does: 'consult', to: `person:${carol.person}` })).status).toBe(204);
}
/** Both ring, and she answers the phone. */
async function talks(call = outgoing): Promise<void> {
  await rings(call);
  for (const leg of [ON_PHONE, ON_LAPTOP]) await told(leg, 'ringing');
  await told(ON_PHONE, 'in-progress');
  await room('join', ON_PHONE, 1);
  await told(ON_LAPTOP, 'completed');
  twilio.takes();
}

test('all of Carol’s devices ring; one answers, and the others stop', async () => {
  await rings();
  const invitations = twilio.takes().filter(({ path }) => path === `/Conferences/${ROOM}/Participants.json`);
  expect(invitations.map(({ form }) => form.To?.split('?')[0]).sort()).toEqual(
    [carol, laptop].map(({ identity }) => at(identity)).sort(),
  );
  expect(invitations).toMatchObject([{ form: { From: LINE } }, { form: { From: LINE } }]);
  for (const leg of [ON_PHONE, ON_LAPTOP]) await told(leg, 'ringing');
  expect(await control()).toMatchObject({
    isHeld: true,
    guest: { stage: 'calling', party: { kind: 'person', name: 'Carol' } },
  });
  await told(ON_PHONE, 'in-progress');
  expect(does()).toEqual([[`${ON_LAPTOP}.json`, 'completed']]);
  await told(ON_LAPTOP, 'completed');
  await room('join', ON_PHONE, 1);
  expect(twilio.takes()).toEqual([]);
  expect(await control()).toMatchObject({ guest: { stage: 'talking' } });
});

test('both are picked up at the same moment: the first has it, the other is hung up', async () => {
  await rings();
  for (const leg of [ON_PHONE, ON_LAPTOP]) await told(leg, 'ringing');
  await told(ON_LAPTOP, 'in-progress');
  await told(ON_PHONE, 'in-progress');
  expect(does().filter(([leg]) => leg === `${ON_PHONE}.json`)).not.toEqual([]);
  await room('join', ON_LAPTOP, 1);
  expect(await control()).toMatchObject({ guest: { stage: 'talking' } });
  await told(ON_PHONE, 'completed');
  expect(await control()).toMatchObject({ guest: { stage: 'talking' } });
});

test.each([
  { way: 'he was called', call: outgoing, far: LEG, ours: ROOT },
  { way: 'he called', call: incoming, far: ROOT, ours: LEG },
])('Ann lets them go on: Carol has the call, holds Bob and hangs up: $way', async ({ call, far, ours }) => {
  await talks(call);
  expect((await steer({ does: 'complete' })).status).toBe(204);
  expect(does()).toEqual([
    [`${far}.json`, 'true'],
    [`${ON_PHONE}.json`, 'false'],
    [`${far}.json`, 'false'],
    [`${ours}.json`, 'completed'],
  ]);
  await room('leave', ours, 1);
  expect(twilio.takes()).toEqual([]);
  expect(await phone.browser.outcome(ROOT)).toMatchObject({
    transferredTo: { kind: 'person', name: 'Carol' },
    control: { on: { name: 'Carol', isMe: false } },
  });
  expect(await control(carol)).toMatchObject({ on: { isHere: true }, isHeld: false, guest: null });
  expect(await control(laptop)).toMatchObject({ on: { isHere: false }, canTake: true });
  expect((await steer({ does: 'hold' })).status).toBe(404);
  expect((await steer({ does: 'hold' }, carol)).status).toBe(204);
  expect(does()).toEqual([[far, 'true']].map(([leg, isHeld]) => [`${String(leg)}.json`, isHeld]));
  expect(await control(carol)).toMatchObject({ isHeld: true });
  await carol.browser.send('POST', `/api/calls/${ROOT}/hang-up`, { leg: ON_PHONE });
  expect(does()).toEqual([[`${ROOM}.json`, 'completed']]);
});

test('Carol’s phone is lost after Ann let them go on: Bob hears a sentence, and her devices ring', async () => {
  await talks();
  await steer({ does: 'complete' });
  await room('leave', ROOT, 1);
  twilio.takes();
  await room('leave', ON_PHONE, 1);
  const [redirect] = twilio.takes();
  expect(redirect?.path).toBe(`/Calls/${LEG}.json`);
  for (const { identity } of [carol, laptop]) expect(redirect?.form.Twiml).toContain(identity);
  expect(redirect?.form.Twiml).not.toContain(phone.identity);
});

test('Ann goes back while they ring: both stop', async () => {
  await rings();
  for (const leg of [ON_PHONE, ON_LAPTOP]) await told(leg, 'ringing');
  twilio.takes();
  await steer({ does: 'back' });
  expect(does()).toEqual([
    [`${ON_PHONE}.json`, 'completed'],
    [`${ON_LAPTOP}.json`, 'completed'],
    [`${LEG}.json`, 'true'],
    [`${LEG}.json`, 'false'],
  ]);
  for (const leg of [ON_PHONE, ON_LAPTOP]) await told(leg, 'canceled');
  expect(await control()).toMatchObject({ guest: null, isHeld: false, failure: null });
});

test('one of her devices cannot be called: the other rings; none can: that is said', async () => {
  await outgoing();
  await held(LEG, ROOT);
  let refused = 0;
  twilio.fails = ({ path }) => (path.endsWith('/Participants.json') && ++refused === 1 ? 503 : null);
  expect((await steer({ does: 'consult', to: `person:${carol.person}` })).status).toBe(204);
  expect(refused).toBe(2);
  expect(await control()).toMatchObject({ guest: { stage: 'calling' }, failure: null });
  await steer({ does: 'back' });
  twilio.fails = ({ path }) => (path.endsWith('/Participants.json') ? 503 : null);
  expect((await steer({ does: 'consult', to: `person:${carol.person}` })).status).toBe(502);
  expect(await control()).toMatchObject({ guest: null, failure: { what: 'consult', why: 'network' } });
});

test('Ann goes back while they talk', async () => {
  await talks();
  await steer({ does: 'back' });
  expect(does()[0]).toEqual([`${ON_PHONE}.json`, 'completed']);
  await room('leave', ON_PHONE, 1);
  await told(ON_PHONE, 'completed');
  expect(twilio.takes()).toEqual([]);
  expect(await control()).toMatchObject({ guest: null, isHeld: false, on: { isHere: true } });
});

test('one of her devices is busy, the other rings on; when that gives up Ann hears why', async () => {
  await rings();
  for (const leg of [ON_PHONE, ON_LAPTOP]) await told(leg, 'ringing');
  await told(ON_PHONE, 'busy');
  expect(await control()).toMatchObject({ guest: { stage: 'calling' }, failure: null });
  await told(ON_LAPTOP, 'no-answer');
  expect(await control()).toMatchObject({
    guest: null,
    isHeld: true,
    failure: { what: 'consult', why: 'no-answer' },
  });
});

test('Carol declines on her phone: her laptop stops too, and Ann hears that it is busy', async () => {
  await rings();
  for (const leg of [ON_PHONE, ON_LAPTOP]) await told(leg, 'ringing');
  twilio.takes();
  expect((await carol.browser.send('POST', `/api/calls/${ROOT}/decline`)).status).toBe(204);
  expect(does()).toEqual([[`${ON_LAPTOP}.json`, 'canceled']]);
  await told(ON_LAPTOP, 'canceled');
  await told(ON_PHONE, 'busy');
  expect(await control()).toMatchObject({ guest: null, failure: { what: 'consult', why: 'busy' } });
  // It rings at none of them any more, and was not theirs.
  expect((await carol.browser.send('POST', `/api/calls/${ROOT}/decline`)).status).toBe(404);
});

test('Twilio tells the address with what the device was told besides: it is Carol all the same', async () => {
  await rings();
  const To = `${at(carol.identity)}?conversation=${ROOT}&added=yes`;
  await event(`/events/call?call=${ROOT}&g=1&as=guest`, {
    CallSid: ON_PHONE,
    CallStatus: 'in-progress',
    From: LINE,
    To,
  });
  await room('join', ON_PHONE, 1);
  await steer({ does: 'complete' });
  expect(await control(carol)).toMatchObject({ on: { isHere: true } });
});

test.each([
  { way: 'he was called', call: outgoing, parent: LEG },
  { way: 'he called', call: incoming, parent: ROOT },
])(
  'Carol declines what is passed on to her: both stop; on another call, she may end that and answer: $way',
  async ({ call, parent }) => {
    await call();
    await steer({ does: 'transfer', to: `person:${carol.person}` });
    for (const [leg, { identity }] of [
      [ON_PHONE, carol],
      [ON_LAPTOP, laptop],
    ] as const)
      await event(`/events/call?call=${ROOT}&g=1`, {
        CallSid: leg,
        ParentCallSid: parent,
        CallStatus: 'ringing',
        From: OUTSIDE,
        To: at(identity),
      });
    expect((await carol.browser.send('POST', `/api/calls/${ROOT}/answering`)).status).toBe(204);
    twilio.takes();
    expect((await carol.browser.send('POST', `/api/calls/${ROOT}/decline`)).status).toBe(204);
    expect(does()).toEqual([[`${ON_LAPTOP}.json`, 'canceled']]);
  },
);
