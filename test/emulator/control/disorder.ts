import { shuffled } from '../random.ts';

export interface DisorderOptions {
  /** How many of one group are kept back before they are let go. */
  held: number | undefined;
  order: 'reversed' | 'shuffled';
  seed: number;
}

/** Keeps back what belongs together and lets it go in another order, one after the other. */
export class Disorder {
  readonly #options: DisorderOptions;
  readonly #kept = new Map<string, (() => Promise<void>)[]>();
  #isOver = false;

  constructor(options: DisorderOptions) {
    this.#options = options;
  }

  /** Resolves with what `act` gives, once its group was let go and its turn has come; nothing is kept back after the end. */
  hold<T>(group: string, act: () => Promise<T>): Promise<T> {
    if (this.#isOver) return act();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const kept = [...(this.#kept.get(group) ?? []), () => act().then(resolve, reject)];
    this.#kept.set(group, kept);
    if (kept.length >= (this.#options.held ?? Infinity)) this.#letGo(group);
    return promise;
  }

  end(): void {
    this.#isOver = true;
    for (const group of [...this.#kept.keys()]) this.#letGo(group);
  }

  #letGo(group: string): void {
    const kept = this.#kept.get(group) ?? [];
    this.#kept.delete(group);
    const { order, seed } = this.#options;
    void inTurn(order === 'reversed' ? kept.toReversed() : shuffled(kept, seed));
  }
}

async function inTurn(acts: (() => Promise<void>)[]): Promise<void> {
  for (const act of acts) await act();
}
