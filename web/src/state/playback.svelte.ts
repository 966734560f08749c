import { failureOf, type FailureCode, type LoadApi } from './api.ts';

/** Where the sound of a recording is, by its SID. */
export const recordingUrl = (sid: string): string => `/api/recordings/${sid}`;

export const speeds = [1, 1.25, 1.5, 2] as const;

/** Why a recording cannot be heard; `unplayable`: it is there, and this browser stopped all the same. */
export type PlaybackFailure = FailureCode | 'unplayable';

/** As much of an audio element as plays a recording. */
export type SoundElement = Pick<
  HTMLAudioElement,
  | 'src'
  | 'preload'
  | 'currentTime'
  | 'duration'
  | 'paused'
  | 'defaultPlaybackRate'
  | 'playbackRate'
  | 'play'
  | 'pause'
  | 'load'
  | 'removeAttribute'
  | 'addEventListener'
>;

/** Plays recordings, one at a time: a skin of runes over an audio element. */
export class Playback {
  #sid = $state<string | null>(null);
  #isPlaying = $state(false);
  #seconds = $state(0);
  #duration = $state<number | null>(null);
  #speed = $state<number>(1);
  #failure = $state<PlaybackFailure | null>(null);
  readonly #sound: SoundElement;
  readonly #api: LoadApi;

  constructor(sound: SoundElement, api: LoadApi) {
    this.#sound = sound;
    this.#api = api;
    sound.preload = 'none';
    for (const event of ['play', 'pause', 'ended', 'timeupdate', 'seeked', 'durationchange'] as const)
      sound.addEventListener(event, () => this.#follow());
    sound.addEventListener('error', () => void this.#fail());
  }

  /** The recording that plays, or did last. */
  get sid(): string | null {
    return this.#sid;
  }
  get isPlaying(): boolean {
    return this.#isPlaying;
  }
  /** Where it is. */
  get seconds(): number {
    return this.#seconds;
  }
  /** How long it is in truth; null until that is known. */
  get duration(): number | null {
    return this.#duration;
  }
  get speed(): number {
    return this.#speed;
  }
  /** Why it is not heard. */
  get failure(): PlaybackFailure | null {
    return this.#failure;
  }

  /** Plays a recording from where it was left, in place of another; one that failed is asked for again. */
  play(sid: string): void {
    if (sid !== this.#sid || this.#failure !== null) this.#use(sid);
    this.#sound.play().catch(() => {
      // Its error tells why; or something else was wanted meanwhile.
    });
  }

  pause(): void {
    this.#sound.pause();
  }

  /** Goes to a moment of a recording, in seconds, also of one that does not play yet. */
  seek(sid: string, seconds: number): void {
    if (sid !== this.#sid) this.#use(sid);
    this.#sound.currentTime = this.#seconds = seconds;
  }

  /** How fast this one and the next are played; voices keep their pitch. */
  hasten(speed: number): void {
    this.#speed = this.#sound.defaultPlaybackRate = this.#sound.playbackRate = speed;
  }

  /** Nothing is heard any more, or on its way. */
  end(): void {
    this.#sid = null;
    this.#sound.pause();
    this.#sound.removeAttribute('src');
    this.#sound.load();
    this.#follow();
  }

  #use(sid: string): void {
    this.#sid = sid;
    this.#failure = null;
    this.#seconds = 0;
    this.#duration = null;
    this.#sound.src = recordingUrl(sid);
  }

  #follow(): void {
    const { paused, currentTime, duration } = this.#sound;
    this.#isPlaying = !paused;
    this.#seconds = currentTime;
    this.#duration = Number.isFinite(duration) ? duration : null;
  }

  /** An audio element does not say why: the Worker does. */
  async #fail(): Promise<void> {
    const sid = this.#sid;
    if (sid === null) return;
    this.#follow();
    const failure = await this.#api()
      .then((api) => api.askForRecording(sid))
      .then(
        () => 'unplayable' as const,
        (thrown: unknown) => failureOf(thrown).code,
      );
    if (sid !== this.#sid) return;
    this.#isPlaying = false;
    this.#failure = failure;
  }
}
