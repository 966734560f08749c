import { Call, type CallFacts } from './call.ts';
import { createRandom } from '../random.ts';
import type { Clock } from '../ports.ts';

/** SIDs that look like Twilio's: two letters and 32 hex digits. The same seed gives the same SIDs. */
export function createSidMaker(seed: number): (prefix: string) => string {
  const next = createRandom(seed);
  return (prefix) => prefix + Array.from({ length: 4 }, () => next().toString(16).padStart(8, '0')).join('');
}

/** All calls the account has had since the last reset. */
export class Ledger {
  readonly #calls = new Map<string, Call>();
  readonly #clock: Clock;
  readonly makeSid: (prefix: string) => string;
  readonly #onError: (callSid: string, what: string) => void;

  /** `onError` is told of every error of every call: errors are loud. */
  constructor(clock: Clock, makeSid: (prefix: string) => string, onError: (callSid: string, what: string) => void) {
    this.#clock = clock;
    this.makeSid = makeSid;
    this.#onError = onError;
  }

  open(facts: Omit<CallFacts, 'sid'>): Call {
    const sid = this.makeSid('CA');
    const call = new Call({ ...facts, sid }, this.#clock, (what) => this.#onError(sid, what));
    this.#calls.set(call.sid, call);
    return call;
  }

  find(sid: string): Call | null {
    return this.#calls.get(sid) ?? null;
  }

  /** Newest first. */
  all(): Call[] {
    return [...this.#calls.values()].reverse();
  }

  clear(): void {
    this.#calls.clear();
  }
}
