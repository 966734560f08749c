import { expect } from './house.ts';
import type { OutsideWorld } from '../support/outside.ts';
import type { OutsidePhone, Person } from './person.ts';

type State = 'notice' | 'on' | 'paused';

/** The notice is two seconds of syllables; so much of it is loud, at least. */
const NOTICE_LOUD_MS = 1_300;
const LOUD = 300;

/** Every telephone of ours on the call says in words that it is recorded so. */
export async function showsRecording(person: Person, state: State | null): Promise<void> {
  const shown = person.call('open').locator('[data-recording]');
  if (state === null) await expect(shown).toBeHidden({ timeout: 15_000 });
  else await expect(shown).toHaveAttribute('data-recording', state, { timeout: 15_000 });
}

/** Opens the sheet of the key and chooses. */
export async function recordingIs(
  person: Person,
  choice: 'recordPause' | 'recordResume' | 'recordStop',
): Promise<void> {
  const { words } = person;
  await person
    .call('open')
    .getByRole('button', { name: new RegExp(`^(${words.recording}|${words.recordPaused})$`) })
    .click();
  await person.page.getByRole('dialog').getByRole('button', { name: words[choice], exact: true }).click();
  await expect(person.page.getByRole('dialog')).toBeHidden();
}

/** What was loud at an outside telephone since a moment: how much of it, and when the last of it was over. */
export async function loudSince(far: OutsidePhone, sinceMs: number): Promise<{ ms: number; endedAtMs: number }> {
  const { blocks } = await far.heardSince(sinceMs, 50);
  const loud = blocks.filter(({ rms }) => rms > LOUD);
  return { ms: loud.length * 100, endedAtMs: (loud.at(-1)?.atMs ?? 0) + 100 };
}

/** While nobody else says a word, this person and the far end hear the notice from end to end before it is recorded. */
export async function hearNotice(
  person: Person,
  far: OutsidePhone,
  begin: () => Promise<void>,
): Promise<{ endedAtMs: number }> {
  const sinceMs = Date.now();
  let heard = 0;
  await begin();
  const shown = person.call('open').locator('[data-recording]');
  const deadline = sinceMs + 20_000;
  while ((await shown.getAttribute('data-recording')) !== 'on' && Date.now() < deadline)
    if ((await person.hears(50)).rms > 0.005) heard += 550;
  await showsRecording(person, 'on');
  const atFar = await loudSince(far, sinceMs);
  expect(heard).toBeGreaterThan(NOTICE_LOUD_MS);
  expect(atFar.ms).toBeGreaterThan(NOTICE_LOUD_MS);
  return atFar;
}

/** The newest recording has so many seconds more than now; returns how long it is then. */
export async function growsBy(outside: OutsideWorld, seconds: number): Promise<number> {
  const length = async () => (await outside.recordings())[0]?.durationSeconds ?? 0;
  const wanted = (await length()) + seconds;
  await expect.poll(length, { timeout: 20_000 }).toBeGreaterThanOrEqual(wanted);
  return await length();
}

/** Whether calls of the house's only line are recorded, chosen in the settings. */
export async function choosesRecording(person: Person, policy: 'never' | 'ask' | 'always'): Promise<void> {
  await person.opens('settings');
  const choice = person.page.getByRole('region', { name: person.words.recording, exact: true }).getByRole('combobox');
  await choice.selectOption(policy);
  await expect(choice).toHaveValue(policy);
  await person.opens('keypad');
}
