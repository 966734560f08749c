import { ControlError } from './errors.ts';
import { measure } from '../media/measurement.ts';
import { SAMPLE_RATE, type Heard } from '../ports.ts';
import type { Recording } from '../recording/recording.ts';

/** How the outside world sees a recording. */
export function recordingView({ facts, status, durationSeconds }: Recording) {
  const { sid, callSid, channels, track, startedAtMs } = facts;
  return { sid, callSid, status, channels, track, durationSeconds, startedAt: new Date(startedAtMs).toISOString() };
}

/** A stretch of one channel, measured. Throws {@link ControlError} when there is no such channel. */
export function stretchOf(
  recording: Recording,
  { channel, hz, fromMs, toMs }: { channel: number; hz: number; fromMs: number; toMs: number },
): Heard {
  const samples = recording.channels()[channel - 1];
  if (samples === undefined) throw new ControlError('channel', `the recording has no channel ${channel}`);
  const at = (ms: number) => Math.round((ms / 1000) * SAMPLE_RATE);
  return measure([samples.subarray(at(fromMs), at(toMs))], hz);
}
