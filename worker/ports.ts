import type { Winner } from './problem.ts';
import type { Config, Line } from './config.ts';
import type { CallEvent, Destination } from './history.ts';
import type { CallsDesk, Reader } from './ports/calls.ts';
import type { RecordingsDesk } from './ports/recordings.ts';
import type { Steered, SteeringDesk } from './ports/steering.ts';
import type {
  Attempt,
  Blocked,
  CallSid,
  Contact,
  Contacts,
  Device,
  E164,
  Identity,
  LineChange,
  Person,
  PersonId,
  RecordingPolicy,
} from './protocol.ts';

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

/** A code that will sign somebody in, as its hash. Times as above. */
export interface SignInCode {
  hash: string;
  person: PersonId;
  /** The name of that person when there is nobody yet: spending the code makes them. */
  invites: string | null;
  expiresAt: number;
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

/** What became of a call that a device dialled. `caller`: who calls, when it is another of us that is called. */
export interface DialDecision {
  destination: Destination;
  /** Whether the other party is told that the call is recorded, and it is. */
  isRecorded: boolean;
  caller: { person: PersonId; name: string } | null;
}

/** A ring set on its way to KV. Of two versions the greater is newer. */
export interface RingCopy {
  ring: Identity[];
  version: number;
}

/** A call from outside. */
export interface ReceivedCall {
  callSid: CallSid;
  from: string;
  to: string;
  line: E164;
  now: number;
  /** Milliseconds since the epoch. */
  deadline: number;
}

/** What is to be done with a call from outside. */
export interface Received {
  /** Who rings, together and one group after the other; nobody when its number is blocked. */
  rounds: Identity[][];
  isBlocked: boolean;
  /** What we call whoever calls, null when we do not know them. */
  callerName: string | null;
  /** Whether the caller is told that the call is recorded, and it is. */
  isRecorded: boolean;
}

/** `leg`: whose Dial it was. `isAlive`: whether it is still there to hear what is next. */
export type DialEnd = Extract<CallEvent, { type: 'dial-ended' }> & { leg: CallSid; isAlive: boolean };

/** What is to be done after a Dial. */
export interface AfterDial {
  /** Who rings next; nobody when that was the end of the plan. */
  rings: Identity[];
  /** Which round of the plan that is: one in which everybody has declined is left out. */
  round: number;
  /** As above. */
  callerName: string | null;
  /** What the leg does instead, of a call that is or was answered. */
  steered: Steered | null;
}

/** What a status callback says besides the fact itself: which Dial made the leg, and whether it was called in addition. */
export interface LegOrigin {
  generation: number;
  isGuest: boolean;
  /** Whether the party outside was told that the call is recorded, before it was answered or joined. */
  isNoticed: boolean;
}

/** What a line is called, empty without a name, and whether its calls are recorded. */
export interface LineChoices {
  label: string;
  recording: RecordingPolicy;
}

/** A person at a device that can answer. */
export interface Answering extends Reader {
  identity: Identity;
}

/** The object of the deployment: who may speak, who rings, and what happened. */
export interface Exchange extends CallsDesk, SteeringDesk, RecordingsDesk {
  /** Spends a code and makes a device of it. A device that this browser had before goes. */
  signIn(signIn: SignInTry): Promise<SignedIn>;
  /** Only the owner makes one for anybody but themselves. `unknown`: there is nobody of this id, or not any more. */
  addCode(code: SignInCode, by: PersonId): Promise<'added' | 'forbidden' | 'unknown'>;
  /** Everybody of us, as the asking person sees them. */
  people(asking: PersonId, now: number): Promise<Person[]>;
  rename(person: PersonId, name: string, now: number): Promise<void>;
  /** Only the owner removes anybody, and nobody removes the owner. All devices of whoever goes are cut off. */
  removePerson(id: PersonId, by: PersonId, now: number): Promise<'removed' | 'forbidden' | 'unknown'>;
  /** What was chosen for our numbers, by number; one for which nobody did is not in it. */
  lineChoices(): Promise<Record<string, LineChoices>>;
  /** What is named is changed. False when it is not for `by` to choose. */
  changeLine(number: E164, wanted: LineChange, by: PersonId, now: number): Promise<boolean>;
  /** The device that speaks, or null: never signed in, cut off, or too long ago. */
  deviceOfSession(sessionHash: string, now: number): Promise<Device | null>;
  /** Names a device and gives it `identity` unless it has one. Null when it was cut off. */
  registerIdentity(id: string, label: string, identity: Identity): Promise<Device | null>;
  /** Answers `listenUrl` (listeners.ts) with a WebSocket on which the device hears what changes; 401 when it was cut off. */
  fetch(request: Request): Promise<Response>;
  /** The signed-in devices of the person whose device asks. */
  devices(asking: { id: string; person: PersonId }, now: number): Promise<Device[]>;
  /** Ends the session of a device of this person and takes it out of the ring set. False when they have no such signed-in device. */
  cutOff(id: string, person: PersonId, now: number): Promise<boolean>;
  /** The ring set when KV does not have it yet, or `isMissing` there, else null. */
  ringToCopy(now: number, isMissing: boolean): Promise<RingCopy | null>;
  /** Unless `version` is the newest, the copy stays due. */
  ringWasCopied(version: number): Promise<void>;
  /**
   * A device dials: decides by the dialplan and writes the conversation down, both or neither. A repeat hears the same.
   * Null, and nothing is written, when it is past the deadline: whoever asked has answered without us.
   */
  dial(call: DialedCall): Promise<DialDecision | null>;
  /** A device tries its connection with a call to nobody, which history never hears of. False when it is none of ours. */
  check(callSid: CallSid, from: Identity, now: number): Promise<boolean>;
  /**
   * A call from outside: writes it down and says what is to be done with it. A repeat hears the same plan. Null, and it is written
   * down without one, past the deadline: whoever asked rings by KV's copy.
   */
  receive(call: ReceivedCall): Promise<Received | null>;
  /**
   * Asks for the one right to answer a call that came to the reader, by the SID of any of its legs. `winner`: who has it, null
   * when it is the reader's now. Null when there is no such call.
   */
  askToAnswer(name: CallSid, reader: Answering, now: number): Promise<{ winner: Winner | null } | null>;
  /** Who other than the reader has a call, or the right to answer it now, without asking for it. Null as above. */
  winner(name: CallSid, reader: Answering, now: number): Promise<{ winner: Winner | null } | null>;
  /** The reader does not answer after all. */
  releaseAnswer(name: CallSid, reader: Answering): Promise<void>;
  /** The reader turns a call down on all their devices; gives the legs that still ring at the other ones. Null as above. */
  decline(name: CallSid, reader: Reader, now: number): Promise<CallSid[] | null>;
  /** A Dial is over: writes it down and says who rings next. Null when it was replaced since. */
  dialEnded(ended: DialEnd): Promise<AfterDial | null>;
  /** Writes down what was told; gives what follows for a call that is steered. */
  record(event: CallEvent, origin?: LegOrigin): Promise<Steered | null>;
  /** What changed in the contacts after the change `since`, everything without one. */
  contacts(since: number | null): Promise<Contacts>;
  /** Writes contacts, each whole and all or none. `erased`: one of them is no more, and nothing brings it back under its id. */
  saveContacts(contacts: readonly Contact[], now: number): Promise<'saved' | 'too-many' | 'erased'>;
  /** False when there is none by this id. */
  eraseContact(id: string, now: number): Promise<boolean>;
  blocked(): Promise<Blocked>;
  /** Turns a number away from now on. False when there is no room for one more. */
  block(number: E164, now: number): Promise<boolean>;
  unblock(number: E164, now: number): Promise<void>;
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
