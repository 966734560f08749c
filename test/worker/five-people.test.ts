import { expect, test } from 'vitest';
import type { Identity } from '../../worker/protocol.ts';
import { ann, another, callSid, colleague, LINE, OUTSIDE, PUBLIC_URL } from './support/house.ts';
import { Listener } from './support/listener.ts';
import { twiml, webhook } from './support/twilio.ts';

const ROOT = callSid(1);

/** Ann, Bob, Cleo, Dan and Eve, each with three devices, in the order they signed in. */
async function fiveWithThree() {
  const owner = await ann();
  const firsts = [owner];
  for (const name of ['Bob', 'Cleo', 'Dan', 'Eve']) firsts.push(await colleague(owner.browser, name));
  const devices = [];
  for (const first of firsts)
    devices.push(first, await another(first.browser, 'tablet'), await another(first.browser, 'laptop'));
  return devices;
}

interface Round {
  rings: Identity[];
  action: string;
}

/** Whom an answer rings, and what is asked when nobody answers; null: it rings nobody. */
function roundOf(answer: string): Round | null {
  const action = /<Dial [^>]*action="([^"]*)"/.exec(answer)?.[1];
  if (action === undefined) return null;
  const rings = [...answer.matchAll(/<Identity>([^<]*)</g)].map(([, identity]) => identity as Identity);
  return { rings, action: action.replaceAll('&amp;', '&').slice(PUBLIC_URL.length) };
}

let legs = 100;
/** The legs of a round ring, and then this happens to each. */
async function ends(rings: Identity[], CallStatus: string): Promise<void> {
  for (const identity of rings) {
    const about = { CallSid: callSid((legs += 1)), ParentCallSid: ROOT, From: OUTSIDE, To: `client:${identity}` };
    await webhook('/events/call', { ...about, CallStatus: 'ringing' });
    await webhook('/events/call', { ...about, CallStatus });
  }
}

/** Rings to the end; nobody answers. */
async function allRounds(first: string): Promise<{ rounds: Identity[][]; last: string }> {
  const rounds: Identity[][] = [];
  let answer = first;
  for (let round = roundOf(answer); round !== null; round = roundOf(answer)) {
    rounds.push(round.rings);
    await ends(round.rings, 'no-answer');
    answer = await twiml(round.action, { CallSid: ROOT, From: OUTSIDE, To: LINE, DialCallStatus: 'no-answer' });
  }
  return { rounds, last: answer };
}

const call = () => twiml('/handle_calls', { CallSid: ROOT, From: OUTSIDE, To: LINE });
const sorted = (identities: readonly Identity[]) => [...identities].sort();

test('five people with three devices each: the awake ring first, nobody is forgotten, never an eleventh at once', async () => {
  const devices = await fiveWithThree();
  const awake = [0, 4, 8, 9, 14].map((i) => devices[i]).filter((device) => device !== undefined);
  await Promise.all(awake.map(({ browser }) => new Listener(browser, 0).connects()));

  const { rounds, last } = await allRounds(await call());
  expect(rounds).toHaveLength(2);
  for (const rings of rounds) {
    expect(rings.length).toBeLessThanOrEqual(10);
    expect(new Set(rings).size).toBe(rings.length);
  }
  expect(sorted(rounds[0]?.slice(0, 5) ?? [])).toEqual(sorted(awake.map(({ identity }) => identity)));
  expect(sorted([...new Set(rounds.flat())])).toEqual(sorted(devices.map(({ identity }) => identity)));
  expect(last).toContain('Personne ne peut répondre');
  for (const { browser } of [devices[0], devices[14]].filter((device) => device !== undefined))
    expect(await browser.recents()).toMatchObject([{ callSid: ROOT, state: 'missed' }]);
});

test('somebody answers in the second round: nobody missed it', async () => {
  const devices = await fiveWithThree();
  const first = roundOf(await call());
  if (!first) throw new Error('nobody rang');
  await ends(first.rings, 'no-answer');
  const second = roundOf(
    await twiml(first.action, { CallSid: ROOT, From: OUTSIDE, To: LINE, DialCallStatus: 'no-answer' }),
  );
  if (!second) throw new Error('no second round');
  const answers = devices.find(({ identity }) => second.rings.includes(identity));
  if (!answers) throw new Error('a stranger rang');
  await ends([answers.identity], 'in-progress');
  await twiml(second.action, { CallSid: ROOT, From: OUTSIDE, To: LINE, DialCallStatus: 'completed' });
  await webhook('/events/call', { CallSid: ROOT, From: OUTSIDE, To: LINE, CallStatus: 'completed' });
  expect(await answers.browser.recents()).toMatchObject([{ state: 'completed', answeredBy: { isHere: true } }]);
  const others = devices.filter(({ person }) => person !== answers.person);
  for (const { browser } of others.slice(0, 3))
    expect(await browser.recents()).toMatchObject([{ state: 'answered-elsewhere', isUnread: false }]);
});

test('whoever turned the call down in the first round is not rung in the second', async () => {
  const devices = await fiveWithThree();
  const first = roundOf(await call());
  if (!first) throw new Error('nobody rang');
  const decliner = devices.find(({ identity }) => first.rings.includes(identity));
  if (!decliner) throw new Error('a stranger rang');
  await decliner.browser.send('POST', `/api/calls/${ROOT}/decline`);
  await ends(first.rings, 'no-answer');
  const { rounds } = await allRounds(
    await twiml(first.action, { CallSid: ROOT, From: OUTSIDE, To: LINE, DialCallStatus: 'no-answer' }),
  );
  const theirs = devices.filter(({ person }) => person === decliner.person).map(({ identity }) => identity);
  expect(rounds.flat().filter((identity) => theirs.includes(identity))).toEqual([]);
  const rung = new Set([...first.rings, ...rounds.flat(), ...theirs]);
  expect(rung.size).toBe(15);
});
