import { chooseDevice, inOrder, systemChoice, wishFor, type AudioDevice } from './choose.ts';
import { firstChoices, type AudioChoices, type AudioUse, type ChoicesMemory, type Treatment } from './choices.ts';
import type { LineSound } from '../call/voice.ts';
import type { AudioInventory, AudioPlatform } from './platform.ts';

/**
 * What happened to the sound. `list`: there are other devices or wishes to show, or another microphone is live. Else a use has
 * another device from now on: it was asked for, the one before is gone, or it came back; `dry`: there is no microphone at all.
 */
export type AudioChange =
  { what: 'list' } | { what: AudioUse; why: 'asked' | 'lost' | 'back' | 'dry'; from: AudioDevice; to: AudioDevice };

const uses = ['microphone', 'speaker', 'ringer'] as const;

/** Which microphone, speaker and ringer this person has here, through everything that is plugged in and out. */
export class AudioDevices implements LineSound {
  #inventory: AudioInventory = { microphones: [], speakers: [], usual: systemChoice };
  #choices: AudioChoices = firstChoices;
  #person: string | null;
  /** Listed, and yet they could not be opened; tried again when they were gone, when they are chosen anew and in the next call. */
  #broken: readonly string[] = [];
  /** The uses whose device went away and has not come back. */
  readonly #lost = new Set<AudioUse>();
  /** The microphone of the call. */
  #live: MediaStream | null = null;
  /** The one of which somebody was told that another is to be opened in its place. */
  #reopened: MediaStream | null = null;
  #isDry = false;
  #turn = 0;
  #listed: Promise<void>;
  readonly #listeners = new Set<(change: AudioChange) => void>();
  readonly #platform: AudioPlatform;
  readonly #memory: ChoicesMemory;

  constructor(platform: AudioPlatform, memory: ChoicesMemory) {
    this.#platform = platform;
    this.#memory = memory;
    this.#person = memory.read().last;
    this.#choices = this.#kept();
    this.#listed = this.#list();
    platform.onChange(() => {
      this.#listed = this.#list();
    });
  }

  get canChooseSpeaker(): boolean {
    return this.#platform.canChooseSpeaker;
  }
  /** The sink of calls, and that of the ringtone; empty: the system's own. */
  get speaker(): string {
    return this.chosen('speaker').id;
  }
  get ringer(): string {
    return this.chosen('ringer').id;
  }
  /** The microphone of the call that goes on, or null. */
  get live(): MediaStream | null {
    return this.#live;
  }

  /** The call has a microphone that it should not have any more. */
  get isStale(): boolean {
    return this.#live !== null && (this.#reopened === this.#live || !this.#live.active);
  }

  /** What there is to choose from, beside the system's own choice. */
  available(use: AudioUse): readonly AudioDevice[] {
    return use === 'microphone' ? this.#inventory.microphones : this.#inventory.speakers;
  }

  /** What this use has now; the id of the system's own choice is empty. */
  chosen(use: AudioUse): AudioDevice {
    const device = chooseDevice(this.#choices[use], this.#usable(use));
    return device.id === '' && use === 'microphone' ? { id: '', label: this.#inventory.usual.label } : device;
  }

  /** What is wished for most, be it there or not. */
  wished(use: AudioUse): AudioDevice {
    return this.#choices[use][0] ?? systemChoice;
  }

  isOn(treatment: Treatment): boolean {
    return this.#choices[treatment];
  }

  choose(use: AudioUse, device: AudioDevice): void {
    this.#lost.delete(use);
    this.#update('asked', () => {
      this.#broken = this.#broken.filter((id) => id !== device.id);
      this.#choices = { ...this.#choices, [use]: wishFor(device, this.#choices[use]) };
    });
    this.#keep();
  }

