import { keep, personal, recall } from './keepsakes.ts';

/** Where the number to call later is kept, so that a closed app does not forget it. */
export interface CallLaterMemory {
  number: string | null;
}

/** A call that somebody wanted while there was no network. It is offered when the network is back, and never placed by itself. */
export class CallLater {
  #number = $state<string | null>(null);
  readonly #memory: CallLaterMemory;

  constructor(memory: CallLaterMemory) {
    this.#memory = memory;
    this.#number = memory.number;
  }

  /** What to dial, null when nothing waits. */
  get number(): string | null {
    return this.#number;
  }

  /** Keeps a number, in place of one that waited. */
  keep(number: string): void {
    this.#number = number;
    this.#memory.number = number;
  }

  /** Another tab may have kept a number, or called it. */
  look(): void {
    this.#number = this.#memory.number;
  }

  /** It was called, or nobody wants it any more. */
  forget(): void {
    this.#number = null;
    this.#memory.number = null;
  }
}

export const browserCallLaterMemory: CallLaterMemory = {
  get number() {
    return recall(personal.callLater) ?? null;
  },
  set number(number) {
    keep(personal.callLater, number);
  },
};
