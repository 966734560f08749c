import type { Control } from '../../../worker/protocol.ts';
import { recordingOf, type TalkFacts } from './talk.ts';
import type { SteerCommands } from './steer-commands.ts';

/** The key that records: what it shows, and what a tap does. */
export interface RecordKey {
  recording: Control['recording'];
  /** `begin`: records · `open`: shows what can be done to a recording, or why there can be none · null: impossible now. */
  tap: 'begin' | 'open' | null;
  /** The line is never recorded: a tap says so. */
  isRefused: boolean;
}

/** The key as it is now. Pure. */
export function recordKeyOf(talk: TalkFacts, steer: SteerCommands | null): RecordKey {
  const recording = recordingOf(talk);
  const isRefused = recording === null && talk.control?.on?.isHere === true && !talk.control.mayRecord;
  const canSteer = steer?.pauseRecording || steer?.resumeRecording || steer?.stopRecording;
  return { recording, tap: steer?.record ? 'begin' : canSteer || isRefused ? 'open' : null, isRefused };
}
