import type { Calls, Config, Conversation, Device, ErrorCode, NewCode, Token } from '../../../worker/protocol.ts';
import type { Answers, Kept } from './shelf.ts';

/** What the Worker does for a signed-in person. Every method rejects with an `ApiFailure` and nothing else. */
export interface Api {
  /** What the telephone needs to know before it can ring. */
  config(): Promise<Config>;
  /** Spends a sign-in code and signs this browser in. */
  signIn(code: string): Promise<void>;
  signOut(): Promise<void>;
  /** This device, as the Worker knows it. */
  thisDevice(): Promise<Device>;
  /** Gives this device its identity, or renews it, under the label a person reads. */
  registerIdentity(label: string): Promise<Device>;
  token(): Promise<Token>;
  /** The newest conversations, at most 100, and the number to listen from. */
  calls(): Promise<Calls>;
  /** What became of one conversation, by the SID of any of its legs or by the browser's name for its attempt. */
  outcome(name: string): Promise<Conversation>;
  devices(): Promise<Device[]>;
  cutOff(deviceId: string): Promise<void>;
  newCode(): Promise<NewCode>;
  /** What the Worker said last, as kept on this device; null when nothing is kept. Never rejects. */
  kept<Name extends keyof Answers>(name: Name): Promise<Kept<Answers[Name]> | null>;
}

/** The client and its schemas come in a chunk of their own, after first paint. Rejects with an `ApiFailure` when it cannot. */
export type LoadApi = () => Promise<Api>;

/** `unreachable`: no answer at all; `timeout`: none in time; `app-unavailable`: our own code did not load; `unreadable`: not our protocol. */
export type FailureCode = ErrorCode | 'unreachable' | 'timeout' | 'app-unavailable' | 'unreadable';

/** Why the Worker did not do what was asked. `status` is 0 when there was no answer. */
export class ApiFailure extends Error {
  readonly code: FailureCode;
  readonly status: number;

  constructor(code: FailureCode, status = 0, cause?: unknown) {
    super(`${code} (${String(status)})`, { cause });
    this.name = 'ApiFailure';
    this.code = code;
    this.status = status;
  }
}

/** Narrows whatever was thrown; anything that is not ours is `unreachable`. */
export const failureOf = (thrown: unknown): ApiFailure =>
  thrown instanceof ApiFailure ? thrown : new ApiFailure('unreachable', 0, thrown);

/** Where this browser remembers that it is signed in; all its tabs hear of a change. */
export const signedInKey = 'bakelite.signed-in';
