import type { Player, ShortSound, SustainedSound } from '../call/ports.ts';
import { ignore, Output } from './output.ts';

/** Hashed addresses of the sound files, by name. */
const urls = import.meta.glob<string>('./*.wav', { eager: true, query: '?url', import: 'default' });

/** Lasting sounds come round every so many seconds; the files hold no silence. Cadences: ITU-T E.180 supplement 2, North America. */
const cadences: Record<SustainedSound, { everySeconds: number; rounds: number }> = {
  ringtone: { everySeconds: 4, rounds: Infinity },
  ringback: { everySeconds: 6, rounds: Infinity },
  busy: { everySeconds: 1, rounds: 4 },
  waiting: { everySeconds: 5, rounds: Infinity },
};

/** Where sounds go; changes are told. */
export interface Sinks {
  readonly speaker: string;
  readonly ringer: string;
  listen(listener: (change: { what: string }) => void): () => void;
}

/**
 * Plays our own sounds: the ringtone on the ringer, all else in the ear. Web Audio, because a looping media element would take
 * over the lock screen and the media keys.
 */
export class SoundPlayer implements Player {
  #ear: Output | null = null;
  /** A way out of its own once the ringer is another loudspeaker. */
  #bell: Output | null = null;
  #sustained: SustainedSound | null = null;
  #source: AudioBufferSourceNode | null = null;
  readonly #buffers = new Map<string, Promise<AudioBuffer>>();
  readonly #sinks: Sinks;
  readonly #forget: () => void;

  constructor(sinks: Sinks) {
    this.#sinks = sinks;
    this.#forget = sinks.listen(({ what }) => {
      if (what === 'speaker') this.#ear?.use(sinks.speaker);
      if (what === 'ringer') this.#bell?.use(sinks.ringer);
      // It rings in the ear, and is to ring elsewhere from now on.
      if (this.#bell === null && this.#sustained === 'ringtone' && sinks.speaker !== sinks.ringer) this.#again();
    });
  }

  unlock(): void {
    if (this.#ear === null) {
      this.#ear = new Output(this.#sinks.speaker);
      for (const name of ['ringtone', 'ringback', 'connect', 'end'] as const)
        this.#buffer(this.#ear, name).catch(ignore);
    } else this.#ear.resume();
  }

  sustain(sound: SustainedSound | null): void {
    if (sound === this.#sustained) return;
    this.#sustained = sound;
    this.#again();
  }

  /** Nothing is heard of this player any more. */
  close(): void {
    this.sustain(null);
    this.#forget();
    this.#ear?.close();
    this.#bell?.close();
    this.#ear = this.#bell = null;
  }

  #again(): void {
    const sound = this.#sustained;
    this.#source?.stop();
    this.#source = null;
    const output = this.#outputFor(sound);
    if (output === null || sound === null) return;
    this.#buffer(output, sound)
      .then((buffer) => {
        if (this.#sustained === sound && this.#source === null) this.#source = loop(output, buffer, cadences[sound]);
      })
      .catch(ignore);
  }

  #outputFor(sound: SustainedSound | null): Output | null {
    const { speaker, ringer } = this.#sinks;
    if (sound !== 'ringtone' || this.#ear === null || (this.#bell === null && ringer === speaker)) return this.#ear;
    return (this.#bell ??= new Output(ringer));
  }

  once(sound: ShortSound): void {
    this.#play(sound);
  }

  key(digit: string): void {
    if (/^[0-9*#]$/.test(digit)) this.#play(`dtmf-${digit === '*' ? 'star' : digit === '#' ? 'hash' : digit}`);
  }

  #play(name: string): void {
    const output = this.#ear;
    if (output === null) return;
    this.#buffer(output, name)
      .then((buffer) => {
        const source = new AudioBufferSourceNode(output.context, { buffer });
        source.connect(output.destination);
        source.start();
      })
      .catch(ignore);
  }

  #buffer({ context }: Output, name: string): Promise<AudioBuffer> {
    const known = this.#buffers.get(name);
    if (known !== undefined) return known;
    const loading = fetch(urls[`./${name}.wav`] ?? '')
      .then((answer) => answer.arrayBuffer())
      .then((bytes) => context.decodeAudioData(bytes));
    loading.catch(() => this.#buffers.delete(name));
    this.#buffers.set(name, loading);
    return loading;
  }
}

/** Starts a sound that comes round every so many seconds. */
function loop(
  { context, destination }: Output,
  sound: AudioBuffer,
  { everySeconds, rounds }: (typeof cadences)[SustainedSound],
): AudioBufferSourceNode {
  const round = context.createBuffer(1, Math.round(everySeconds * sound.sampleRate), sound.sampleRate);
  round.copyToChannel(sound.getChannelData(0).subarray(0, round.length), 0);
  const source = new AudioBufferSourceNode(context, { buffer: round, loop: true });
  source.connect(destination);
  source.start();
  if (Number.isFinite(rounds)) source.stop(context.currentTime + rounds * everySeconds);
  return source;
}
