import type { CallSid, Identity, RecordingSid } from '../protocol.ts';
import { type Command, step, type Step } from './commands.ts';
import type { Recorded, Steering } from './steering.ts';

/**
 * What is recorded of a call. Twilio records legs, not conferences: it is the far party's, with both sides on channels of their own,
 * and it goes on when the call is redirected. Nobody is recorded who did not hear the notice to its end.
 */

/** How long a notice, or Twilio's word that it records, may take. */
const PATIENCE_MS = 15_000;

export function begun(leg: CallSid, stage: Recorded['stage'], since: number): Recorded {
  return { leg, sid: null, stage, since, isPaused: false, isTaking: false, present: [] };
}

/** Everybody in the room is told. */
export function announce({ room, recording }: Steering): Command[] {
  return room === null || recording === null ? [] : [{ do: 'announce', room, since: recording.since }];
}

/** What ends it at Twilio. */
export function stopped({ recording }: Steering): Command[] {
  return recording?.sid ? [{ do: 'stop-recording', leg: recording.leg, sid: recording.sid }] : [];
}

/** Of those who did not hear the whole notice nothing is recorded. */
export function onlyHeard({ recording }: Steering): Recorded | null {
  return recording?.stage === 'notice' ? null : recording;
}

/** Everybody has heard it: what they say from now on is taken down. */
export function noticed(now: Steering, at: number): Step {
  const { recording } = now;
  if (recording === null) return step(now);
  if (recording.sid !== null) return step({ ...now, recording: { ...recording, stage: 'on', since: at } });
  const starting: Recorded = { ...recording, stage: 'starting', since: at, isTaking: true };
  return step({ ...now, recording: starting }, { do: 'record', leg: recording.leg });
}

/** Not all of them have heard it for certain: they are told once more, where they are. */
export function noticeAgain(now: Steering, at: number): Step {
  const next = { ...now, recording: now.recording && { ...now.recording, since: at } };
  return step(next, ...announce(next));
}

/** A call of a line that records each one was answered, and the far party was told before. Of us whoever answered sees it. */
export function recordFromAnswer(now: Steering, at: number): Step {
  if (now.recording !== null || now.far.identity !== null) return step(now);
  return noticed({ ...now, recording: begun(now.far.leg, 'notice', at) }, at);
}

/** The notice that was given since then (null: Twilio did not say which) is over, `isHeard` to its end. */
export function afterNotice(
  now: Steering,
  { since, isHeard }: { since: number | null; isHeard: boolean },
  at: number,
): Step {
  const { recording, task } = now;
  if (recording?.stage !== 'notice' || task !== null || (since ?? recording.since) !== recording.since)
    return step(now);
  return isHeard ? noticed(now, at) : unrecorded(now);
}

/** What Twilio tells of a recording. */
export interface RecordingChange {
  sid: RecordingSid;
  leg: CallSid;
  isOver: boolean;
}

/** It has begun, or is over. One that nobody wants any more, or never did, is stopped. */
export function afterRecording(now: Steering, { sid, leg, isOver }: RecordingChange): Step {
  const { recording } = now;
  const isIt =
    recording !== null &&
    recording.leg === leg &&
    (recording.sid === null ? recording.stage === 'starting' : recording.sid === sid);
  if (isOver) return isIt && recording.sid !== null ? step({ ...now, recording: null }) : step(now);
  if (!isIt) return step(now, { do: 'stop-recording', leg, sid });
  const stage = recording.stage === 'starting' ? 'on' : recording.stage;
  return step({ ...now, recording: { ...recording, sid, stage } });
}

/** It could not be begun or gone on with, or not everybody could be told. */
export function unrecorded(now: Steering): Step {
  const failure = { what: 'recording', why: 'network' } as const;
  return step({ ...now, recording: null, failure }, ...stopped(now));
}

/** Twilio did not go on with it: it stays paused. */
export function unresumed(now: Steering): Step {
  // Should it go on all the same, it is paused again.
  const recording = now.recording && { ...now.recording, isPaused: true };
  return step({ ...now, recording, failure: { what: 'recording', why: 'network' } });
}

/** Twilio goes on with it. */
export function unstopped(now: Steering, { leg, sid }: { leg: CallSid; sid: RecordingSid }): Step {
  const recording: Recorded = now.recording ?? { ...begun(leg, 'on', 0), sid, isTaking: true };
  return step({ ...now, recording, failure: { what: 'recording', why: 'network' } });
}

/** What is recorded once what was asked for is taken back; `undone` is what Twilio did not do. */
export function recordingBefore(
  now: Steering,
  before: Pick<Steering, 'recording'>,
  undone: Command['do'] | null,
): Recorded | null {
  // What was stopped cannot be gone on with.
  if (now.recording === null) return undone === 'stop-recording' ? before.recording : null;
  const { sid, isTaking } = now.recording;
  return (
    before.recording && { ...before.recording, sid, isTaking: undone === 'pause-recording' ? !isTaking : isTaking }
  );
}

/** When to look whether what was begun has come about; milliseconds since the epoch. */
export function recordingDueAt({ recording, task }: Steering): number | null {
  const isAwaited = recording !== null && recording.stage !== 'on' && task?.kind !== 'promote';
  return isAwaited ? recording.since + PATIENCE_MS : null;
}

/** The last word on every step: takes down what may be taken down and no more, and knows who of us was there. */
export function settled({ steering, commands, ...rest }: Step): Step {
  const { recording, ours, far, guest, isHeld } = steering;
  if (recording === null) return { steering, commands, ...rest };
  // With its leg it is over, or is to be: nobody knows any more who is heard there.
  const isThere = recording.leg === far.leg || recording.leg === ours?.leg;
  if (!isThere)
    return { steering: { ...steering, recording: null }, commands: [...stopped(steering), ...commands], ...rest };
  const { sid, leg, stage, isPaused, isTaking } = recording;
  const isWanted = stage === 'on' && !isPaused && !isHeld && ours !== null;
  const others = guest?.stage === 'joined' ? [guest] : [];
  const present = stage === 'notice' ? [] : [ours, far, ...others].flatMap((side) => side?.identity ?? []);
  const next = { ...recording, present: union(recording.present, present) };
  if (sid === null || isWanted === isTaking) return { steering: { ...steering, recording: next }, commands, ...rest };
  // Paused before anything else is done, gone on with after all of it.
  const all: Command[] = isWanted
    ? [...commands, { do: 'resume-recording', leg, sid }]
    : [{ do: 'pause-recording', leg, sid }, ...commands];
  return { steering: { ...steering, recording: { ...next, isTaking: isWanted } }, commands: all, ...rest };
}

function union(known: readonly Identity[], more: readonly Identity[]): Identity[] {
  return [...new Set([...known, ...more])].sort();
}
