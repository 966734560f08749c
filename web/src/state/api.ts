import type {
  Blocked,
  BlockReason,
  CallDetail,
  CallFilter,
  Calls,
  Config,
  Contact,
  Contacts,
  Conversation,
  Device,
  E164,
  ErrorCode,
  NewCode,
  NewCodeInput,
  Person,
  Quality,
  RecordingPolicy,
  Settings,
  SteerInput,
  Token,
} from '../../../worker/protocol.ts';
import type { AnswererView } from '../call/call.ts';
import type { Answers, Kept } from './shelf.ts';

/** What the Worker does for a signed-in person. Every method rejects with an `ApiFailure` and nothing else. */
export interface Api {
  /** What the telephone needs to know before it can ring. */
  config(): Promise<Config>;
  /** Spends a sign-in code and signs this browser in. */
  signIn(code: string): Promise<void>;
  signOut(): Promise<void>;
  /** The Worker let it be known that this device is signed out: what it keeps is cleared away, and the session hears of it. */
  signedOut(): void;
  /** This device, as the Worker knows it. */
  thisDevice(): Promise<Device>;
  /** Gives this device its identity, or renews it, under the label a person reads. */
  registerIdentity(label: string): Promise<Device>;
  token(): Promise<Token>;
  /** A page of history, newest first: 50 calls from the newest on, of every kind, unless told. */
  calls(asked?: PageAsked): Promise<Calls>;
  /** One call with its legs. */
  callDetail(callSid: string): Promise<CallDetail>;
  /** Replaces the note of a call. */
  annotate(callSid: string, note: string): Promise<void>;
  /** How a call sounded where this device talked in it. Goes out also when the page closes. */
  tellQuality(name: string, quality: Quality): Promise<void>;
  /** This person has looked at everything up to this place. */
  markSeen(upTo: number): Promise<void>;
  /** Erases one call for everybody. */
  eraseCall(callSid: string): Promise<void>;
  /** Erases every call that is over, up to this place. */
  eraseAll(upTo: number): Promise<void>;
  /** Whether a recording could be heard: rejects with why not. */
  askForRecording(sid: string): Promise<void>;
  /** Erases a recording for everybody, also at Twilio. */
  eraseRecording(sid: string): Promise<void>;
  settings(): Promise<Settings>;
  changeSettings(settings: Settings): Promise<void>;
  /** What became of one conversation, by the SID of any of its legs or by the browser's name for its attempt. */
  outcome(name: string): Promise<Conversation>;
  devices(): Promise<Device[]>;
  cutOff(deviceId: string): Promise<void>;
  /** A code for my next device, for a new colleague, or for one of us. */
  newCode(whose: NewCodeInput): Promise<NewCode>;
  /** Everybody of us. */
  people(): Promise<Person[]>;
  renameMe(name: string): Promise<void>;
  removePerson(id: string): Promise<void>;
  nameLine(number: string, label: string): Promise<void>;
  /** Whether calls of a line are recorded from now on. */
  chooseRecording(number: string, policy: RecordingPolicy): Promise<void>;
  /** Asks for the one right to answer; `answered_elsewhere` says who has it. The call is named by the SID of any of its legs. */
  askToAnswer(name: string): Promise<void>;
  /** Rejects with `answered_elsewhere` while somebody else has that right, or the call. */
  mayAskToAnswer(name: string): Promise<void>;
  releaseAnswer(name: string): Promise<void>;
  /** Turns a call down on all my devices. Goes out also when the page closes. */
  decline(name: string): Promise<void>;
  /** Does something to a call that was answered, by the SID of any of its legs. */
  steer(callSid: string, what: SteerInput): Promise<void>;
  /** This device hangs up its leg of a call. Goes out also when the page closes. */
  sayHangUp(callSid: string, leg: string): Promise<void>;
  /** What changed in the contacts after the change `since`; everything when it is null. */
  contacts(since: number | null): Promise<Contacts>;
  /** Writes at most 100 contacts, each whole, all or none. */
  saveContacts(contacts: readonly Contact[]): Promise<void>;
  eraseContact(id: string): Promise<void>;
  /** The numbers that are turned away, the newest first. */
  blocked(): Promise<Blocked['numbers']>;
  block(number: E164): Promise<void>;
  unblock(number: E164): Promise<void>;
  /** What the Worker said last, as kept on this device; null when nothing is kept. Never rejects. */
  kept<Name extends keyof Answers>(name: Name): Promise<Kept<Answers[Name]> | null>;
  /** Ask before the question whose answer is to be kept: once somebody has left, nothing of theirs is kept any more. */
  keeping(): <Name extends keyof Answers>(name: Name, value: Answers[Name]) => void;
}

/** Which page of history is wanted; `before` is the `next` of the page before. */
export interface PageAsked {
  before?: number;
  limit?: number;
  filter?: CallFilter;
  line?: E164;
  words?: string;
}

/** The client and its schemas come in a chunk of their own, after first paint. Rejects with an `ApiFailure` when it cannot. */
export type LoadApi = () => Promise<Api>;

/** `unreachable`: no answer at all; `timeout`: none in time; `app-unavailable`: our own code did not load; `unreadable`: not our protocol. */
export type FailureCode = ErrorCode | 'unreachable' | 'timeout' | 'app-unavailable' | 'unreadable';

/** Why the Worker did not do what was asked. `status` is 0 when there was no answer. */
export class ApiFailure extends Error {
  readonly code: FailureCode;
  readonly status: number;
  /** Who answered, with `answered_elsewhere`. */
  readonly answerer: AnswererView;
  /** Why it may not be called, with `refused`. */
  readonly reason: BlockReason | undefined;

  constructor(
    code: FailureCode,
    status = 0,
    cause?: unknown,
    {
      answerer = { name: '', isMine: true },
      reason,
    }: { answerer?: AnswererView; reason?: BlockReason | undefined } = {},
  ) {
    super(`${code} (${String(status)})`, { cause });
    this.name = 'ApiFailure';
    this.code = code;
    this.status = status;
    this.answerer = answerer;
    this.reason = reason;
  }
}

/** Narrows whatever was thrown; anything that is not ours is `unreachable`. */
export const failureOf = (thrown: unknown): ApiFailure =>
  thrown instanceof ApiFailure ? thrown : new ApiFailure('unreachable', 0, thrown);

/** Where this browser remembers that it is signed in; all its tabs hear of a change. */
export const signedInKey = 'bakelite.signed-in';
