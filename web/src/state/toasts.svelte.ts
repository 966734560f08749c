import type { Clock } from '../call/clock.ts';

const shownMs = 5_000;

/** The one polite live region of the app: one message at a time, replaced and never stacked, gone by itself. */
export class Toasts {
  #current = $state<string | null>(null);
  #cancel: () => void = () => {};
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get current(): string | null {
    return this.#current;
  }

  /** Shows a message for 5 s, in place of the one before. */
  show(text: string): void {
    this.#cancel();
    this.#current = text;
    this.#cancel = this.#clock.after(shownMs, () => (this.#current = null));
  }
}
