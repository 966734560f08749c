import type { Config, Line } from './config.ts';
import type { CallEvent, Destination } from './history.ts';
import type { Attempt, Calls, CallSid, Conversation, Device, E164, Identity, PersonId } from './protocol.ts';

/**
 * What the routes need of the platform, in our words. The Durable Object, KV and the rate limits of Cloudflare fit these
 * as they are; nothing in `api/` or `voice/` knows more of them.
 */

/** A sign-in under way: hashes only, the secrets stay in the browser. Times are milliseconds since the epoch. */
export interface SignInTry {
  codeHash: string;
  ownerHash: string;
  sessionHash: string;
  previousSessionHash: string | null;
  deviceId: string;
  label: string;
  now: number;
}

export type SignedIn = { device: Device; problem: null } | { device: null; problem: 'wrong' | 'spent' };

/** A device dials. */
export interface DialedCall {
  callSid: CallSid;
  attempt: Attempt | null;
  from: Identity;
  dialed: string;
  line: Line;
  now: number;
  /** Milliseconds since the epoch. */
  deadline: number;
}

/** A call from outside. */
export interface ReceivedCall {
  callSid: CallSid;
  from: string;
  to: string;
  line: E164;
  now: number;
}

/** Who rings for a call from outside, together and one group after the other. */
export interface RingPlan {
  rounds: Identity[][];
}

/** A ring set on its way to KV. Of two versions the greater is newer. */
export interface RingCopy {
  ring: Identity[];
  version: number;
}

/** Who asks: a person at one of their devices. A `Device` is one. */
export interface Reader {
  person: PersonId;
  identity: Identity | null;
}

/** The object of the deployment: who may speak, who rings, and what happened. */
export interface Exchange {
  /** Spends a code and makes a device of it. A device that this browser had before goes. */
  signIn(signIn: SignInTry): Promise<SignedIn>;
  addCode(hash: string, person: PersonId, expiresAt: number, now: number): Promise<void>;
  /** The device that speaks, or null: never signed in, cut off, or too long ago. */
  deviceOfSession(sessionHash: string, now: number): Promise<Device | null>;
  /** Names a device and gives it `identity` unless it has one. Null when it was cut off. */
  registerIdentity(id: string, label: string, identity: Identity): Promise<Device | null>;
  /** The signed-in devices of the person whose device asks. */
  devices(asking: { id: string; person: PersonId }, now: number): Promise<Device[]>;
  /** Ends the session of a device of this person and takes it out of the ring set. False when they have no such signed-in device. */
  cutOff(id: string, person: PersonId, now: number): Promise<boolean>;
  /** The ring set when KV does not have it yet, else null. */
  ringToCopy(now: number): Promise<RingCopy | null>;
  /** Unless `version` is the newest, the copy stays due. */
  ringWasCopied(version: number): Promise<void>;
  /**
   * A device dials: decides by the dialplan and writes the conversation down, both or neither. A repeat hears the same.
   * Null, and nothing is written, when it is past the deadline: whoever asked has answered without us.
   */
  dial(call: DialedCall): Promise<Destination | null>;
  /** A call from outside: writes it down and plans who rings. A repeat hears the same plan. */
  receive(call: ReceivedCall): Promise<RingPlan>;
  /** A Dial is over: writes it down and says who rings next, nobody when that was the end of the plan. Null when it was replaced since. */
  dialEnded(ended: Extract<CallEvent, { type: 'dial-ended' }>): Promise<Identity[] | null>;
  /** Writes down what was told. False when nothing of it was new. */
  record(event: CallEvent): Promise<boolean>;
  /** The newest conversations as this person reads them. */
  calls(reader: Reader, now: number): Promise<Calls>;
  /** One conversation by the SID of its root or of any of its legs, or by the browser's name for it. */
  call(name: CallSid | Attempt, reader: Reader, now: number): Promise<Conversation | null>;
}

/** A key and value store, as far as the directory needs one. */
export interface KeyValue {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
}

/** Counts tries by key. */
interface Limit {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

export interface Ports {
  exchange: Exchange;
  directory: KeyValue;
  signInLimit: Limit;
  tokenLimit: Limit;
}

/** What `index.ts` puts on every request before a route sees it. */
export interface RequestVariables {
  config: Config;
  ports: Ports;
}
