import type { Conversation } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import { failureOf, type ApiFailure, type LoadApi } from './api.ts';
import { Told } from './told.svelte.ts';

/** How soon a list is asked for again while a call in it is not over: its last word arrives by webhook, not by us. */
const unfinishedMs = 1_500;
/** After so many times in a row nobody waits for it any more; the next opening of the list asks again. */
const mostRepeats = 20;

/** The newest conversations of this person, as the Worker tells them. */
export class Recents {
  #error = $state.raw<ApiFailure | null>(null);
  #repeats = 0;
  #cancelRepeat: () => void = () => {};
  readonly #told: Told<'calls'>;
  readonly #clock: Clock;

  constructor(api: LoadApi, clock: Clock) {
    this.#told = new Told('calls', (worker) => worker.calls(), api, clock);
    this.#clock = clock;
  }

  /** Newest first, as this device kept them until the Worker answers; null when neither has. */
  get calls(): readonly Conversation[] | null {
    return this.#told.value;
  }
  /** When the Worker said so, ISO 8601; null before it ever did. */
  get toldAt(): string | null {
    return this.#told.at;
  }
  /** Why the list may be old; what was there stays. */
  get error(): ApiFailure | null {
    return this.#error;
  }

  /** Asks again; of several questions at once only the last one's answer counts. */
  async refresh(): Promise<void> {
    this.#repeats = 0;
    await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#cancelRepeat();
    try {
      if (!(await this.#told.refresh())) return;
      this.#error = null;
      if (this.calls?.some(({ isFinal }) => !isFinal) && ++this.#repeats <= mostRepeats)
        this.#cancelRepeat = this.#clock.after(unfinishedMs, () => void this.#ask());
    } catch (thrown) {
      this.#error = failureOf(thrown);
    }
  }

  /** Nobody looks any more. */
  end(): void {
    this.#repeats = mostRepeats;
    this.#cancelRepeat();
  }
}
