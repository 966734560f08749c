import { beforeEach, expect, test } from 'vitest';
import type { Conversation } from '../../worker/protocol.ts';
import { found, sids } from './support/history.ts';
import { another, callSid, colleague, LINE, type OurDevice } from './support/house.ts';
import { Listener } from './support/listener.ts';
import { at, begin, control, event, held, LEG, phone, room, ROOT, steer, twilio } from './support/steered.ts';
import { twiml } from './support/twilio.ts';

const THIRD = callSid(9);

let bob: OurDevice;
let carol: OurDevice;

/** Ann calls Bob, her colleague, who answers; Carol is another. */
beforeEach(async () => {
  await begin();
  await phone.browser.send('PATCH', '/api/people/me', { name: 'Ann' });
  bob = await colleague(phone.browser, 'Bob');
  carol = await colleague(phone.browser, 'Carol');
  await twiml('/twiml/outgoing', { CallSid: ROOT, From: at(phone.identity), To: `person:${bob.person}` });
  await legOf(bob, 'in-progress', { CallSid: LEG, ParentCallSid: ROOT });
});

const legOf = (device: OurDevice, CallStatus: string, more: Record<string, string> = {}, query = '') =>
  event(`/events/call${query}`, {
    CallSid: THIRD,
    CallStatus,
    From: at(phone.identity),
    To: at(device.identity),
    ...more,
  });
/** One of us passes the call on to Carol, who answers. */
async function passedOn(by = phone, parent: string = LEG): Promise<void> {
  expect((await steer({ does: 'transfer', to: `person:${carol.person}` }, by)).status).toBe(204);
  for (const status of ['ringing', 'in-progress'])
    await legOf(carol, status, { ParentCallSid: parent }, `?call=${ROOT}&g=1`);
}
/** As above, who is called in addition. */
async function consulted(): Promise<void> {
  await held(LEG, ROOT);
  expect((await steer({ does: 'consult', to: `person:${carol.person}` })).status).toBe(204);
  for (const status of ['ringing', 'in-progress']) await legOf(carol, status, {}, `?call=${ROOT}&g=1&as=guest`);
  await room('join', THIRD, 1);
}
const outcome = async ({ browser }: OurDevice) => (await browser.send('GET', `/api/calls/${ROOT}/outcome`)).status;
const partyOf = ({ party }: Conversation) => party;

test('Carol has Bob’s call from Ann: it is news to her, in her history, and hers to steer', async () => {
  const listener = await new Listener(carol.browser, (await carol.browser.calls()).seq).connects();
  expect(await outcome(carol)).toBe(404);
  await passedOn();
  expect(await carol.browser.outcome(ROOT)).toMatchObject({
    direction: 'inbound',
    state: 'in-progress',
    party: { kind: 'person', name: 'Bob' },
    answeredBy: { isMe: true, isHere: true },
    control: { on: { isHere: true } },
  });
  await listener.until(() => listener.rows.get(ROOT)?.control?.on?.isHere === true);
  await listener.leaves();
  for (const query of ['', '?filter=inbound', '?q=carol', '?q=bob'])
    expect(await sids(carol.browser, query), query).toEqual([ROOT]);
  expect(await sids(carol.browser, '?filter=outbound')).toEqual([]);
  expect(await found(phone.browser, 'Carol')).toEqual([ROOT]);
  expect((await carol.browser.send('GET', `/api/calls/${ROOT}`)).status).toBe(200);
  expect((await carol.browser.send('PUT', `/api/calls/${ROOT}/note`, { note: 'about the roof' })).status).toBe(204);
  twilio.takes();
  expect((await steer({ does: 'hold' }, carol)).status).toBe(204);
  expect(twilio.takes()).toHaveLength(1);
});

test('Bob passes Ann on: for Carol it is Ann’s call', async () => {
  await passedOn(bob, ROOT);
  expect(await carol.browser.outcome(ROOT)).toMatchObject({ direction: 'inbound', party: { name: 'Ann' } });
  expect(partyOf(await bob.browser.outcome(ROOT))).toMatchObject({ name: 'Ann' });
});

