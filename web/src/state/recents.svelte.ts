import type { Conversation } from '../../../worker/protocol.ts';
import { failureOf, type ApiFailure, type LoadApi } from './api.ts';

/** The newest conversations of this person, as the Worker tells them. */
export class Recents {
  #calls = $state.raw<readonly Conversation[] | null>(null);
  #isLoading = $state(false);
  #error = $state.raw<ApiFailure | null>(null);
  #asked = 0;
  readonly #api: LoadApi;

  constructor(api: LoadApi) {
    this.#api = api;
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
    const asked = ++this.#asked;
    this.#isLoading = true;
    try {
      const calls = await (await this.#api()).calls();
      if (asked !== this.#asked) return;
      this.#calls = calls;
      this.#error = null;
    } catch (thrown) {
      if (asked === this.#asked) this.#error = failureOf(thrown);
    } finally {
      if (asked === this.#asked) this.#isLoading = false;
    }
  }

  /** Somebody else may sit here next. */
  clear(): void {
    this.#asked += 1;
    this.#calls = null;
    this.#error = null;
    this.#isLoading = false;
  }
}
