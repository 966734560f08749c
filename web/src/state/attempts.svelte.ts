import { failureOf, type Api, type ApiFailure, type LoadApi } from './api.ts';

/** What is asked of the Worker, and why it was not done the last time. */
export class Attempts {
  #error = $state.raw<ApiFailure | null>(null);
  readonly #api: LoadApi;

  constructor(api: LoadApi) {
    this.#api = api;
  }

  /** Null when the last one was done. */
  get error(): ApiFailure | null {
    return this.#error;
  }
  /** What was asked in another way. */
  set error(error: ApiFailure | null) {
    this.#error = error;
  }

  /** True when it was done; `isDone` is a refusal that says so too. */
  async attempt(work: (api: Api) => Promise<unknown>, isDone?: ApiFailure['code']): Promise<boolean> {
    try {
      await work(await this.#api());
      this.#error = null;
    } catch (thrown) {
      const failure = failureOf(thrown);
      this.#error = failure.code === isDone ? null : failure;
    }
    return this.#error === null;
  }
}
