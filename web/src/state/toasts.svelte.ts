import type { Clock } from '../call/clock.ts';

/** One live message. The same `cause` replaces itself, so nothing stacks. */
export interface Toast {
  cause: string;
  text: string;
  /** What the person can do about it; a message with an action stays until it is answered. */
  action: { label: string; run: () => void } | null;
}

const shownMs = 5_000;

/** The one polite live region of the app: one message at a time, replaced and never stacked. */
export class Toasts {
  #current = $state.raw<Toast | null>(null);
  #cancel: (() => void) | null = null;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get current(): Toast | null {
    return this.#current;
  }

  /** Shows a message for 5 s, or until it is answered when it has an action. */
  show(cause: string, text: string, action: Toast['action'] = null): void {
    this.#cancel?.();
    this.#current = { cause, text, action };
    this.#cancel = action === null ? this.#clock.after(shownMs, () => this.dismiss()) : null;
  }

  /** Takes the message away; with a cause, only if it is that one. */
  dismiss(cause?: string): void {
    if (cause !== undefined && this.#current?.cause !== cause) return;
    this.#cancel?.();
    this.#cancel = null;
    this.#current = null;
  }
}
