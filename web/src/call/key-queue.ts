import type { Clock } from './clock.ts';

/** What the SDK takes for one key: 160 ms of tone and 70 ms of gap. */
const msPerKey = 230;
/** What a comma in a dialled number waits, as on any mobile telephone. */
const msPerPause = 2_000;

/**
 * The keys of a call, `0-9 * #` and `,` for a pause, sent one run after the other: a browser forgets the keys it has not sent yet when it is handed new
 * ones (https://www.w3.org/TR/webrtc/#dom-rtcdtmfsender-insertdtmf), and people press faster than keys are sent.
 */
export class KeyQueue {
  #waiting = '';
  #cancelNext: (() => void) | null = null;
  readonly #clock: Clock;
  readonly #send: (keys: string) => void;

  constructor(clock: Clock, send: (keys: string) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  press(keys: string): void {
    this.#waiting += keys;
    if (this.#cancelNext === null) this.#sendNext();
  }

  /** The call is over: what was not sent is not wanted any more. */
  clear(): void {
    this.#waiting = '';
    this.#cancelNext?.();
    this.#cancelNext = null;
  }

  #sendNext(): void {
    const run = /^(?:,+|[^,]*)/.exec(this.#waiting)?.[0] ?? '';
    const isPause = run.startsWith(',');
    this.#waiting = this.#waiting.slice(run.length);
    const lasts = run.length * (isPause ? msPerPause : msPerKey);
    this.#cancelNext = run === '' ? null : this.#clock.after(lasts, () => this.#sendNext());
    if (run !== '' && !isPause) this.#send(run);
  }
}
