import { listenToMicrophone } from './microphone-level.ts';
import type { MediaSign } from './voice.ts';

/** What an SDK call tells of its media, as far as we listen (https://www.twilio.com/docs/voice/sdks/javascript/twiliocall#events). */
interface Source {
  on(event: 'sample', listener: (sample: SdkSample) => void): unknown;
  on(event: 'warning' | 'warning-cleared', listener: (name: string) => void): unknown;
  on(event: 'accept', listener: () => void): unknown;
  getLocalStream(): MediaStream | undefined;
}

/** The SDK's `RTCSample`; what is not measured yet may be missing. */
export interface SdkSample {
  mos: number | null;
  rtt?: number;
  jitter?: number;
  packetsLostFraction: number;
  packetsReceived: number;
  packetsSent: number;
}

export const sampleOf = (sample: SdkSample) => ({
  mos: sample.mos,
  rttMs: sample.rtt ?? 0,
  jitterMs: sample.jitter ?? 0,
  lossPercent: sample.packetsLostFraction,
  packetsReceived: sample.packetsReceived,
  packetsSent: sample.packetsSent,
});

/** Watches the media of one call: its quality, its microphone, and while it is muted whether somebody speaks. */
export class CallMedia {
  #watcher: (sign: MediaSign) => void = () => {};
  #isMuted = false;
  #hasSounded = false;
  #track: MediaStreamTrack | null = null;
  #stopListening: () => void = () => {};
  readonly #call: Source;

  constructor(call: Source) {
    this.#call = call;
    call.on('accept', () => this.#follow());
    call.on('sample', (sample) => {
      this.#follow();
      this.#hasSounded ||= sample.packetsReceived > 0;
      this.#watcher({ type: 'sample', sample: sampleOf(sample) });
    });
    for (const type of ['warning', 'warning-cleared'] as const) call.on(type, (name) => this.#watcher({ type, name }));
  }

  watch(watcher: (sign: MediaSign) => void): void {
    this.#watcher = watcher;
  }

  get hasSounded(): boolean {
    return this.#hasSounded;
  }

  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.#listen();
  }

  end(): void {
    this.#watcher = () => {};
    this.mute(false);
  }

  /** The SDK may put another microphone under the call at any time, and does not say so. */
  #follow(): void {
    const [track = null] = this.#call.getLocalStream()?.getAudioTracks() ?? [];
    if (track === this.#track) return;
    this.#track = track;
    this.#listen();
  }

  #listen(): void {
    this.#stopListening();
    this.#stopListening =
      this.#isMuted && this.#track !== null
        ? listenToMicrophone(this.#track, (level) => this.#watcher({ type: 'level', level }))
        : () => {};
  }
}
