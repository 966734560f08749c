import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { ann, another, callSid, colleague, LINE, OUTSIDE } from './support/house.ts';
import { brokenBindings } from './support/faults.ts';
import { Listener } from './support/listener.ts';
import { twiml, webhook } from './support/twilio.ts';

const CALL = { CallSid: callSid(1), From: OUTSIDE, To: LINE };

/** Who a Dial rings, for how long, and where it reports; nobody when it is no Dial. */
function dialOf(answer: string) {
  return {
    rings: [...answer.matchAll(/<Identity>(.*?)<\/Identity>/g)].map(([, identity]) => identity ?? ''),
    seconds: Number(/ timeout="(\d+)"/.exec(answer)?.[1]),
    action: (/ action="https:\/\/phone\.example(.*?)"/.exec(answer)?.[1] ?? '').replaceAll('&amp;', '&'),
  };
}

/** Rings one round after the other, as Twilio does while nobody answers, until the caller hears something else. */
async function ringsOut(answer: string, status = 'no-answer', bindings = env) {
  const rounds = [];
  let last = answer;
  while (last.includes('<Dial')) {
    const dial = dialOf(last);
    rounds.push(dial);
    last = await twiml(dial.action, { ...CALL, DialCallStatus: status }, { bindings });
  }
  return { rounds, last };
}

/** Ann’s house with so many devices. */
async function house(count: number) {
  const { browser, identity } = await ann();
  const identities = [identity];
  for (let n = 2; n <= count; n += 1) identities.push((await another(browser, `Device ${String(n)}`)).identity);
  return { browser, identities };
}

test('five people with three devices each: who is awake rings at once, nobody is forgotten, never more than ten together', async () => {
  const owner = await ann();
  const people = [owner];
  for (const name of ['Marie', 'Paul', 'Zoé', 'Luc']) people.push(await colleague(owner.browser, name));
  const devices = [...people];
  for (const { browser } of people)
    for (const label of ['Laptop', 'Tablet']) devices.push(await another(browser, label));
  const awake = devices.filter((_, i) => i % 3 === 0);
  await Promise.all(awake.map(({ browser }) => new Listener(browser, 0).connects()));

  const { rounds, last } = await ringsOut(await twiml('/handle_calls', CALL));
  const [first, second] = rounds.map(({ rings }) => rings);
  const wakeful = awake.map(({ identity }) => identity as string).sort();
  expect(first?.slice(0, awake.length).sort()).toEqual(wakeful);
  expect(new Set(rounds.flatMap(({ rings }) => rings))).toEqual(new Set(devices.map(({ identity }) => identity)));
  expect(rounds.map(({ rings }) => rings.length)).toEqual([10, 10]);
  // Those who have not rung come first, and the awake fill up the rest.
  expect(second?.slice(0, 5).filter((identity) => first?.includes(identity))).toEqual([]);
  expect([...(second?.slice(5) ?? [])].sort()).toEqual(wakeful);
  expect(rounds.map(({ seconds }) => seconds)).toEqual([20, 20]);
  expect(last).toContain('Personne ne peut répondre');
  expect(await owner.browser.outcome(CALL.CallSid)).toMatchObject({ state: 'missed' });
});

test('between two rounds the call still rings; somebody who answers ends the rounds', async () => {
  const { browser, identities } = await house(12);
  const first = dialOf(await twiml('/handle_calls', CALL));
  const second = dialOf(await twiml(first.action, { ...CALL, DialCallStatus: 'no-answer' }));
  expect(await browser.outcome(CALL.CallSid)).toMatchObject({ state: 'ringing', isFinal: false });
  expect([...first.rings, ...second.rings].sort()).toEqual([...identities].sort());
  const leg = { CallSid: callSid(2), ParentCallSid: callSid(1), To: `client:${second.rings[0] ?? ''}`, From: OUTSIDE };
  await webhook('/events/call', { ...leg, CallStatus: 'in-progress' });
  await webhook('/events/call', { ...leg, CallStatus: 'completed', CallDuration: '30' });
  const after = await twiml(second.action, { ...CALL, DialCallStatus: 'completed', DialCallDuration: '30' });
  expect(after).toContain('<Response/>');
  expect(await browser.outcome(CALL.CallSid)).toMatchObject({ state: 'completed', talkSeconds: 30 });
});

