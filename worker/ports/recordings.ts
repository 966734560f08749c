import type { CallSid, RecordingSid } from '../protocol.ts';
import type { Reader } from './calls.ts';
import type { Steered } from './steering.ts';

/** What was recorded of calls. Times are milliseconds since the epoch. */
export interface RecordingsDesk {
  /** A recording of a call has begun, or is over. Gives what follows for the call. */
  recordingTold(told: RecordingToldOf): Promise<Steered | null>;
  /** Whether the reader may hear it: whoever was on the call meanwhile, and the owner; when it began. */
  recording(sid: RecordingSid, reader: Reader, now: number): Promise<RecordingAccess>;
  /** Erases it for everybody, and at Twilio soon after. */
  eraseRecording(sid: RecordingSid, reader: Reader, now: number): Promise<RecordingAccess['what'] | 'going-on'>;
}

export type RecordingAccess = { what: 'unknown' | 'forbidden' } | { what: 'allowed'; startedAt: number };

/** As Twilio tells, or answered. `leg`: what is recorded; `absent`: there was nothing to hear. */
export interface RecordingToldOf {
  callSid: CallSid;
  sid: RecordingSid;
  leg: CallSid;
  status: 'in-progress' | 'completed' | 'absent';
  startedAt: number;
  seconds: number | null;
  now: number;
}
