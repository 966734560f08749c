import * as v from 'valibot';
import { Calls, type Conversation } from '../../worker/protocol.ts';
import { expect } from './house.ts';
import type { OutsideWorld } from '../support/outside.ts';
import type { OutsidePhone, Person } from './person.ts';

/** Who is at the other end in these tests, and somebody else outside. */
export const FAR = '+15145550123';
export const ZOE = '+15145550100';

/** Ann talks to somebody whom she called, or who called her on this line. */
export async function talks(ann: Person, far: OutsidePhone, line: string | null = null): Promise<void> {
  if (line === null) await ann.talksTo(far);
  else {
    await ann.isCalledBy(far, line);
    await ann.answers();
    await ann.isHeardBy(far);
  }
  await canSteer(ann);
}

/** Somebody who may be called in addition, or have a call passed on to them; says a tone of 1370 Hz. */
export async function zoeIs(outside: OutsideWorld, character: string): Promise<OutsidePhone> {
  const zoe = outside.phone(ZOE);
  await zoe.is(character, { says: { toneHz: 1370 } });
  return zoe;
}

/** How loud one tone is in what was heard, on the scale of 16 bits. */
const loudness = ({ rms, purity }: { rms: number; purity: number }): number => rms * purity;

/** A voice of these tests is twice as loud and more, all the time. */
const NOTHING = 300;

/** Of these tones none reaches a telephone that hears no music; what was on its way when it was asked has arrived by then. */
export async function hearsNothingOf(far: OutsidePhone, tonesHz: readonly number[]): Promise<void> {
  await far.hears(50, 300);
  for (const heard of await Promise.all(tonesHz.map((hz) => far.hears(hz, 1_200))))
    expect(loudness(heard)).toBeLessThan(NOTHING);
}

/** Our leg sends silence, every sample of it; what was on its way when it was asked has arrived by then. */
export async function saysNothing(outside: OutsideWorld): Promise<void> {
  const ours = (await outside.calls()).find(({ isAlive, from, to }) => isAlive && `${from} ${to}`.includes('client:'));
  if (!ours) throw new Error('none of us is in a call');
  await outside.says(ours.sid, 300);
  const said = await outside.says(ours.sid, 1_200);
  expect(said).toMatchObject({ silent: true, rms: 0 });
  expect(said.frames).toBeGreaterThan(30);
}

/** A telephone hears our music, tenth by tenth, and in none of them a voice of these tones: the music keeps clear of those. */
export async function waitsWithMusic(far: OutsidePhone, tonesHz: readonly number[]): Promise<void> {
  const hearsOtherThanMusic = async (ms: number) => {
    const sinceMs = Date.now();
    await far.hears(50, ms);
    const heard = await Promise.all(
      tonesHz.map(async (hz) => (await far.heardSince(sinceMs, hz)).blocks.map((block) => ({ hz, ...block }))),
    );
    if (heard.flat().length === 0) throw new Error('it hears nothing at all');
    return heard.flat().filter((block) => block.rms < NOTHING || loudness(block) > NOTHING);
  };
  // It may be on its way still.
  await expect.poll(() => hearsOtherThanMusic(300), { timeout: 12_000, intervals: [0] }).toEqual([]);
  expect(await hearsOtherThanMusic(1_500)).toEqual([]);
}

const AUDIBLE = 100;

/**
 * The longest time since a moment (`Date.now()`) in which a telephone that is in a call heard nothing, in milliseconds. The pauses
 * that ringing has are part of the ringing.
 */
export async function longestSilenceMs(outside: OutsideWorld, far: OutsidePhone, sinceMs: number): Promise<number> {
  const { callSid } = await far.view();
  const call = (await outside.calls()).find(({ sid }) => sid === callSid);
  if (!call) throw new Error('it is in no call');
  const createdMs = Date.parse(call.createdAt);
  const rings = (atMs: number): boolean => {
    const last = call.timeline.findLast(
      (entry) => createdMs + entry.atMs <= atMs && (entry.kind === 'media' || entry.what === 'Dial ended'),
    );
    return last?.what === 'ringback';
  };
  const { blocks } = await far.heardSince(sinceMs, 1000);
  const audible = blocks.filter(({ atMs, rms }) => rms >= AUDIBLE || rings(atMs)).map(({ atMs }) => atMs);
  const ends = [...audible, Date.now()];
  return Math.max(...ends.map((atMs, index) => atMs - (ends[index - 1] ?? sinceMs)));
}

