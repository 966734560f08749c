import type { Reader } from '../ports/calls.ts';
import type { RecordingAccess, RecordingsDesk as Promised, RecordingToldOf } from '../ports/recordings.ts';
import type { Steered } from '../ports/steering.ts';
import type { RecordingSid } from '../protocol.ts';
import * as recordings from '../store/recordings.ts';
import { recordingTold } from '../store/steering.ts';
import { SteeringDesk } from './steering.ts';

/** What was recorded of calls. */
export abstract class RecordingsDesk extends SteeringDesk implements Promised {
  async recordingTold(told: RecordingToldOf): Promise<Steered | null> {
    return this.change(() => recordingTold(this.sql, told));
  }

  async recording(sid: RecordingSid, reader: Reader, now: number): Promise<RecordingAccess> {
    return recordings.accessTo(this.sql, sid, this.viewer(reader), now);
  }

  async eraseRecording(sid: RecordingSid, reader: Reader, now: number): Promise<RecordingAccess['what'] | 'going-on'> {
    return this.change(() => recordings.eraseRecording(this.sql, sid, this.viewer(reader), now));
  }
}
