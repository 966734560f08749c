import { expect } from './house.ts';
import type { OutsidePhone, Person } from './person.ts';

/** How loud one tone is in what was heard, on the scale of 16 bits. */
const loudness = ({ rms, purity }: { rms: number; purity: number }): number => rms * purity;

/** A voice of these tests is thirty times as loud; what music has of its tone is not. */
const NOTHING = 200;

/** None of these tones reaches a telephone for a while; what was on its way when it was asked has arrived by then. */
export async function hearsNothingOf(far: OutsidePhone, tonesHz: readonly number[], ms = 1_200): Promise<void> {
  await far.hears(50, 300);
  for (const heard of await Promise.all(tonesHz.map((hz) => far.hears(hz, ms))))
    expect(loudness(heard)).toBeLessThan(NOTHING);
}

/** A telephone waits with our music, and hears none of these tones. */
export async function waitsWithMusic(far: OutsidePhone, tonesHz: readonly number[]): Promise<void> {
  const isMusic = async (): Promise<boolean> => {
    const heard = await Promise.all(tonesHz.map((hz) => far.hears(hz, 500)));
    return heard.every((each) => each.rms > NOTHING && loudness(each) < NOTHING);
  };
  await expect.poll(isMusic, { timeout: 10_000 }).toBe(true);
  expect(await isMusic()).toBe(true);
}

/** Two telephones hear each other. */
export async function hearEachOther(a: OutsidePhone, aSaysHz: number, b: OutsidePhone, bSaysHz: number): Promise<void> {
  await expect.poll(async () => (await b.hears(aSaysHz)).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
  await expect.poll(async () => (await a.hears(bSaysHz)).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
}

/** A telephone hears both tones at once. */
export async function hearsBoth(far: OutsidePhone, oneHz: number, otherHz: number): Promise<void> {
  for (const hz of [oneHz, otherHz])
    await expect.poll(async () => loudness(await far.hears(hz)), { timeout: 8_000 }).toBeGreaterThan(2 * NOTHING);
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
