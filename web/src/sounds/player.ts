import type { Player, ShortSound, SustainedSound } from '../call/ports.ts';

/** Hashed addresses of the sound files, by name. */
const urls = import.meta.glob<string>('./*.wav', { eager: true, query: '?url', import: 'default' });

/** Lasting sounds come round every so many seconds; the files hold no silence. Cadences: ITU-T E.180 supplement 2, North America. */
const cadences: Record<SustainedSound, { everySeconds: number; rounds: number }> = {
  ringtone: { everySeconds: 4, rounds: Infinity },
  ringback: { everySeconds: 6, rounds: Infinity },
  busy: { everySeconds: 1, rounds: 4 },
};

/** Plays our own sounds. Web Audio, because a looping media element would take over the lock screen and the media keys. */
export class SoundPlayer implements Player {
  #context: AudioContext | null = null;
  #sustained: SustainedSound | null = null;
  #source: AudioBufferSourceNode | null = null;
  readonly #buffers = new Map<string, Promise<AudioBuffer>>();

  unlock(): void {
    if (this.#context === null) {
      this.#context = new AudioContext();
      for (const name of ['ringtone', 'ringback', 'connect', 'end'] as const)
        this.#buffer(this.#context, name).catch(ignore);
    } else if (this.#context.state === 'suspended') this.#context.resume().catch(ignore);
  }

  sustain(sound: SustainedSound | null): void {
    if (sound === this.#sustained) return;
    this.#sustained = sound;
    this.#source?.stop();
    this.#source = null;
    const context = this.#context;
    if (context === null || sound === null) return;
    this.#buffer(context, sound)
      .then((buffer) => {
        if (this.#sustained === sound && this.#source === null) this.#source = loop(context, buffer, cadences[sound]);
      })
      .catch(ignore);
  }

  once(sound: ShortSound): void {
    this.#play(sound);
  }

  key(digit: string): void {
    if (/^[0-9*#]$/.test(digit)) this.#play(`dtmf-${digit === '*' ? 'star' : digit === '#' ? 'hash' : digit}`);
  }

  #play(name: string): void {
    const context = this.#context;
    if (context === null) return;
    this.#buffer(context, name)
      .then((buffer) => {
        const source = new AudioBufferSourceNode(context, { buffer });
        source.connect(context.destination);
        source.start();
      })
      .catch(ignore);
  }

  #buffer(context: AudioContext, name: string): Promise<AudioBuffer> {
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
  context: AudioContext,
  sound: AudioBuffer,
  { everySeconds, rounds }: (typeof cadences)[SustainedSound],
): AudioBufferSourceNode {
  const round = context.createBuffer(1, Math.round(everySeconds * sound.sampleRate), sound.sampleRate);
  round.copyToChannel(sound.getChannelData(0).subarray(0, round.length), 0);
  const source = new AudioBufferSourceNode(context, { buffer: round, loop: true });
  source.connect(context.destination);
  source.start();
  if (Number.isFinite(rounds)) source.stop(context.currentTime + rounds * everySeconds);
  return source;
}

/** A sound that cannot be played is not worth a word: the screen says the same. */
const ignore = (): void => {};