test('whoever answers in the first round ends the plan', async () => {
  const { browser } = await house(11);
  const first = dialOf(await twiml('/handle_calls', CALL));
  expect(await twiml(first.action, { ...CALL, DialCallStatus: 'completed' })).toContain('<Response/>');
  expect(await browser.outcome(CALL.CallSid)).toMatchObject({ state: 'completed' });
});

test('when all of the first round decline, the second still rings', async () => {
  await house(11);
  const { rounds } = await ringsOut(await twiml('/handle_calls', CALL), 'busy');
  expect(rounds.map(({ rings }) => rings.length)).toEqual([10, 1]);
});

test('a round in which everybody has declined is left out, and nobody rings twice for it', async () => {
  const { browser, identities } = await house(1);
  const marie = await colleague(browser, 'Marie');
  for (let n = 2; n <= 10; n += 1) await another(marie.browser, `Marie’s device ${String(n)}`);
  for (let n = 2; n <= 11; n += 1) await another(browser, `Device ${String(n)}`);
  const first = dialOf(await twiml('/handle_calls', CALL));
  await marie.browser.send('POST', `/api/calls/${CALL.CallSid}/decline`);
  const { rounds, last } = await ringsOut(await twiml(first.action, { ...CALL, DialCallStatus: 'no-answer' }));
  expect(rounds.map(({ rings }) => rings)).toEqual([identities]);
  expect(last).toContain('Personne ne peut répondre');
  expect(await browser.outcome(CALL.CallSid)).toMatchObject({ state: 'missed' });
});

test('the plan is made when the call comes: who signs in or is cut off after does not change it', async () => {
  const { browser, identities } = await house(11);
  const first = dialOf(await twiml('/handle_calls', CALL));
  await another(browser, 'A new phone');
  const asked = { ...CALL, DialCallStatus: 'no-answer' };
  const second = await twiml(first.action, asked);
  expect([...first.rings, ...dialOf(second).rings].sort()).toEqual([...identities].sort());
  expect(await twiml(first.action, asked)).toBe(second);
  expect(dialOf(await twiml('/handle_calls', CALL))).toEqual(first);
});

test('ten devices ring at once, once', async () => {
  await house(10);
  const { rounds } = await ringsOut(await twiml('/handle_calls', CALL));
  expect(rounds).toMatchObject([{ seconds: 25, action: '/twiml/dial-ended?g=0' }]);
});

test('with the object down from the start, all of KV’s copy rings, round by round', async () => {
  const { browser, identities } = await house(23);
  const bindings = brokenBindings({ object: 'throws' });
  const options = { bindings, isPrompt: true };
  let answer = await twiml('/handle_calls', CALL, options);
  const rung = [];
  while (answer.includes('<Dial')) {
    const { rings, action } = dialOf(answer);
    expect(rings.length).toBeLessThanOrEqual(10);
    rung.push(...rings);
    answer = await twiml(action, { ...CALL, DialCallStatus: 'no-answer' }, options);
  }
  expect(rung.sort()).toEqual([...identities].sort());
  expect(answer).toContain('Personne ne peut répondre');
  expect(await browser.recents()).toEqual([]);
});

test('an object that comes back in the middle does not ring the same ones again', async () => {
  const { identities } = await house(15);
  const bindings = brokenBindings({ object: 'throws' });
  const first = await twiml('/handle_calls', CALL, { bindings, isPrompt: true });
  const { rounds } = await ringsOut(first);
  expect(rounds.flatMap(({ rings }) => rings).sort()).toEqual([...identities].sort());
});

test('an object that goes in the middle leaves the rest to KV’s copy', async () => {
  await house(15);
  const first = dialOf(await twiml('/handle_calls', CALL));
  const bindings = brokenBindings({ object: 'hangs' });
  const asked = { ...CALL, DialCallStatus: 'no-answer' };
  const second = dialOf(await twiml(first.action, asked, { bindings, isPrompt: true }));
  expect(second.rings).toHaveLength(5);
});

test('an object that was too late to plan does not end the rounds of KV’s copy', async () => {
  const { browser, identities } = await house(15);
  const first = dialOf(await twiml('/handle_calls', CALL, { bindings: brokenBindings({ object: 'is late' }) }));
  const second = dialOf(await twiml(first.action, { ...CALL, DialCallStatus: 'no-answer' }));
  expect([...first.rings, ...second.rings].sort()).toEqual([...identities].sort());
  expect(await browser.outcome(CALL.CallSid)).toMatchObject({ state: 'ringing' });
});