/** The last sentence that a telephone in a call was told since a moment (`Date.now()`): how long after it, and whether it sounded. */
export async function saidTo(outside: OutsideWorld, far: OutsidePhone, sinceMs: number) {
  const { callSid } = await far.view();
  const call = (await outside.calls()).find(({ sid }) => sid === callSid);
  const says = call?.timeline.findLastIndex(({ kind, what }) => kind === 'verb' && what === 'Say') ?? -1;
  const [said, next] = [call?.timeline[says], call?.timeline[says + 1]];
  if (!call || !said || !next) throw new Error('it was told nothing');
  const at = (entry: { atMs: number }) => Date.parse(call.createdAt) + entry.atMs;
  const { blocks } = await far.heardSince(at(said), 1000);
  const heard = blocks.filter(({ atMs, rms }) => atMs < at(next) && rms >= AUDIBLE);
  return { afterMs: at(said) - sinceMs, isHeard: heard.length > 0 };
}

/** Two telephones hear each other. */
export async function hearEachOther(a: OutsidePhone, aSaysHz: number, b: OutsidePhone, bSaysHz: number): Promise<void> {
  await expect.poll(async () => (await b.hears(aSaysHz)).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
  await expect.poll(async () => (await a.hears(bSaysHz)).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
}

/** A telephone hears both tones at once. */
export async function hearsBoth(far: OutsidePhone, oneHz: number, otherHz: number): Promise<void> {
  for (const hz of [oneHz, otherHz])
    await expect.poll(async () => loudness(await far.hears(hz)), { timeout: 8_000 }).toBeGreaterThan(1.5 * NOTHING);
}

/** The exchange has told the person's telephone what can be done. */
export async function canSteer(person: Person): Promise<void> {
  await expect(person.button(person.words.hold)).toBeEnabled();
}

/** Chooses a number in the sheet of Transfer or Add, and what to do. */
export async function chooses(person: Person, number: string, action: string): Promise<void> {
  const sheet = person.page.getByRole('dialog');
  await sheet.getByRole('textbox').fill(number);
  await sheet.getByRole('button', { name: action, exact: true }).click();
}

/** The person's row of the call, the newest one, while it goes on or once it is over. */
export async function newestRow(person: Person, words: RegExp): Promise<void> {
  await person.dismissesCall();
  await person.opens('recents');
  await expect(person.page.getByRole('listitem').first()).toContainText(words, { timeout: 10_000 });
}

/** The newest call as the exchange tells it to this person. */
async function newestCall(person: Person): Promise<Conversation | undefined> {
  const told: unknown = await person.page.evaluate(async () => (await fetch('/api/calls?limit=1')).json());
  return v.parse(Calls, told).calls[0];
}

/**
 * The newest call is over: with whom, which way, who answered first, how long the longest of its legs lasted and whom it was passed
 * on to, in full and on the screen.
 */
export async function readsItsEnd(
  person: Person,
  outside: OutsideWorld,
  {
    direction,
    transferredTo,
    isAnsweredHere = true,
  }: { direction: 'inbound' | 'outbound'; transferredTo?: object; isAnsweredHere?: boolean },
): Promise<void> {
  await expect.poll(async () => (await newestCall(person))?.state).toBe('completed');
  const call = await newestCall(person);
  const party = { kind: 'number', number: FAR };
  const answeredBy = direction === 'inbound' ? { isMe: true, isHere: isAnsweredHere } : null;
  expect(call).toMatchObject({
    direction,
    party,
    answeredBy,
    transferredTo: transferredTo ?? null,
    control: null,
    isUnread: false,
  });
  const lasted = Math.max(...(await outside.calls()).map(({ durationSeconds }) => durationSeconds));
  expect(Math.abs((call?.talkSeconds ?? 0) - lasted)).toBeLessThanOrEqual(1);
  const howLong = isAnsweredHere ? /\d\s?s\b/ : /Répondu sur /;
  await newestRow(person, transferredTo === undefined ? howLong : /Transféré à |Transferred to /);
}
