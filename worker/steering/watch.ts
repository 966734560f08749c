import type { CallSid } from '../protocol.ts';
import { step, type Step } from './commands.ts';
import { lose, type Moment } from './heard.ts';
import { hangUpAll, undo } from './intents.ts';
import { isInRoom, type Steering } from './steering.ts';

/** How long the way into the room may take, and how long anybody stays alone in it. */
const PATIENCE_MS = 5000;

/** When to look whether what was asked for has come about; null when nothing is waited for. Milliseconds since the epoch. */
export function watchAt({ task, mode, aloneSince }: Steering): number | null {
  if (mode === 'dial') return null;
  const since = task?.kind === 'promote' ? task.since : aloneSince;
  return since === null ? null : since + PATIENCE_MS;
}

/**
 * Nobody is left alone in a room. The far party is not dropped: the devices of whoever had them ring. Whoever else is alone hears a
 * sentence, and the call is over. A room that nobody came into was never made: the call is believed to be as it was.
 */
export function watch(now: Steering, moment: Moment): Step | null {
  const due = watchAt(now);
  if (due === null || moment.at < due) return null;
  const { far, ours, guest } = now;
  // Should Twilio not do it, it is asked once more.
  const rest = { ...now, task: null, aloneSince: moment.at, before: null };
  const isThere = (side: { leg: CallSid } | null) => side !== null && isInRoom(now, side.leg);
  const isAnybody = Object.values(now.presence).some(({ isIn }) => isIn);
  if (!isAnybody) return step(undo({ ...now, aloneSince: null }, 'hold'));
  if (isThere(far) && ours !== null && !moment.isHungUp(ours.leg)) return lose({ ...rest, ours }, moment);
  const alone = [far, ours].filter(isThere).flatMap((side) => side?.leg ?? []);
  const over = alone.map((leg) => ({ do: 'redirect', leg, to: { does: 'say', sentence: 'over' } }) as const);
  return step({ ...rest, guest: null }, ...hangUpAll(guest), ...over);
}
