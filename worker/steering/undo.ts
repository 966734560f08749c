import type { SteeringFailure } from '../protocol.ts';
import { type Command, step, type Step } from './commands.ts';
import { recordingBefore, unrecorded, unresumed, unstopped } from './recording.ts';
import type { Fate, Steering } from './steering.ts';

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
    default:
      return step(undo(now, what, command.do));
  }
}

/**
 * Twilio did not do what it was asked, or did not say: the call is believed to be as it was before. The generation stays, so that
 * what was asked for is still told apart should it have happened after all. `undone`: what Twilio did not do.
 */
export function undo(now: Steering, what: SteeringFailure['what'], undone: Command['do'] | null = null): Steering {
  const { before, generation } = now;
  const failure = { what, why: 'network' } as const;
  if (!before) return { ...now, task: null, failure };
  const isRedirected = generation > before.generation;
  const replaced = { ...now.replaced, ...(isRedirected ? { [before.generation]: fateOfParent(now, before) } : {}) };
  const recording = recordingBefore(now, before, undone);
  return { ...before, generation, replaced, failure, recording, before: null };
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
