import type { Refusal } from './outcome.ts';
import type { HangupError, MediaLeg } from '../ports.ts';

/** Whoever is at the other end of a leg: an SDK's Device or a telephone of the public network. */
export interface FarEnd {
  /** Null until there is sound to exchange (a ringing Device has none). */
  readonly media: MediaLeg | null;
  /** Tells a caller that the called side rings; with media when it hears the called network itself. */
  ringing(options: { withMedia: boolean }): Promise<void>;
  /** Answers a caller. */
  answer(): Promise<void>;
  /** Ends the leg whatever its state: a callee that still rings stops ringing. `error` is for callers not yet answered. */
  hangUp(error: HangupError | null): void;
  /** The other side of a bridge pressed a key. */
  hearDigit(digit: string): void;
}

/** What a dialed far end does. Never called before the function that rang it has returned. */
export interface CalleeEvents {
  ringing(options: { withMedia: boolean }): void;
  answered(): void;
  refused(sip: Refusal): void;
  hungUp(): void;
}

export interface Invitation {
  callSid: string;
  from: string;
  to: string;
  /** `TN-Validation-Passed-A` and the like, or null when the network said nothing about the caller. */
  stirVerstat: string | null;
  events: CalleeEvents;
}

/** The public telephone network, seen from the exchange: rings a number, or null when nobody has it. */
export interface PublicNetwork {
  ring(invitation: Invitation): FarEnd | null;
}
