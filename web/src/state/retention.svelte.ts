import type { Settings } from '../../../worker/protocol.ts';
import { failureOf, type ApiFailure, type LoadApi } from './api.ts';

type Days = Settings['retentionDays'];

/** How long the workspace keeps its history. */
export class Retention {
  #days = $state<Days | undefined>();
  #error = $state.raw<ApiFailure | null>(null);
  readonly #api: LoadApi;

  constructor(api: LoadApi) {
    this.#api = api;
  }

  /** Null for ever; undefined until the Worker answered. */
  get days(): Days | undefined {
    return this.#days;
  }
  get error(): ApiFailure | null {
    return this.#error;
  }

  async refresh(): Promise<void> {
    try {
      this.#days = (await (await this.#api()).settings()).retentionDays;
      this.#error = null;
    } catch (thrown) {
      this.#error = failureOf(thrown);
    }
  }

  /** Keeps history so long from now on, and erases what is older; true when it is so. */
  async keep(days: Days): Promise<boolean> {
    try {
      await (await this.#api()).changeSettings({ retentionDays: days });
      this.#days = days;
      this.#error = null;
      return true;
    } catch (thrown) {
      this.#error = failureOf(thrown);
      return false;
    }
  }
}