  treat(treatment: Treatment, isOn: boolean): void {
    if (isOn === this.#choices[treatment]) return;
    this.#choices = { ...this.#choices, [treatment]: isOn };
    this.#keep();
    const device = this.chosen('microphone');
    this.#tell({ what: 'microphone', why: 'asked', from: device, to: device });
    this.#tell({ what: 'list' });
  }

  /** It is this person who sits here, and chose what was chosen before that was known; null: nobody any more. */
  follow(person: string | null): void {
    if (person === this.#person) return;
    const isTheirs = this.#person === null && this.#choices !== firstChoices;
    this.#person = person;
    this.#memory.write({ ...this.#memory.read(), last: person });
    if (isTheirs) this.#keep();
    else this.#update('asked', () => (this.#choices = this.#kept()));
  }

  /** Calls back after every change, until the returned function is called. */
  listen(listener: (change: AudioChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the microphone that is wished for, or the next best. Rejects as `getUserMedia` does. */
  async open(): Promise<MediaStream> {
    await this.#listed;
    const { noiseSuppression, echoCancellation, autoGainControl } = this.#choices;
    const treated = { noiseSuppression, echoCancellation, autoGainControl };
    for (const { id } of inOrder(this.#choices.microphone, this.#usable('microphone'))) {
      if (id === '') break;
      try {
        return await this.#opened({ deviceId: { exact: id }, ...treated });
      } catch (thrown) {
        // Refused by the person or the system: the next one would be refused as well.
        if (thrown instanceof Error && ['NotAllowedError', 'SecurityError'].includes(thrown.name)) throw thrown;
        this.#update('plugged', () => (this.#broken = [...this.#broken, id]));
      }
    }
    return await this.#opened(treated);
  }

  /** The same for a call, which has it until `release`; the one before is given back. */
  async openForCall(): Promise<MediaStream> {
    // A browser treats the voice of one device in one way as long as any of its streams lives.
    stop(this.#live);
    try {
      const stream = await this.open();
      this.#live = stream;
      this.#isDry = false;
      stream.getAudioTracks()[0]?.addEventListener('ended', () => void this.#ended(stream));
      this.#tell({ what: 'list' });
      return stream;
    } catch (thrown) {
      const hadOne = this.#live !== null;
      this.#live = null;
      this.#isDry = hadOne;
      const device = this.chosen('microphone');
      if (hadOne) this.#tell({ what: 'microphone', why: 'dry', from: device, to: device });
      throw thrown;
    }
  }

  /** The call is over. */
  release(): void {
    stop(this.#live);
    this.#live = null;
    this.#isDry = false;
    this.#update('asked', () => (this.#broken = []));
  }

  /** The live microphone went by itself: unplugged, or taken by the system. */
  async #ended(stream: MediaStream): Promise<void> {
    this.#listed = this.#list();
    await this.#listed;
    if (this.#live !== stream || this.#reopened === stream) return;
    const device = this.chosen('microphone');
    this.#tell({ what: 'microphone', why: 'asked', from: device, to: device });
  }

  async #opened(constraints: MediaTrackConstraints): Promise<MediaStream> {
    const stream = await this.#platform.open(constraints);
    // Names are hidden until the microphone was allowed once.
    if (this.#inventory.microphones.length === 0) this.#listed = this.#list();
    return stream;
  }

  async #list(): Promise<void> {
    const turn = ++this.#turn;
    const inventory = await this.#platform.list().catch(() => this.#inventory);
    if (turn !== this.#turn) return;
    this.#update('plugged', () => {
      this.#inventory = inventory;
      this.#broken = this.#broken.filter((id) => inventory.microphones.some((each) => each.id === id));
    });
    if (this.#isDry && inventory.microphones.length > 0) {
      const device = this.chosen('microphone');
      this.#tell({ what: 'microphone', why: 'back', from: device, to: device });
    }
  }

  /** The one door for what changes which device is used. */
  #update(why: 'asked' | 'plugged', act: () => void): void {
    const before = uses.map((use) => ({ use, from: this.chosen(use) }));
    const { usual } = this.#inventory;
    act();
    const isUsualAnother = usual.id !== '' && usual.id !== this.#inventory.usual.id;
    for (const { use, from } of before) {
      const to = this.chosen(use);
      const isOfSystem = from.id === '' && use === 'microphone';
      if (from.id === to.id && !(isOfSystem && isUsualAnother)) continue;
      const isGone = isOfSystem
        ? isUsualAnother && !this.#usable(use).some(({ label }) => label === from.label)
        : from.id !== '' && !this.#usable(use).some(({ id }) => id === from.id);
      this.#tell({ what: use, why: why === 'asked' ? why : this.#fate(use, isGone), from, to });
    }
    this.#tell({ what: 'list' });
  }

  /** Why a use has another device, when nobody asked for it. */
  #fate(use: AudioUse, isGone: boolean): 'asked' | 'lost' | 'back' {
    if (isGone) {
      this.#lost.add(use);
      return 'lost';
    }
    if (!this.#lost.has(use)) return 'asked';
    if (this.chosen(use).id === this.wished(use).id) this.#lost.delete(use);
    return 'back';
  }

  #usable(use: AudioUse): readonly AudioDevice[] {
    if (use !== 'microphone' && !this.#platform.canChooseSpeaker) return [];
    return this.available(use).filter(({ id }) => !this.#broken.includes(id));
  }

  #kept(): AudioChoices {
    return (this.#person === null ? undefined : this.#memory.read().of[this.#person]) ?? firstChoices;
  }

  #keep(): void {
    if (this.#person === null) return;
    const { of } = this.#memory.read();
    this.#memory.write({ last: this.#person, of: { ...of, [this.#person]: this.#choices } });
  }

  #tell(change: AudioChange): void {
    if (change.what === 'microphone') this.#reopened = this.#live;
    for (const listener of [...this.#listeners]) listener(change);
  }
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
