import type { Config } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import { ApiFailure, failureOf, signedInKey, type LoadApi } from './api.ts';
import { forgetPerson, keep, recall } from './keepsakes.ts';
import { Told } from './told.svelte.ts';

/** `unknown`: this browser cannot remember whether it was signed in, and the Worker has not answered yet. */
export type SessionStatus = 'unknown' | 'signed-out' | 'signed-in';

/** What a session keeps in this browser: only whether it was signed in, so that the keypad need not wait for the answer. */
export interface SessionMemory {
  /** Null when this browser does not let us remember. */
  wasSignedIn: boolean | null;
}

/** Who is using this browser. The cookie is the truth and cannot be read here; the Worker is asked. */
export class Session {
  #status = $state<SessionStatus>('unknown');
  #failure = $state.raw<ApiFailure | null>(null);
  #isBusy = $state(false);
  #offeredCode = $state<string | null>(null);
  readonly #told: Told<'config'>;
  readonly #api: LoadApi;
  readonly #memory: SessionMemory;

  /** `offeredCode`: the code of a sign-in link, already taken out of the address bar. */
  constructor(options: { api: LoadApi; memory: SessionMemory; clock: Pick<Clock, 'now'>; offeredCode: string | null }) {
    this.#api = options.api;
    this.#told = new Told('config', (worker) => worker.config(), options.api, options.clock);
    this.#memory = options.memory;
    this.#offeredCode = options.offeredCode;
    const { wasSignedIn } = options.memory;
    if (wasSignedIn !== null) this.#status = wasSignedIn ? 'signed-in' : 'signed-out';
  }

  get status(): SessionStatus {
    return this.#status;
  }
  /** The line, the edge and the rules, as kept here until the Worker answers; null when neither has. */
  get config(): Config | null {
    return this.#told.value;
  }
  /** Why the last question to the Worker failed, null when it did not. */
  get failure(): ApiFailure | null {
    return this.#failure;
  }
  get isBusy(): boolean {
    return this.#isBusy;
  }
  /** The code of the link that opened this page: fill it in, and spend it only when the person taps. */
  get offeredCode(): string | null {
    return this.#offeredCode;
  }

  /** A sign-in link was opened in this page while it was already open. */
  offer(code: string): void {
    this.#offeredCode = code;
    this.#failure = null;
  }

  /**
   * Asks the Worker whether we still are who we were. Offline, a browser that was signed in stays so;
   * one that never was is not asked, because the refusal would only stand in its console as an error.
   */
  async refresh(): Promise<void> {
    if (this.#status === 'signed-out') return;
    await this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      if (!(await this.#told.refresh())) return;
      this.#failure = null;
      this.#become('signed-in');
    } catch (thrown) {
      this.#failure = failureOf(thrown);
      if (this.#failure.code === 'signed_out' || this.#status === 'unknown') this.#become('signed-out');
    }
  }

  /** Spends a code; true when it opened the door, else `failure` says why. */
  async signIn(code: string): Promise<boolean> {
    if (this.#isBusy) return false;
    this.#isBusy = true;
    try {
      await (await this.#api()).signIn(code);
      this.#offeredCode = null;
      await this.#ask();
      return this.#status === 'signed-in';
    } catch (thrown) {
      this.#failure = failureOf(thrown);
      return false;
    } finally {
      this.#isBusy = false;
    }
  }

  /** Leaves this browser; true when the Worker knows it. */
  async signOut(): Promise<boolean> {
    try {
      await (await this.#api()).signOut();
    } catch (thrown) {
      this.#failure = failureOf(thrown);
      if (this.#failure.code !== 'signed_out') return false;
    }
    this.#failure = null;
    this.#become('signed-out');
    return true;
  }

  /** The Worker no longer knows this browser: signed out elsewhere, or cut off. */
  forget(): void {
    this.#failure = new ApiFailure('signed_out', 401);
    this.#become('signed-out');
  }

  #become(status: SessionStatus): void {
    this.#status = status;
    this.#memory.wasSignedIn = status === 'signed-in';
    if (status === 'signed-out') this.#told.clear();
  }
}

/** Takes the code out of `#code=…`, and out of the address bar and history at once: a shared screen must not show it. */
export function takeOfferedCode(location: Location, history: History): string | null {
  const code = /[#&]code=([^&]*)/.exec(location.hash)?.[1] ?? null;
  if (code !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return code;
}

/** The memory in `localStorage`; a browser that refuses it simply waits for the Worker. */
export const browserMemory: SessionMemory = {
  get wasSignedIn() {
    const kept = recall(signedInKey);
    return kept === undefined ? null : kept === '1';
  },
  set wasSignedIn(isSignedIn) {
    keep(signedInKey, isSignedIn ? '1' : null);
    if (!isSignedIn) forgetPerson();
  },
};
