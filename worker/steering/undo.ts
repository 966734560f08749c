import type { SteeringFailure } from '../protocol.ts';
import { type Command, type Instruction, step, type Step } from './commands.ts';
import { announce, recordingBefore, unrecorded, unresumed, unstopped } from './recording.ts';
import type { Fate, Guest, Steering } from './steering.ts';

/** Twilio did not do `command`, with which it was asked for `what`. */
export function notDone(now: Steering, what: SteeringFailure['what'], command: Command): Step {
  switch (command.do) {
    case 'record':
      // It has begun, and only Twilio's answer was lost.
      return now.recording?.sid ? step(now) : unrecorded(now);
    case 'announce':
      return unrecorded(now);
    case 'resume-recording':
      return unresumed(now);
    case 'stop-recording':
      // Unless somebody asked for it just now, it is one that nobody knew of: shown, it can be stopped.
      if (now.before?.recording?.sid !== command.sid) return unstopped(now, command);
      return step(undo(now, what, command.do));
    case 'pause-recording':
      return now.isHeld === now.before?.isHeld ? step(undo(now, what, command.do)) : mended(now, what, command);
    case 'redirect':
      return hasComeAbout(now, command.to) ? step(now) : step(undo(now, what));
    case 'hold':
    case 'keep-room':
    case 'invite':
      // Of a room that was left since then nothing is to be put right.
      return command.room === now.room ? mended(now, what, command) : step(now);
    default:
      return step(undo(now, what, command.do));
  }
}

/** Only Twilio's answer was lost: what followed was told already. */
function hasComeAbout({ generation, task }: Steering, to: Instruction): boolean {
  if (!('generation' in to)) return false;
  return to.generation < generation || (to.generation === generation && task === null);
}

/**
 * Twilio did one part of what changes the room, and not the other. What lets the far party hear us is gone on with, the rest is taken
 * back; and Twilio is asked once for what makes the room so. Should it not do that either, nobody is heard who is not said to be.
 */
function mended(now: Steering, what: SteeringFailure['what'], command: Command): Step {
  const { before, room } = now;
  const failure = { what, why: 'network' } as const;
  const isStillOurs = now.ours !== null && now.ours.leg === before?.ours?.leg;
  const isGoneOnWith = before === null || (isStillOurs && !now.isHeld);
  const known: Steering = isGoneOnWith
    ? { ...now, task: null, failure: before ? failure : (now.failure ?? failure), before: null }
    : undo(now, what, command.do);
  // Nobody knows whether it was done; what is paused is paused before that.
  const isHeld = known.isHeld && command.do !== 'hold' && (before !== null || command.do !== 'pause-recording');
  const guest = calledOf(known, isHeld);
  const next = { ...known, isHeld, guest };
  if (room === null) return step(next);
  const { far, ours } = next;
  const unwanted = (now.guest?.legs ?? []).filter((leg) => guest?.legs.includes(leg) !== true);
  const commands: Command[] = unwanted.map((leg) => ({ do: 'hang-up', leg }));
  if (!isHeld) commands.push({ do: 'hold', room, leg: far.leg, isHeld });
  commands.push({ do: 'keep-room', room, leg: far.leg, endsRoom: guest === null || ours === null });
  if (ours !== null && now.ours?.leg !== ours.leg)
    commands.push(...(guest?.legs ?? []).map((leg) => ({ do: 'keep-room', room, leg, endsRoom: false }) as const));
  const isNew = next.recording?.stage === 'notice' && before?.recording?.stage !== 'notice';
  return step(next, ...commands, ...(isNew ? announce(next) : []));
}

/** Who was called in addition, if anybody was. With the far party listening all three talk. */
function calledOf({ guest, isHeld: wasHeld }: Steering, isHeld: boolean): Guest | null {
  if (guest === null || guest.legs.length === 0) return null;
  return wasHeld && !isHeld && guest.stage === 'talking' ? { ...guest, stage: 'joined' } : guest;
}

/**
 * Twilio did not do what it was asked, or did not say: the call is believed to be as it was before. The generation stays, so that
 * what was asked for is still told apart should it have happened after all. `undone`: what Twilio did not do.
 */
export function undo(now: Steering, what: SteeringFailure['what'], undone: Command['do'] | null = null): Steering {
  const { before, generation, presence, room, aloneSince, tries } = now;
  // Nobody asked for a rescue.
  const failure = now.task?.kind === 'rescue' ? now.failure : ({ what, why: 'network' } as const);
  if (!before) return { ...now, task: null, failure };
  const recording = recordingBefore(now, before, undone);
  const known = { ...before, generation, failure, recording, before: null };
  if (generation === before.generation) return { ...known, replaced: now.replaced, presence, room, aloneSince, tries };
  return { ...known, replaced: { ...now.replaced, [before.generation]: fateOfParent(now, before) } };
}

/** What becomes of the parent of a Dial that was to be replaced, and may have been. */
function fateOfParent({ replaced }: Steering, { mode, generation }: NonNullable<Steering['before']>): Fate {
  let made = generation - 1;
  while (replaced[made] === 'undone') made--;
  // It was the room's, also when that had been given up.
  if (mode === 'room' || replaced[made] === 'room') return 'room';
  const fate = replaced[generation];
  return fate === undefined || fate === 'nothing' ? 'undone' : fate;
}
