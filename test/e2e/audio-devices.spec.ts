import {
  audioDesk,
  callIsHeardOn,
  microphoneOf,
  microphoneTones,
  openMicrophones,
  plug,
  soundsAreHeardOn,
} from '../support/page-audio.ts';
import { expect, test } from './house.ts';
import type { OutsidePhone, Person } from './person.ts';

const FAR = '+15145550123';
const [USUAL, ONE, TWO] = ['Fake Default Audio Input', 'Fake Audio Input 1', 'Fake Audio Input 2'] as const;
const [OUT_ONE, OUT_TWO] = ['Fake Audio Output 1', 'Fake Audio Output 2'] as const;
const SYSTEM = /Le choix du système/;

const tones = microphoneTones;

/** Somebody at a computer with three microphones, each of which hears a tone of its own, and three loudspeakers. */
const atDesk = test.extend<{ desk: Person }>({
  desk: async ({ person, house }, use) => {
    const desk = await person({ isSignedIn: false });
    await desk.page.goto('about:blank');
    await desk.page.addInitScript(audioDesk, tones as Record<string, number>);
    await desk.signsIn(await house.keeper.newLink());
    await desk.isReady();
    await use(desk);
  },
});

async function chooses(
  who: Person,
  use: 'Micro' | 'Haut-parleur' | 'Sonnerie',
  device: string | RegExp,
): Promise<void> {
  const picker = who.page.getByRole('combobox', { name: use, exact: true });
  const value = await picker.locator('option', { hasText: device }).getAttribute('value');
  await picker.selectOption(value ?? '');
}

async function hearsMicrophone(far: OutsidePhone, name: keyof typeof tones): Promise<void> {
  await expect.poll(async () => (await far.hears(tones[name])).purity, { timeout: 8_000 }).toBeGreaterThan(0.9);
}

async function talks(desk: Person, far: OutsidePhone): Promise<void> {
  await far.is('manual', { says: { toneHz: 1000 } });
  await desk.dials(far.number);
  await expect(desk.call('ringing')).toBeVisible();
  await far.answers();
  await desk.isInCall();
}

atDesk(
  'each of three microphones is what the far end hears, once it is chosen in the call',
  async ({ desk, outside }) => {
    const far = outside.phone(FAR);
    await talks(desk, far);
    await hearsMicrophone(far, USUAL);
    await desk.presses('Son');
    for (const name of [ONE, TWO]) {
      await chooses(desk, 'Micro', name);
      await hearsMicrophone(far, name);
      expect((await microphoneOf(desk.page))?.label).toBe(name);
      expect(await openMicrophones(desk.page)).toBe(1);
    }
    await chooses(desk, 'Micro', SYSTEM);
    await hearsMicrophone(far, USUAL);
    await desk.presses('Fermer');
    await desk.hangsUp();
    await expect.poll(() => openMicrophones(desk.page)).toBe(0);
  },
);

atDesk('muted, Ann takes another microphone: the far end goes on hearing exact silence', async ({ desk, outside }) => {
  const far = outside.phone(FAR);
  await talks(desk, far);
  await hearsMicrophone(far, USUAL);
  await desk.presses(desk.words.mute);
  await expect.poll(async () => (await far.hears(440, 300)).silent).toBe(true);
  await desk.presses('Son');
  await chooses(desk, 'Micro', ONE);
  await expect.poll(async () => (await microphoneOf(desk.page))?.label).toBe(ONE);
  for (let i = 0; i < 4; i += 1) expect((await far.hears(tones[ONE], 400)).silent).toBe(true);
  await desk.presses('Fermer');
  await desk.presses(desk.words.unmute);
  await hearsMicrophone(far, ONE);
});

atDesk('each of three speakers is where the call is heard, and nowhere else', async ({ desk, outside }) => {
  const far = outside.phone(FAR);
  await talks(desk, far);
  await desk.hearsTone(1000);
  expect(await callIsHeardOn(desk.page)).toEqual(['']);
  await desk.presses('Son');
  for (const name of [OUT_ONE, OUT_TWO]) {
    await chooses(desk, 'Haut-parleur', name);
    await expect.poll(() => callIsHeardOn(desk.page)).toEqual([name]);
    await desk.hearsTone(1000);
  }
  await chooses(desk, 'Haut-parleur', SYSTEM);
  await expect.poll(() => callIsHeardOn(desk.page)).toEqual(['']);
});