test('Carol was called in addition, and let go: she finds it in her history all the same', async () => {
  await consulted();
  expect(await carol.browser.outcome(ROOT)).toMatchObject({ state: 'in-progress', control: { guest: {} } });
  await steer({ does: 'back' });
  await legOf(carol, 'completed', {}, `?call=${ROOT}&g=1&as=guest`);
  expect(await sids(carol.browser)).toEqual([ROOT]);
  expect(await sids(carol.browser, '?filter=missed')).toEqual([]);
});

test('Ann lets Carol and Bob go on: Carol holds him', async () => {
  await consulted();
  await steer({ does: 'complete' });
  await room('leave', ROOT, 1);
  expect(await control(carol)).toMatchObject({ on: { isHere: true }, isHeld: false, guest: null });
  twilio.takes();
  expect((await steer({ does: 'hold' }, carol)).status).toBe(204);
  expect(twilio.takes()).toMatchObject([{ form: { Hold: 'true' } }]);
  expect(partyOf(await carol.browser.outcome(ROOT))).toMatchObject({ name: 'Bob' });
});

test('who was rung and did not answer, and who was not, has nothing of it', async () => {
  const dave = await colleague(phone.browser, 'Dave');
  await steer({ does: 'transfer', to: `person:${carol.person}` });
  await legOf(carol, 'ringing', { ParentCallSid: LEG }, `?call=${ROOT}&g=1`);
  await legOf(carol, 'no-answer', { ParentCallSid: LEG }, `?call=${ROOT}&g=1`);
  for (const one of [carol, dave]) {
    expect(await outcome(one)).toBe(404);
    expect(await sids(one.browser)).toEqual([]);
  }
});

/** What devices that ring are told besides: of a redirection. */
const toldIn = (xml: string | undefined): Record<string, string> =>
  Object.fromEntries(
    [...(xml ?? '').matchAll(/<Parameter name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );

test('Carol’s phone says with whom she will talk', async () => {
  await steer({ does: 'transfer', to: `person:${carol.person}` });
  expect(toldIn(twilio.takes()[0]?.form.Twiml)).toEqual({
    conversation: ROOT,
    line: LINE,
    party: at(bob.identity),
    caller_person: bob.person,
    caller_name: 'Bob',
  });
});

test('Bob passes Ann on to Carol: her phone says Ann', async () => {
  await steer({ does: 'transfer', to: `person:${carol.person}` }, bob);
  expect(toldIn(twilio.takes()[0]?.form.Twiml)).toMatchObject({ party: at(phone.identity), caller_name: 'Ann' });
});

test('Carol is called in addition: her phone says with whom Ann talks', async () => {
  await held(LEG, ROOT);
  twilio.takes();
  await steer({ does: 'consult', to: `person:${carol.person}` });
  const to = twilio.takes().at(-1)?.form.To ?? '';
  expect(to.split('?')[0]).toBe(at(carol.identity));
  expect(Object.fromEntries(new URLSearchParams(to.split('?')[1]))).toMatchObject({
    party: at(bob.identity),
    caller_person: bob.person,
    caller_name: 'Bob',
    added: 'yes',
  });
});

test('Ann goes on at her laptop: it says Bob, as her phone did', async () => {
  const laptop = await another(phone.browser, 'Ann’s other laptop');
  await steer({ does: 'move', device: laptop.identity });
  expect(toldIn(twilio.takes()[0]?.form.Twiml)).toMatchObject({ party: at(bob.identity), caller_name: 'Bob' });
});

test('Carol does not take it: Ann’s devices are told that Bob comes back', async () => {
  await steer({ does: 'transfer', to: `person:${carol.person}` });
  const xml = await twiml(`/twiml/dial-ended?call=${ROOT}&g=1`, {
    CallSid: LEG,
    CallStatus: 'in-progress',
    DialCallStatus: 'busy',
  });
  expect(toldIn(xml)).toMatchObject({ returned: 'busy', party: at(bob.identity), caller_name: 'Bob' });
});
