import type { CallHealth } from '../call/call-monitor.ts';

/** How the call on screen goes, for screens; null without one. */
export class Health {
  #now = $state.raw<CallHealth | null>(null);

  get now(): CallHealth | null {
    return this.#now;
  }

  /** Takes what the telephone tells. */
  hear(health: CallHealth | null): void {
    this.#now = health;
  }
}