atDesk(
  'the headset is pulled out and put back in a call: it goes on through all of it, with a word each time',
  async ({ desk, outside }) => {
    const far = outside.phone(FAR);
    await talks(desk, far);
    await desk.presses('Son');
    await chooses(desk, 'Micro', ONE);
    await chooses(desk, 'Micro', TWO);
    await chooses(desk, 'Haut-parleur', OUT_TWO);
    await desk.presses('Fermer');
    await hearsMicrophone(far, TWO);
    await plug(desk.page, 'out', TWO);
    await expect(desk.page.getByText(`« ${TWO} » n’est plus là. L’appel continue avec « ${ONE} ».`)).toBeVisible();
    await hearsMicrophone(far, ONE);
    await plug(desk.page, 'out', ONE);
    await hearsMicrophone(far, USUAL);
    await plug(desk.page, 'out', OUT_TWO);
    await expect.poll(() => callIsHeardOn(desk.page)).toEqual(['']);
    await plug(desk.page, 'in', OUT_TWO);
    await expect.poll(() => callIsHeardOn(desk.page)).toEqual([OUT_TWO]);
    await plug(desk.page, 'in', TWO);
    await expect(desk.page.getByText(`« ${TWO} » est de retour, et repris.`)).toBeVisible();
    await hearsMicrophone(far, TWO);
    await expect(desk.call('open')).toBeVisible();
    await desk.hearsTone(1000);
  },
);

atDesk(
  'the next call, and the one after a reload, begin with the devices of the last choice',
  async ({ desk, outside }) => {
    const far = outside.phone(FAR);
    await desk.opens('settings');
    await chooses(desk, 'Micro', TWO);
    await chooses(desk, 'Haut-parleur', OUT_ONE);
    await desk.opens('keypad');
    await talks(desk, far);
    await hearsMicrophone(far, TWO);
    expect(await callIsHeardOn(desk.page)).toEqual([OUT_ONE]);
    await desk.hangsUp();
    await desk.page.reload();
    await desk.isReady();
    await talks(desk, far);
    await hearsMicrophone(far, TWO);
    expect(await callIsHeardOn(desk.page)).toEqual([OUT_ONE]);
  },
);

atDesk('after a microphone was changed in one call, the next call is heard as well', async ({ desk, outside }) => {
  const far = outside.phone(FAR);
  await talks(desk, far);
  await desk.presses('Son');
  await chooses(desk, 'Micro', ONE);
  await hearsMicrophone(far, ONE);
  await desk.presses('Fermer');
  await desk.hangsUp();
  await expect.poll(() => openMicrophones(desk.page)).toBe(0);
  await talks(desk, far);
  await hearsMicrophone(far, ONE);
});

atDesk(
  'the ringtone rings on the ringer, and the call’s own sounds stay in the ear',
  async ({ desk, outside, house }) => {
    await desk.opens('settings');
    await chooses(desk, 'Sonnerie', OUT_TWO);
    await chooses(desk, 'Haut-parleur', OUT_ONE);
    await desk.isCalledBy(outside.phone(FAR), house.line);
    await expect.poll(() => soundsAreHeardOn(desk.page), { timeout: 10_000 }).toEqual([OUT_TWO]);
    await desk.answers();
    await desk.presses(desk.words.keypad);
    await desk.key('5').click();
    await expect.poll(() => soundsAreHeardOn(desk.page)).toEqual([OUT_ONE]);
  },
);

atDesk('in settings the speaker and the ringer are heard where they were chosen', async ({ desk }) => {
  await desk.opens('settings');
  await chooses(desk, 'Sonnerie', OUT_TWO);
  await desk.presses('Essayer le haut-parleur');
  await expect.poll(() => soundsAreHeardOn(desk.page)).toEqual(['']);
  await desk.presses('Arrêter');
  await desk.presses('Faire sonner');
  await expect.poll(() => soundsAreHeardOn(desk.page)).toEqual([OUT_TWO]);
  await desk.presses('Arrêter');
  await expect.poll(() => soundsAreHeardOn(desk.page)).toEqual([]);
});

