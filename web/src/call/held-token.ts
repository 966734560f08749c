import type { Clock } from './clock.ts';
import type { Exchange } from './ports.ts';
import { dueInMs, isExpired, tokenStep, type Moment, type TokenLife } from './token-schedule.ts';

/** The access token in hand and how much of its life is left; asks the exchange for another when it is time. */
export class HeldToken {
  #held: { token: string; life: TokenLife } | null = null;
  readonly #clock: Clock;
  readonly #exchange: Exchange;

  constructor(clock: Clock, exchange: Exchange) {
    this.#clock = clock;
    this.#exchange = exchange;
  }

  /** Refused, or somebody else's: never used again. */
  forget(): void {
    this.#held = null;
  }

  /** Its life is over; false when there is none. */
  get isExpired(): boolean {
    return this.#held !== null && isExpired(this.#held.life, this.#moment());
  }

  /** The one in hand while it is good for long enough, else a new one. Rejects with a `Trouble`. */
  async fresh(): Promise<string> {
    if (this.#held !== null && dueInMs(this.#held.life, this.#moment()) > 0) return this.#held.token;
    const askedAt = this.#moment();
    const { token, ttlSeconds } = await this.#exchange.token();
    this.#held = { token, life: { askedAt, ttlSeconds } };
    return token;
  }

  /** What to do about it now: exchange it, or look again in so many milliseconds; null: nothing, until the call is over. */
  step(isInCall: boolean): 'exchange' | number | null {
    if (this.#held === null) return null;
    const at = this.#moment();
    const step = tokenStep(this.#held.life, at, isInCall);
    if (step === 'exchange') return step;
    return step === 'keep' ? dueInMs(this.#held.life, at) : null;
  }

  #moment(): Moment {
    return { now: this.#clock.now(), monotonic: this.#clock.monotonic() };
  }
}
