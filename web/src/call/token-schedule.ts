/** When an access token is exchanged for a new one, and how failed attempts are spaced. Pure: time is an argument. */

/** A moment on both clocks: the person's may jump, the monotonic one may stand still while the machine sleeps. */
export interface Moment {
  now: number;
  monotonic: number;
}

/** A token's life as this browser counts it: from the moment it was asked for, never by the server's clock. */
export interface TokenLife {
  askedAt: Moment;
  ttlSeconds: number;
}

/** A token is exchanged after three quarters of its life: a quarter is left for retries and for the call in between. */
const refreshAfterShare = 0.75;

/** Milliseconds between two moments: the clock that ran further is believed, so a jump can only refresh too early. */
export const elapsedMs = (from: Moment, to: Moment): number =>
  Math.max(0, to.monotonic - from.monotonic, to.now - from.now);

/** Milliseconds the machine slept between two moments, as far as the clocks can tell. */
export const sleptMs = (from: Moment, to: Moment): number =>
  Math.max(0, to.now - from.now - (to.monotonic - from.monotonic));

/** Milliseconds until the token is due for exchange; 0 when it is due. */
export const dueInMs = (life: TokenLife, at: Moment): number =>
  Math.max(0, Math.ceil(life.ttlSeconds * 1000 * refreshAfterShare - elapsedMs(life.askedAt, at)));

export const isExpired = (life: TokenLife, at: Moment): boolean =>
  elapsedMs(life.askedAt, at) >= life.ttlSeconds * 1000;

/** A new token makes the SDK say hello again, which can cost a second of sound: never during a call. */
export function tokenStep(life: TokenLife, at: Moment, isInCall: boolean): 'keep' | 'exchange' | 'exchange-after-call' {
  if (dueInMs(life, at) > 0) return 'keep';
  return isInCall ? 'exchange-after-call' : 'exchange';
}

const firstRetryMs = 1_000;
const slowestRetryMs = 10_000;
const personRetryMs = 30_000;

/**
 * Milliseconds to wait before attempt `failures + 1`: 1 s, growing by half to 10 s; 30 s when only a person can
 * mend the cause. Up to a fifth more, so that many telephones do not knock together. Never under a second.
 */
export function retryInMs(failures: number, needsAPerson: boolean, random: number): number {
  const base = needsAPerson ? personRetryMs : Math.min(slowestRetryMs, firstRetryMs * 1.5 ** Math.max(0, failures - 1));
  return Math.round(base * (1 + random * 0.2));
}
