import type { Settings } from '../../../worker/protocol.ts';
import type { ApiFailure, LoadApi } from './api.ts';
import { Attempts } from './attempts.svelte.ts';

/** How long the workspace keeps its history, and what was recorded. */
export class Retention {
  #settings = $state.raw<Settings>({});
  readonly #attempts: Attempts;

  constructor(api: LoadApi) {
    this.#attempts = new Attempts(api);
  }

  /** In days, null for ever; undefined until the Worker answered. */
  get settings(): Settings {
    return this.#settings;
  }
  get error(): ApiFailure | null {
    return this.#attempts.error;
  }

  async refresh(): Promise<void> {
    await this.#attempts.attempt(async (api) => {
      this.#settings = await api.settings();
    });
  }

  /** Keeps so long from now on, and erases what is older; true when it is so. */
  keep(wanted: Settings): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.changeSettings(wanted);
      this.#settings = { ...this.#settings, ...wanted };
    });
  }
}
