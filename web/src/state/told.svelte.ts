import { isoOf, type Clock } from '../call/clock.ts';
import type { Api, LoadApi } from './api.ts';
import type { Answers, Kept } from './shelf.ts';

/** One answer of the Worker for the screens: as this device kept it, at once, until the Worker answers itself. */
export class Told<Name extends keyof Answers> {
  #value = $state.raw<Answers[Name] | null>(null);
  #at = $state<string | null>(null);
  #asked = 0;
  readonly #name: Name;
  readonly #ask: (api: Api) => Promise<Answers[Name]>;
  readonly #api: LoadApi;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(name: Name, ask: (api: Api) => Promise<Answers[Name]>, api: LoadApi, clock: Pick<Clock, 'now'>) {
    this.#name = name;
    this.#ask = ask;
    this.#api = api;
    this.#clock = clock;
  }

  /** Null until something was kept or answered. */
  get value(): Answers[Name] | null {
    return this.#value;
  }
  /** When the Worker said so, ISO 8601 in UTC; null before it ever did. */
  get at(): string | null {
    return this.#at;
  }

  /**
   * Asks the Worker. Of several questions at once only the last one's answer counts: true when it was this one's.
   * Rejects with an `ApiFailure`; what was there stays.
   */
  async refresh(): Promise<boolean> {
    const asked = ++this.#asked;
    const isLast = (): boolean => asked === this.#asked;
    try {
      const api = await this.#api();
      if (this.#value === null) {
        void api.kept(this.#name).then((kept) => {
          if (kept !== null && this.#value === null && isLast()) this.#show(kept);
        });
      }
      const value = await this.#ask(api);
      if (isLast()) this.#show({ value, toldAt: isoOf(this.#clock.now()) });
    } catch (thrown) {
      if (isLast()) throw thrown;
    }
    return isLast();
  }

  /** We know better than the last answer: something was just changed. */
  correct(change: (value: Answers[Name]) => Answers[Name]): void {
    if (this.#value !== null) this.#value = change(this.#value);
  }

  /** Somebody else may sit here next. */
  clear(): void {
    this.#asked += 1;
    this.#value = null;
    this.#at = null;
  }

  #show({ value, toldAt }: Kept<Answers[Name]>): void {
    this.#value = value;
    this.#at = toldAt;
  }
}
