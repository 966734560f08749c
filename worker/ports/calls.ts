import type {
  Attempt,
  CallDetail,
  Calls,
  CallsQuery,
  CallSid,
  Conversation,
  Identity,
  PersonId,
  Quality,
  Settings,
} from '../protocol.ts';

/** Who asks: a person at one of their devices. A `Device` is one. */
export interface Reader {
  person: PersonId;
  identity: Identity | null;
}

/** History as a person reads it. Whoever does not read a call can do nothing to it. Times are milliseconds since the epoch. */
export interface CallsDesk {
  /** A page of history, newest first. */
  calls(query: CallsQuery, reader: Reader, now: number): Promise<Calls>;
  /** One conversation by the SID of its root or of any of its legs, or by the browser's name for it. */
  call(name: CallSid | Attempt, reader: Reader, now: number): Promise<Conversation | null>;
  /** One conversation with its legs. */
  detail(callSid: CallSid, reader: Reader, now: number): Promise<CallDetail | null>;
  /** Replaces the note of a call; false when there is no such call. */
  keepNote(callSid: CallSid, note: string, reader: Reader, now: number): Promise<boolean>;
  /**
   * Keeps how a call sounded where the reader took part; of several reports the worst stays, in whatever order and however often
   * they come. The call by any of its names. False when there is none that this device talked in.
   */
  keepQuality(name: CallSid | Attempt, quality: Quality, reader: Reader, now: number): Promise<boolean>;
  /** This person has looked at everything up to this place. */
  markSeen(upTo: number, reader: Reader, now: number): Promise<void>;
  /** Erases one call for everybody; what is told of it afterwards is not written down. `forbidden`: something was recorded of it that they may not hear. */
  eraseCall(callSid: CallSid, reader: Reader, now: number): Promise<'erased' | 'going-on' | 'unknown' | 'forbidden'>;
  /** Erases every call up to this place that is over, many in several goes: true when nothing is left. */
  eraseUpTo(upTo: number, reader: Reader, now: number): Promise<boolean>;
  settings(): Promise<Settings>;
  /** What is older than history is kept now goes from then on. False when whoever asks is not the owner. */
  changeSettings(settings: Settings, by: PersonId, now: number): Promise<boolean>;
}
