import type { Clock } from '../call/clock.ts';
import type { CallLock } from './call-lock.ts';

/** The versions of the app on this device. */
export interface Versions {
  /** Puts this page's version on the device. `waiting`: a newer one is here and waits; `replaced`: a newer one has taken over. */
  keep(events: { waiting: () => void; replaced: () => void }): void;
  /** Looks for a newer version on the server. */
  look(): void;
  /** Lets the newer version take over from the next page on. */
  activate(): void;
  /** Opens this page again. */
  reload(): void;
}

/** A page stays open for weeks: how often it looks for a newer version. */
export const lookEveryMs = 3_600_000;
const startMs = 5_000;

/** A newer version of the app: found and fetched by itself, taken into use by a tap, and never while somebody talks. */
export class AppUpdate {
  #isReady = $state(false);
  #isPostponed = $state(false);
  #isApplying = $state(false);
  #isStarted = false;
  #lookedAt: number;
  readonly #versions: Versions;
  readonly #calls: CallLock;
  readonly #clock: Clock;

  constructor(ports: { versions: Versions; calls: CallLock; clock: Clock }) {
    this.#versions = ports.versions;
    this.#calls = ports.calls;
    this.#clock = ports.clock;
    this.#lookedAt = this.#clock.now();
  }

  /** Puts this version on the device, once: that fetches every piece of it, so let the telephone come up first. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#versions.keep({
      waiting: () => (this.#isReady = true),
      // In another tab somebody may have tapped: this page is old now, and its code is no longer on the device.
      replaced: () => this.#calls.whenFree(() => this.#versions.reload()),
    });
  }

  /** The telephone may never come up, or nobody is signed in: the version is put on the device all the same. */
  startSoon(): void {
    this.#clock.after(startMs, () => this.start());
  }

  /** Whether a newer version is on the device and waits for a tap. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Whether the person said "later": it is then taken into use when the app is next opened, or from Settings. */
  get isPostponed(): boolean {
    return this.#isPostponed;
  }
  /** Whether it waits for the last call of this browser to be over. */
  get isApplying(): boolean {
    return this.#isApplying;
  }

  postpone(): void {
    this.#isPostponed = true;
  }

  /** Looks for a newer version, unless it did so less than an hour ago: ask when time has passed, or the page is seen again. */
  look(): void {
    if (Math.abs(this.#clock.now() - this.#lookedAt) < lookEveryMs) return;
    this.#lookedAt = this.#clock.now();
    this.#versions.look();
  }

  /** Takes the newer version into use: at once, or when the last call in any tab of this browser is over. */
  apply(): void {
    if (this.#isApplying) return;
    this.#isApplying = true;
    this.#calls.whenFree(() => this.#versions.activate());
  }
}
