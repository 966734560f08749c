import type { Conversation } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import { failureOf, type ApiFailure, type LoadApi } from './api.ts';

/** How soon a list is asked for again while a call in it is not over: its last word arrives by webhook, not by us. */
const unfinishedMs = 1_500;
/** After so many times in a row nobody waits for it any more; the next opening of the list asks again. */
const mostRepeats = 20;

/** The newest conversations of this person, as the Worker tells them. */
export class Recents {
  #calls = $state.raw<readonly Conversation[] | null>(null);
  #isLoading = $state(false);
  #error = $state.raw<ApiFailure | null>(null);
  #asked = 0;
  #repeats = 0;
  #cancelRepeat: () => void = () => {};
  readonly #api: LoadApi;
  readonly #clock: Clock;

  constructor(api: LoadApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /** Newest first; null until the first answer. */
  get calls(): readonly Conversation[] | null {
    return this.#calls;
  }
  get isLoading(): boolean {
    return this.#isLoading;
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
    const asked = ++this.#asked;
    this.#isLoading = true;
    try {
      const calls = await (await this.#api()).calls();
      if (asked !== this.#asked) return;
      this.#calls = calls;
      this.#error = null;
      if (calls.some(({ isFinal }) => !isFinal) && ++this.#repeats <= mostRepeats)
        this.#cancelRepeat = this.#clock.after(unfinishedMs, () => void this.#ask());
    } catch (thrown) {
      if (asked === this.#asked) this.#error = failureOf(thrown);
    } finally {
      if (asked === this.#asked) this.#isLoading = false;
    }
  }

  /** Somebody else may sit here next. */
  clear(): void {
    this.#cancelRepeat();
    this.#asked += 1;
    this.#calls = null;
    this.#error = null;
    this.#isLoading = false;
  }
}
