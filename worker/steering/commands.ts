import type { CallSid, E164, Identity, RecordingSid } from '../protocol.ts';
import type { Target } from '../history.ts';
import type { Steering } from './steering.ts';

/** What a leg of a steered call is to do now: what a redirection sends, or an `action` answers. Turned into TwiML at the edge. */
export type Instruction =
  /** Into the room. `endsRoom`: with this leg the room is over. `hears`: before that. */
  | (Dialing & { does: 'join'; endsRoom: boolean; hears: 'notice' | null })
  /** Rings devices of ours. `says`: what the leg hears before it. */
  | (Dialing & {
      does: 'ring';
      identities: readonly Identity[];
      ringSeconds: number;
      says: 'lost' | null;
      /** What the rung devices are told besides. */
      parameters: Readonly<Record<string, string>>;
    })
  | (Dialing & { does: 'call'; number: E164; ringSeconds: number })
  /** A sentence, then the end. */
  | { does: 'say'; sentence: 'nobody' | 'over' }
  | { does: 'hang-up' }
  /** Whatever it does already: the answer is not heard. */
  | { does: 'nothing' };

export type Ringing = Extract<Instruction, { does: 'ring' | 'call' }>;

interface Dialing {
  /** The conversation, and so the room's name. */
  callSid: CallSid;
  generation: number;
  /** The longest call we allow, counted from the answer: none of its parts may last longer (milliseconds since the epoch). */
  endsAt: number;
}

/** What Twilio is asked to do over REST, one after the other. */
export type Command =
  | { do: 'redirect'; leg: CallSid; to: Exclude<Instruction, { does: 'nothing' }> }
  | { do: 'hold'; room: string; leg: CallSid; isHeld: boolean }
  /** Whether the room is over when this leg leaves. */
  | { do: 'keep-room'; room: string; leg: CallSid; endsRoom: boolean }
  /** Calls somebody into the room. */
  | (Dialing & { do: 'invite'; room: string; to: Target; ringSeconds: number })
  | { do: 'hang-up'; leg: CallSid }
  | { do: 'end-room'; room: string }
  /** Everybody in the room hears that they are recorded; `since` tells one notice from another. */
  | { do: 'announce'; room: string; since: number }
  | { do: 'record'; leg: CallSid }
  | { do: 'pause-recording' | 'resume-recording' | 'stop-recording'; leg: CallSid; sid: RecordingSid };

/** The next state of a call, and what follows for Twilio. */
export interface Step {
  steering: Steering;
  commands: Command[];
  /** Whom the call was passed on to, once they have it. */
  passedOn?: Target;
}

export const step = (steering: Steering, ...commands: Command[]): Step => ({ steering, commands });

/** What every new Dial of this call has in common. */
export function dialing({ callSid, generation, endsAt }: Steering): Dialing {
  return { callSid, generation, endsAt };
}
