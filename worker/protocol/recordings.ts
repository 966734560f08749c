import * as v from 'valibot';
import { Seconds, Time } from './ids.ts';

/** A Twilio Recording SID, `RE` and 32 hex digits. */
export const RecordingSid = v.pipe(v.string(), v.regex(/^RE[0-9a-f]{32}$/), v.brand('RecordingSid'));
export type RecordingSid = v.InferOutput<typeof RecordingSid>;

/** Whether calls of a line are recorded: never, when somebody asks for it, or each from its beginning. */
export const RecordingPolicy = v.picklist(['never', 'ask', 'always']);
export type RecordingPolicy = v.InferOutput<typeof RecordingPolicy>;

/**
 * Something that was recorded of a call. `GET /api/recordings/:sid` is its sound, a WAV file of two channels, in ranges when asked
 * for, and with `?download` under a name; `DELETE` ends it here and at Twilio. Both `forbidden` to whoever was not on the call, but
 * for the owner.
 */
export const Recording = v.object({
  sid: RecordingSid,
  startedAt: Time,
  /** Null while it is being made. */
  seconds: v.nullable(Seconds),
});
export type Recording = v.InferOutput<typeof Recording>;
