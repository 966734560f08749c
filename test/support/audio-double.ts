import { AudioDevices, type AudioChange } from '../../web/src/audio/audio-devices.ts';
import type { ChoicesMemory } from '../../web/src/audio/choices.ts';
import type { AudioDevice } from '../../web/src/audio/choose.ts';

/** A microphone that is open. */
export class StreamDouble extends EventTarget {
  readonly device: string;
  readonly constraints: MediaTrackConstraints;
  active = true;
  readonly track = Object.assign(new EventTarget(), {
    enabled: true,
    stop: () => {
      this.active = false;
    },
  });

  constructor(device: string, constraints: MediaTrackConstraints) {
    super();
    this.device = device;
    this.constraints = constraints;
  }
  getTracks() {
    return [this.track];
  }
  getAudioTracks() {
    return [this.track];
  }
}

/** A desk with microphones and loudspeakers that are plugged in and out, and somebody's choices among them. */
export class DeskDouble {
  microphones: AudioDevice[] = [];
  speakers: AudioDevice[] = [];
  /** What the system would take by itself. */
  usual = { id: 'g-built-in', label: 'Built-in' };
  canChooseSpeaker = true;
  /** Listed, and taken by another program. */
  readonly busy = new Set<string>();
  /** The person says no. */
  isRefused = false;
  /** How often a microphone was asked for. */
  asked = 0;
  readonly streams: StreamDouble[] = [];
  /** What was told, `list` apart, in order. */
  readonly told: Exclude<AudioChange, { what: 'list' }>[] = [];
  kept: ReturnType<ChoicesMemory['read']> = { last: null, of: {} };
  #changed: () => void = () => {};

  constructor(names: readonly string[]) {
    this.microphones = names.map((name) => device(name));
    this.speakers = names.map((name) => device(name));
  }

  /** The page is opened. */
  async opens(): Promise<AudioDevices> {
    const audio = new AudioDevices(
      {
        list: () => Promise.resolve({ microphones: this.microphones, speakers: this.speakers, usual: this.usual }),
        onChange: (listener) => (this.#changed = listener),
        open: (constraints) => this.#open(constraints),
        canChooseSpeaker: this.canChooseSpeaker,
      },
      { read: () => this.kept, write: (kept) => (this.kept = structuredClone(kept)) },
    );
    audio.listen((change) => {
      if (change.what !== 'list') this.told.push(change);
    });
    await settled();
    return audio;
  }

  async plugsIn(name: string, id = name): Promise<void> {
    this.microphones = [...this.microphones, { id, label: name }];
    this.speakers = [...this.speakers, { id, label: name }];
    await this.looks();
  }

  /** As browsers do: the microphone that was open ends, and the list changes. */
  async pullsOut(name: string): Promise<void> {
    this.microphones = this.microphones.filter(({ label }) => label !== name);
    this.speakers = this.speakers.filter(({ label }) => label !== name);
    for (const stream of this.streams.filter((each) => each.active && each.device === name)) {
      stream.active = false;
      stream.track.dispatchEvent(new Event('ended'));
    }
    await this.looks();
  }

  async looks(): Promise<void> {
    this.#changed();
    await settled();
  }

  /** The microphone that is open now, by the device's name. */
  get open(): string[] {
    return this.streams.filter(({ active }) => active).map(({ device: name }) => name);
  }

  #open(constraints: MediaTrackConstraints): Promise<MediaStream> {
    this.asked += 1;
    if (this.isRefused) return Promise.reject(named('NotAllowedError'));
    const { deviceId } = constraints;
    const wanted = typeof deviceId === 'object' && 'exact' in deviceId ? String(deviceId.exact) : null;
    const found = wanted === null ? this.usual : this.microphones.find(({ id }) => id === wanted);
    if (found === undefined) return Promise.reject(named('OverconstrainedError'));
    if (wanted === null && this.microphones.length === 0) return Promise.reject(named('NotFoundError'));
    if (this.busy.has(found.label)) return Promise.reject(named('NotReadableError'));
    const stream = new StreamDouble(found.label, constraints);
    this.streams.push(stream);
    return Promise.resolve(stream as unknown as MediaStream);
  }
}

export const device = (name: string): AudioDevice => ({ id: name, label: name });

const named = (name: string): Error => Object.assign(new Error(name), { name });

/** All that was begun is done. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
