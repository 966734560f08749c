/** Chromium lets a page choose the loudspeaker of Web Audio as well; TypeScript does not know it yet. */
declare global {
  interface AudioContext {
    setSinkId?(sink: string): Promise<void>;
  }
}

/** A way out for sounds, to a loudspeaker of one's choice where the browser lets a page choose. */
export class Output {
  readonly context = new AudioContext();
  /** What sources connect to. */
  readonly destination: AudioNode;
  /** Stands in where only elements have sinks. */
  readonly #element: HTMLAudioElement | null = null;

  /** `sink`: the id of a loudspeaker, empty for the system's own choice. */
  constructor(sink: string) {
    this.destination = this.context.destination;
    if (!('setSinkId' in this.context) && 'setSinkId' in HTMLMediaElement.prototype) {
      const stream = new MediaStreamAudioDestinationNode(this.context);
      this.destination = stream;
      this.#element = new Audio();
      this.#element.srcObject = stream.stream;
      this.#element.play().catch(ignore);
    }
    this.use(sink);
  }

  /** From now on this loudspeaker, or the system's own while it cannot be had. */
  use(sink: string): void {
    const routed = this.#element ?? this.context;
    routed.setSinkId?.(sink).catch(() => routed.setSinkId?.('').catch(ignore));
  }

  resume(): void {
    if (this.context.state === 'suspended') this.context.resume().catch(ignore);
    if (this.#element?.paused === true) this.#element.play().catch(ignore);
  }

  close(): void {
    this.#element?.pause();
    this.context.close().catch(ignore);
  }
}

/** A sound that cannot be played is not worth a word: the screen says the same. */
export const ignore = (): void => {};
