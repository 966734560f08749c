import type { Call } from './call.ts';
import type { Problem } from './problems.ts';
import type { SteerCommands } from './steer-commands.ts';
import type { WaitingCall } from './waiting.ts';

/**
 * Will this telephone ring?
 * `needs-gesture`: a tap is wanted before it can make sound (the "Start phone" bar) · `starting`: on its way ·
 * `offline`: was up, lost its line, comes back by itself · `broken`: cannot be up; `problem` says why, it retries slowly ·
 * `elsewhere`: another tab of this browser has the line; `start` brings it here.
 */
export type Readiness = 'signed-out' | 'elsewhere' | 'needs-gesture' | 'starting' | 'ready' | 'offline' | 'broken';

/** What can be done now; a command that is impossible now is `null`. */
export interface Commands {
  /** A tap on "Start phone", "Try again" or "Use here". */
  start: (() => void) | null;
  dial: ((to: string) => void) | null;
  accept: (() => void) | null;
  /** On all my devices. */
  decline: (() => void) | null;
  /** No ringtone here. */
  silence: (() => void) | null;
  hangUp: (() => void) | null;
  mute: (() => void) | null;
  unmute: (() => void) | null;
  /** Keys of a call: `0-9 * #`. */
  sendDigits: ((digits: string) => void) | null;
  /** Puts a closed call away. */
  dismiss: (() => void) | null;
  /** Calls the party of the closed call, again or back. */
  redial: (() => void) | null;
  /** What can be done to a call that was answered; null before the telephone proper is here. */
  steer: SteerCommands | null;
}

/** All a screen knows of the telephone. */
export interface PhoneView {
  readiness: Readiness;
  /** The telephone's own trouble; the trouble of a call is on the call. */
  problem: Problem | null;
  /** The one call on screen; a closed one stays until it is dismissed. */
  call: Call | null;
  /** Who rings while this call goes on, and what can be done about it; null: nobody. */
  waiting: WaitingCall | null;
  /** Milliseconds since the epoch, once a second while people talk: the in-call clock is `nowMs - answeredAt`. */
  nowMs: number;
  commands: Commands;
}

export const noCommands: Commands = {
  start: null,
  dial: null,
  accept: null,
  decline: null,
  silence: null,
  hangUp: null,
  mute: null,
  unmute: null,
  sendDigits: null,
  dismiss: null,
  redial: null,
  steer: null,
};
