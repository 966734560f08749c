import type { Settings } from '../../../worker/protocol.ts';
import type { ApiFailure, LoadApi } from './api.ts';
import { Attempts } from './attempts.svelte.ts';

type Days = Settings['retentionDays'];

/** How long the workspace keeps its history. */
export class Retention {
  #days = $state<Days | undefined>();
  readonly #attempts: Attempts;

  constructor(api: LoadApi) {
    this.#attempts = new Attempts(api);
  }

  /** Null for ever; undefined until the Worker answered. */
  get days(): Days | undefined {
    return this.#days;
  }
  get error(): ApiFailure | null {
    return this.#attempts.error;
  }

  async refresh(): Promise<void> {
    await this.#attempts.attempt(async (api) => {
      this.#days = (await api.settings()).retentionDays;
    });
  }

  /** Keeps history so long from now on, and erases what is older; true when it is so. */
  keep(days: Days): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.changeSettings({ retentionDays: days });
      this.#days = days;
    });
  }
}
