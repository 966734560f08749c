import type { Target } from '../history.ts';
import type { Identity, SteerInput } from '../protocol.ts';
import type { Step } from './commands.ts';
import {
  back,
  complete,
  consult,
  hangUp,
  hold,
  joinAll,
  move,
  pauseRecording,
  record,
  stopRecording,
  transfer,
} from './intents.ts';
import type { Steering } from './steering.ts';

/** The one door for what a person asks for; null when it cannot be now. `to`: where what they dialled leads. */
export function asked(
  now: Steering,
  intent: SteerInput,
  to: Target | null,
  { by, at }: { by: Identity; at: number },
): Step | null {
  switch (intent.does) {
    case 'hold':
    case 'resume':
      return hold(now, intent.does === 'hold', at);
    case 'transfer':
      return to && transfer(now, to, by, at);
    case 'consult':
      return to && consult(now, to, at);
    case 'complete':
      return complete(now);
    case 'join':
      return joinAll(now, at);
    case 'back':
      return back(now);
    case 'move':
      return move(now, intent.device, by, at);
    case 'record':
      return record(now, at);
    case 'pause-recording':
    case 'resume-recording':
      return pauseRecording(now, intent.does === 'pause-recording');
    case 'stop-recording':
      return stopRecording(now);
    case 'hang-up':
      return hangUp(now, by);
  }
}
