import type { InstallOffer } from './install-offer.ts';
import { keep, recall } from './keepsakes.ts';
import { isHandheld, stepsFor, type BrowserFacts, type InstallSteps } from './install-steps.ts';

/**
 * Where the telephone stands on this machine.
 * `installed`: this page is the app · `accepted`: it was installed from this page · `askable`: the browser can ask ·
 * `unoffered`: the browser knows how and does not offer it now · `impossible`: it does not know how.
 */
export type Placement = 'installed' | 'accepted' | 'askable' | 'unoffered' | 'impossible' | InstallSteps;

/** When the invitation was turned away, in milliseconds since the epoch; null: never, or this browser does not remember. */
export interface InvitationMemory {
  declinedAtMs: number | null;
}

export interface InstallationOptions extends BrowserFacts {
  /** The page runs in a window of its own. */
  isStandalone: boolean;
  /** This browser has the event with which it offers to ask. */
  canOffer: boolean;
  /** An offer made before this was built. */
  offer: InstallOffer | null;
  memory: InvitationMemory;
  now: () => number;
}

const quietMs = 60 * 24 * 3600 * 1000;

/** Whether the telephone is installed, how it can be, and whether to speak of it. */
export class Installation {
  readonly isHandheld: boolean;
  #placement = $state.raw<Placement>('impossible');
  #isQuiet = $state(false);
  #offer: InstallOffer | null = null;
  readonly #memory: InvitationMemory;
  readonly #now: () => number;

  constructor(options: InstallationOptions) {
    this.isHandheld = isHandheld(options);
    this.#memory = options.memory;
    this.#now = options.now;
    const { declinedAtMs } = options.memory;
    this.#isQuiet = declinedAtMs !== null && options.now() - declinedAtMs < quietMs;
    if (options.isStandalone) this.#placement = 'installed';
    else this.#placement = stepsFor(options) ?? (options.canOffer ? 'unoffered' : 'impossible');
    if (options.offer) this.offer(options.offer);
  }

  get placement(): Placement {
    return this.#placement;
  }
  /** Something can be done about it here, and the person has not said "not now" in the last 60 days. */
  get isInviting(): boolean {
    return !this.#isQuiet && !['installed', 'accepted', 'unoffered', 'impossible'].includes(this.#placement);
  }

  /** The browser can be asked from now on, once. */
  offer(offer: InstallOffer): void {
    if (this.#placement === 'installed') return;
    this.#offer = offer;
    this.#placement = 'askable';
  }

  /** Has the browser ask the person; call it from a tap. A no is a "not now". */
  async ask(): Promise<void> {
    const offer = this.#offer;
    if (offer === null) return;
    this.#offer = null;
    const outcome = await offer.prompt().then(
      (answer) => answer.outcome,
      // The browser took its offer back.
      () => null,
    );
    if (outcome === 'accepted') this.accept();
    else if (this.#offer === null) this.#placement = 'unoffered';
    if (outcome === 'dismissed') this.decline();
  }

  /** The browser installed it, from here or from its own menu. */
  accept(): void {
    this.#offer = null;
    this.#placement = 'accepted';
  }

  /** Not now: nothing is said of it for 60 days, and Settings keep the way open. */
  decline(): void {
    this.#isQuiet = true;
    this.#memory.declinedAtMs = this.#now();
  }
}

const key = 'bakelite.install-declined';

/** Kept in this browser; one that refuses may invite again. */
export const browserInvitationMemory: InvitationMemory = {
  get declinedAtMs() {
    const at = Number(recall(key));
    return at > 0 ? at : null;
  },
  set declinedAtMs(at) {
    keep(key, at === null ? null : String(at));
  },
};
