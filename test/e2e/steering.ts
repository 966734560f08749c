import { expect } from './house.ts';
import type { OutsideWorld } from '../support/outside.ts';
import type { OutsidePhone, Person } from './person.ts';

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

/** A telephone hears our music for a while, and no voice of these tones: music has each of them at times, a voice always. */
export async function waitsWithMusic(far: OutsidePhone, tonesHz: readonly number[]): Promise<void> {
  const voices = new Set(tonesHz);
  const listens = async (): Promise<number> => {
    const heard = await Promise.all(tonesHz.map(async (hz) => ({ hz, ...(await far.hears(hz, 500)) })));
    for (const each of heard) {
      if (each.rms < NOTHING) return Infinity;
      if (loudness(each) < NOTHING) voices.delete(each.hz);
    }
    return voices.size;
  };
  await expect.poll(listens, { timeout: 12_000, intervals: [0] }).toBe(0);
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
