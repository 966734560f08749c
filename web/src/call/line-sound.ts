import type { LineSound } from './voice.ts';

/** What is used here of the SDK's AudioHelper. */
interface SdkAudio {
  setInputDevice(id: string): Promise<void>;
  unsetInputDevice(): Promise<void>;
}

/**
 * The SDK would choose devices by itself whenever something is plugged in or out: the system's own microphone, and two speakers
 * at once if it is told of another meanwhile. So it is shown the same devices for ever, and our choice is behind them.
 * Asked for the microphone's other name, it opens it anew.
 */
const names = ['one', 'other'] as const;
const shown = [
  ...names.map((deviceId) => ({ deviceId, groupId: '', kind: 'audioinput', label: deviceId })),
  { deviceId: 'default', groupId: '', kind: 'audiooutput', label: 'default' },
];

/** The microphone of one line, as the SDK's options want it. */
export class LineMicrophone {
  readonly options = {
    enumerateDevices: () => Promise.resolve(shown),
    getUserMedia: () => this.#next ?? this.#sound.openForCall(),
  };
  #next: Promise<MediaStream> | null = null;
  #isOther = false;
  #wasSet = false;
  #work: Promise<void> = Promise.resolve();
  readonly #sound: LineSound;
  readonly #audio: () => SdkAudio | null;

  constructor(sound: LineSound, audio: () => SdkAudio | null) {
    this.#sound = sound;
    this.#audio = audio;
  }

  /** Resolves once what was begun is done: a call that begins before would have the microphone of the last. */
  get settled(): Promise<void> {
    return this.#work;
  }

  /** Opens it anew under a call that goes on; one change after the other. */
  change(call: { isMuted: boolean; isOver: boolean }): void {
    this.#work = this.#work.then(async () => {
      const audio = this.#audio();
      if (audio === null || call.isOver) return;
      try {
        const stream = await this.#sound.openForCall();
        if (call.isOver) {
          this.#sound.release();
          return;
        }
        // The SDK would mute it only once it is heard.
        for (const track of stream.getAudioTracks()) track.enabled = !call.isMuted;
        this.#next = Promise.resolve(stream);
        this.#isOther = !this.#isOther;
        this.#wasSet = true;
        await audio.setInputDevice(names[this.#isOther ? 1 : 0]);
      } catch {
        // The call goes on unheard, and the person is told; the next microphone is tried.
      } finally {
        this.#next = null;
      }
    });
  }

  /** The call is over: nobody listens any more. */
  release(): void {
    this.#sound.release();
    this.#work = this.#work.then(async () => {
      if (!this.#wasSet) return;
      this.#wasSet = false;
      // Refused only on a line that is stuck in its call, and made anew for that.
      await this.#audio()
        ?.unsetInputDevice()
        .catch(() => {});
    });
  }
}

/** The sound of one call: heard where the person wants, and spoken into what they chose. */
export class CallSound {
  #forget: () => void = () => {};
  #element: HTMLAudioElement | null = null;
  #isTalking = false;
  #isOver = false;
  readonly #sound: LineSound;
  readonly #microphone: LineMicrophone;
  readonly #call: { isMuted(): boolean };

  constructor(sound: LineSound, microphone: LineMicrophone, call: { isMuted(): boolean }) {
    this.#sound = sound;
    this.#microphone = microphone;
    this.#call = call;
  }

  get isMuted(): boolean {
    return this.#call.isMuted();
  }
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The far end is heard through this element from now on. */
  plays(element: HTMLAudioElement): void {
    this.#element = element;
    this.#route();
    this.#listen();
  }

  /** The call is answered: from now on the SDK takes another microphone. */
  answered(): void {
    this.#isTalking = true;
    this.#listen();
    if (this.#sound.isStale) this.#microphone.change(this);
  }

  /** The call that had the microphone is over. */
  end(): void {
    this.#isOver = true;
    this.#forget();
    this.#microphone.release();
  }

  #listen(): void {
    this.#forget();
    this.#forget = this.#sound.listen(({ what }) => {
      if (what === 'speaker') this.#route();
      if (what === 'microphone' && this.#isTalking) this.#microphone.change(this);
    });
  }

  #route(): void {
    const { speaker } = this.#sound;
    // Where the system decides there is no sink to set, whatever the type says.
    if (this.#element === null || !('setSinkId' in this.#element) || this.#element.sinkId === speaker) return;
    this.#element.setSinkId(speaker).catch(() => {});
  }
}
