import type { Clock } from './clock.ts';

/** What the SDK takes for one key: 160 ms of tone and 70 ms of gap. */
const msPerKey = 230;

/**
 * The keys of a call, sent one run after the other: a browser forgets the keys it has not sent yet when it is handed new
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
    const keys = this.#waiting;
    this.#waiting = '';
    this.#cancelNext = keys === '' ? null : this.#clock.after(keys.length * msPerKey, () => this.#sendNext());
    if (keys !== '') this.#send(keys);
  }
}
