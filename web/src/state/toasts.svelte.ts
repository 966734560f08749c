import type { Clock } from '../call/clock.ts';

/** How long a message is there, and with it what can be done about it. */
export const shownMs = 5_000;

/** Something to be done about a message, in a word. */
export interface ToastAction {
  words: string;
  act: () => void;
}

/** The one polite live region of the app: one message at a time, replaced and never stacked, gone by itself. */
export class Toasts {
  #current = $state<string | null>(null);
  #action = $state.raw<ToastAction | null>(null);
  #cancel: () => void = () => {};
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get current(): string | null {
    return this.#current;
  }

  /** What can be done about the message. */
  get action(): ToastAction | null {
    return this.#action;
  }

  /** Shows a message for 5 s, in place of the one before. */
  show(text: string, action: ToastAction | null = null): void {
    this.#cancel();
    this.#current = text;
    this.#action = action;
    this.#cancel = this.#clock.after(shownMs, () => this.dismiss());
  }

  /** Takes the message away. */
  dismiss(): void {
    this.#cancel();
    this.#current = this.#action = null;
  }

  /** Does what can be done about the message; false when there is nothing. */
  act(): boolean {
    const action = this.#action;
    if (action === null) return false;
    this.dismiss();
    action.act();
    return true;
  }
}
