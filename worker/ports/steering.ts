import type { Line } from '../config.ts';
import type { BlockReason, CallSid, E164, PersonId, SteerInput, SteeringFailure } from '../protocol.ts';
import type { Command, Instruction } from '../steering/commands.ts';
import type { RoomChange } from '../steering/heard.ts';
import type { Reader } from './calls.ts';

/** What is done to calls that were answered. Times are milliseconds since the epoch. */
export interface SteeringDesk {
  /** A person asks for something. Null when there is no such call, or it is not theirs. Nothing is done at Twilio yet. */
  steer(request: SteerRequest, reader: Reader): Promise<Steered | null>;
  /** A device says that it hangs up the leg `legSid`: its end is no loss. Null as above. */
  hangUp(request: HangUp, reader: Reader): Promise<Steered | null>;
  /** Twilio did not do what it was asked: the call is believed to be as it was. */
  steeringFailed(undone: Undone): Promise<Steered | null>;
  /** Somebody came into the room of a call or left it. */
  roomTold(change: RoomToldOf): Promise<Steered | null>;
  /** Everybody in the room of a call heard that it is recorded, or did not. */
  noticeTold(notice: NoticeToldOf): Promise<Steered | null>;
}

export interface SteerRequest {
  /** The conversation, by the SID of any of its legs. */
  name: CallSid;
  intent: SteerInput;
  lines: readonly [Line, ...Line[]];
  now: number;
}

/** As above, of a leg of the reader's. */
export interface HangUp extends Omit<SteerRequest, 'intent'> {
  legSid: CallSid;
}

/** What somebody asked for, and what of it Twilio did not do. */
export interface Undone {
  callSid: CallSid;
  what: SteeringFailure['what'];
  command: Command;
  now: number;
}

export interface Steered {
  callSid: CallSid;
  generation: number;
  about: About;
  /** What Twilio is to be asked, in this order. */
  commands: Command[];
  /** Why nothing is done. */
  refused: BlockReason | 'not-now' | 'forbidden' | null;
  /** The answer to an `action`; null when nobody asked. */
  instruction: Instruction | null;
}

/** What a device that is rung in the middle of a call is told of it. */
export interface About {
  line: E164 | null;
  /** Who is at the other end: a number, `client:<identity>`, or what the network gave. */
  far: string;
  /** As they are known to us; empty when they are not. */
  farName: string;
  /** When it is one of us: who, and which devices are theirs. */
  farPerson: { id: PersonId; identities: string[] } | null;
}

/** As Twilio told of the conversation's room. */
export interface RoomToldOf extends RoomChange {
  callSid: CallSid;
  now: number;
}

/** `since` tells one notice from another, where Twilio says. */
export interface NoticeToldOf {
  callSid: CallSid;
  since: number | null;
  isHeard: boolean;
  now: number;
}
