import * as v from 'valibot';
import { LIMITS } from '../dialplan.ts';
import { CallSid } from '../protocol.ts';
import { step, type Step } from './commands.ts';
import { lose, type Moment } from './heard.ts';
import { hangUpAll } from './intents.ts';
import { onlyHeard, recordingDueAt, stopped, unrecorded } from './recording.ts';
import { isInRoom, type Steering } from './steering.ts';
import { undo } from './undo.ts';

/** How long the way into the room may take, and how long anybody stays alone in it. */
const PATIENCE_MS = 5000;
/** So much longer when they hear a notice first. */
const NOTICE_MS = 10_000;

/** So much longer than it rings, when nothing is told. */
const MARGIN_MS = 10_000;
/** How often somebody who is alone is to be rung for, and after that to hear a sentence, when Twilio does neither. */
const RESCUES = 3;
const SENTENCES = 3;

/** When to look whether what was asked for has come about; null when nothing is waited for. Milliseconds since the epoch. */
export function watchAt(now: Steering): number | null {
  const due = [dialDueAt(now), roomDueAt(now), recordingDueAt(now)].filter((at) => at !== null);
  return due.length === 0 ? null : Math.min(...due);
}

/** Of a Dial that nobody answers Twilio tells; what it never heard of it does not. */
function dialDueAt({ task, mode, before }: Steering): number | null {
  if (mode !== 'dial' || task === null || task.kind === 'promote' || before === null) return null;
  return task.since + RING_SECONDS[task.kind] * 1000 + MARGIN_MS;
}

const RING_SECONDS = {
  transfer: LIMITS.outgoingRingSeconds,
  move: LIMITS.moveRingSeconds,
  return: LIMITS.returnRingSeconds,
  rescue: LIMITS.returnRingSeconds,
};

function roomDueAt({ task, mode, aloneSince }: Steering): number | null {
  if (mode === 'dial') return null;
  if (task?.kind === 'promote') return task.since + PATIENCE_MS + (task.then === 'record' ? NOTICE_MS : 0);
  return aloneSince === null ? null : aloneSince + PATIENCE_MS;
}

/**
 * Nobody is left alone in a room. The far party is not dropped: the devices of whoever had them ring. Whoever else is alone hears a
 * sentence, and the call is over. A room that nobody came into was never made: the call is believed to be as it was. So is one that was
 * passed on, and of which nothing was told.
 */
export function watch(now: Steering, moment: Moment): Step | null {
  const isDue = (at: number | null) => at !== null && at <= moment.at;
  if (isDue(dialDueAt(now))) return step(undo(now, now.task?.kind === 'transfer' ? 'transfer' : 'move'));
  if (!isDue(roomDueAt(now))) return isDue(recordingDueAt(now)) ? unrecorded(now) : null;
  const { far, ours, guest, task } = now;
  const tries = now.tries + 1;
  // Should Twilio not do it, it is asked once more.
  const asked = { ...now, task: null, aloneSince: moment.at, tries, recording: onlyHeard(now), before: null };
  // Nobody waits who was to wait in a room that not both came into.
  const rest = task?.kind === 'promote' ? { ...asked, isHeld: false, guest: null } : asked;
  const isThere = (side: { leg: CallSid } | null) => side !== null && isInRoom(now, side.leg);
  const isAnybody = Object.values(now.presence).some(({ isIn }) => isIn);
  if (!isAnybody)
    return step(undo({ ...now, aloneSince: null }, task?.kind === 'promote' ? FAILURES[task.then] : 'hold'));
  const isTried = tries > RESCUES;
  if (!isTried && isThere(far) && ours !== null && !moment.isHungUp(ours.leg)) return lose({ ...rest, ours }, moment);
  // Also somebody who was called in addition, and of whom nothing else is known any more.
  const alone = Object.keys(now.presence).flatMap((leg) => (now.presence[leg]?.isIn ? v.parse(CallSid, leg) : []));
  const over = alone.map((leg) => ({ do: 'redirect', leg, to: { does: 'say', sentence: 'over' } }) as const);
  const unheard = rest.recording === null ? stopped(now) : [];
  if (tries <= RESCUES + SENTENCES) return step({ ...rest, guest: null }, ...unheard, ...hangUpAll(guest), ...over);
  const ends = now.room === null ? [] : [{ do: 'end-room', room: now.room } as const];
  return step({ ...rest, guest: null, aloneSince: null }, ...unheard, ...hangUpAll(guest), ...ends);
}

const FAILURES = { hold: 'hold', consult: 'consult', record: 'recording' } as const;
