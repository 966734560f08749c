/** Something that loads after the first key can be pressed: a screen, a library, words. */
export class Lazy<T> {
  #current = $state.raw<T | null>(null);
  #hasFailed = $state(false);
  #isLoading = false;
  readonly #fetch: () => Promise<T>;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
  }

  /** Null until it has arrived. */
  get current(): T | null {
    return this.#current;
  }
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Asks for it, once; after a failure, once more at each call. */
  load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#hasFailed = false;
    this.#fetch().then(
      (value) => {
        this.#current = value;
      },
      () => {
        this.#isLoading = false;
        this.#hasFailed = true;
      },
    );
  }
}