atDesk(
  'in settings the level of the microphone moves while somebody looks, and the microphone is given back',
  async ({ desk }) => {
    await desk.opens('settings');
    expect(await openMicrophones(desk.page)).toBe(0);
    await desk.presses('Essayer le micro');
    const level = desk.page.getByLabel('Niveau du micro');
    await expect.poll(() => level.evaluate((meter: HTMLMeterElement) => meter.value)).toBeGreaterThan(0.5);
    await desk.opens('keypad');
    await expect.poll(() => openMicrophones(desk.page)).toBe(0);
  },
);

atDesk(
  'noise, echo and level are treated by the browser, and each can be switched off in the middle of a call',
  async ({ desk, outside }) => {
    const far = outside.phone(FAR);
    await talks(desk, far);
    const treated = async () => {
      const { noiseSuppression, echoCancellation, autoGainControl } = (await microphoneOf(desk.page))?.settings ?? {};
      return { noiseSuppression, echoCancellation, autoGainControl };
    };
    expect(await treated()).toEqual({ noiseSuppression: true, echoCancellation: true, autoGainControl: true });
    await desk.presses('Réduire');
    await desk.opens('settings');
    await desk.page.getByLabel('Réduction du bruit').uncheck();
    await expect.poll(treated).toEqual({ noiseSuppression: false, echoCancellation: true, autoGainControl: true });
    await desk.page.getByLabel('Suppression de l’écho').uncheck();
    await expect.poll(treated).toMatchObject({ noiseSuppression: false, echoCancellation: false });
    await desk.page.getByLabel('Niveau automatique').uncheck();
    await desk.page.getByLabel('Réduction du bruit').check();
    await expect.poll(treated).toEqual({ noiseSuppression: true, echoCancellation: false, autoGainControl: false });
    await hearsMicrophone(far, USUAL);
  },
);

atDesk(
  'a browser that gives only elements a loudspeaker rings on the chosen one all the same',
  async ({ desk, outside, house }) => {
    await desk.page.addInitScript(() => Reflect.deleteProperty(AudioContext.prototype, 'setSinkId'));
    await desk.page.reload();
    await desk.isReady();
    await desk.opens('settings');
    await chooses(desk, 'Sonnerie', OUT_TWO);
    await desk.isCalledBy(outside.phone(FAR), house.line);
    await expect.poll(() => callIsHeardOn(desk.page)).toContain(OUT_TWO);
  },
);

atDesk('where a page may not choose, it says that the system does, and offers a microphone only', async ({ desk }) => {
  await desk.page.addInitScript(() => {
    Reflect.deleteProperty(AudioContext.prototype, 'setSinkId');
    Reflect.deleteProperty(HTMLMediaElement.prototype, 'setSinkId');
  });
  await desk.page.reload();
  await desk.opens('settings');
  await expect(desk.page.getByText('Ce navigateur laisse l’ordinateur choisir où va le son.')).toBeVisible();
  await expect(desk.page.getByRole('combobox', { name: 'Haut-parleur' })).toBeHidden();
  await chooses(desk, 'Micro', ONE);
});

atDesk(
  'where the microphone decides where sound goes, a key brings the call to the loudspeaker and back to the ear',
  async ({ desk, outside }) => {
    await desk.page.addInitScript(
      ([one, two]) => {
        const label = Object.getOwnPropertyDescriptor(MediaDeviceInfo.prototype, 'label')?.get;
        const names = new Map<string, string>([
          [one, 'Speakerphone'],
          [two, 'Headset earpiece'],
        ]);
        Object.defineProperty(InputDeviceInfo.prototype, 'label', {
          get(this: MediaDeviceInfo) {
            const real = String(label?.call(this));
            return names.get(real) ?? real;
          },
        });
      },
      [ONE, TWO] as const,
    );
    await desk.page.reload();
    await desk.isReady();
    const far = outside.phone(FAR);
    await talks(desk, far);
    const key = desk.button('Mains libres');
    await expect(key).toHaveAttribute('aria-pressed', 'false');
    await key.click();
    await expect(key).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(async () => (await microphoneOf(desk.page))?.label).toBe('Speakerphone');
    await key.click();
    await expect.poll(async () => (await microphoneOf(desk.page))?.label).toBe('Headset earpiece');
  },
);
