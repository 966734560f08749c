import type { Blocked as Answer, E164 } from '../../../worker/protocol.ts';
import { isoOf, type Clock } from '../call/clock.ts';
import type { ApiFailure, LoadApi } from './api.ts';
import { Attempts } from './attempts.svelte.ts';
import { Told } from './told.svelte.ts';

/** The numbers that we turn away before anything rings. */
export class Blocked {
  readonly #told: Told<'blocked'>;
  readonly #attempts: Attempts;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(api: LoadApi, clock: Pick<Clock, 'now'>) {
    this.#told = new Told('blocked', (worker) => worker.blocked(), api, clock);
    this.#attempts = new Attempts(api);
    this.#clock = clock;
  }

  /** The newest first, as this device kept them until the Worker answers; null when neither has. */
  get numbers(): Answer['numbers'] | null {
    return this.#told.value;
  }
  get error(): ApiFailure | null {
    return this.#attempts.error;
  }
  has(number: string): boolean {
    return this.numbers?.some((each) => each.number === number) ?? false;
  }

  async refresh(): Promise<void> {
    await this.#attempts.attempt(() => this.#told.refresh());
  }

  /** Turns a number away from now on; true when it is done. */
  block(number: E164): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.block(number);
      const blockedAt = isoOf(this.#clock.now());
      this.#told.correct((all) => [{ number, blockedAt }, ...all.filter((each) => each.number !== number)]);
    });
  }

  /** Lets a number through again; true when it is done. */
  unblock(number: E164): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.unblock(number);
      this.#told.correct((all) => all.filter((each) => each.number !== number));
    });
  }
}
