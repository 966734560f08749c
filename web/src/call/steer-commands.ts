import type { Identity } from '../../../worker/protocol.ts';
import { isTalking, type Call, type Open } from './call.ts';
import { calleeOf } from './party.ts';
import type { Names } from './ports.ts';
import { leavesUs, recordingOf, type Asked } from './talk.ts';

/** What can be done now to a call that was answered; a command that is impossible now is `null`. */
export interface SteerCommands {
  hold: (() => void) | null;
  resume: (() => void) | null;
  /** Passes the call on to whom these words dial, and leaves. */
  transfer: ((to: string) => void) | null;
  /** Calls somebody in addition, while the far party waits. */
  consult: ((to: string) => void) | null;
  /** The far party and whoever was called in addition go on without us. */
  complete: (() => void) | null;
  /** All three talk. */
  join: (() => void) | null;
  /** Whoever was called in addition leaves, also while they ring. */
  back: (() => void) | null;
  /** Goes on at another device of mine. */
  move: ((device: Identity, label: string) => void) | null;
  /** All are told, and then the call is recorded. */
  record: (() => void) | null;
  pauseRecording: (() => void) | null;
  resumeRecording: (() => void) | null;
  stopRecording: (() => void) | null;
  /** Goes on here with a call of mine, by its SID, that is on another device or was lost. */
  take: ((callSid: string) => void) | null;
}

/** What is asked of whom. */
export interface Steered {
  ask(what: Asked): void;
  take(callSid: string): void;
  names: Names;
}

/** What can be done now. `canTake`: nothing lives here, and the line is up. Pure. */
export function steerCommandsNow(call: Call | null, canTake: boolean, { ask, take, names }: Steered): SteerCommands {
  const none: SteerCommands = {
    hold: null,
    resume: null,
    transfer: null,
    consult: null,
    complete: null,
    join: null,
    back: null,
    move: null,
    record: null,
    pauseRecording: null,
    resumeRecording: null,
    stopRecording: null,
    take: canTake ? take : null,
  };
  if (call === null || !isTalking(call) || call.state !== 'open') return none;
  const { control, asked, isAsking } = call;
  if (control?.on?.isHere !== true || isAsking || leavesUs(asked)) return none;
  const { guest, task, isHeld } = control;
  const recording = recordingCommandsNow(call, ask);
  if (guest !== null) {
    const isThere = guest.stage === 'talking' || guest.stage === 'joined';
    return {
      ...none,
      ...recording,
      complete: isThere ? () => ask({ does: 'complete', party: guest.party }) : null,
      join: guest.stage === 'talking' ? () => ask({ does: 'join' }) : null,
      back: guest.stage === 'wanted' ? null : () => ask({ does: 'back' }),
    };
  }
  if (task !== null) return none;
  return {
    ...none,
    ...recording,
    hold: isHeld ? null : () => ask({ does: 'hold' }),
    resume: isHeld ? () => ask({ does: 'resume' }) : null,
    transfer: (to) => ask({ does: 'transfer', to, party: calleeOf(to, names) }),
    consult: (to) => ask({ does: 'consult', to, party: calleeOf(to, names) }),
    move: (device, label) => ask({ does: 'move', device, party: { kind: 'device', identity: device, label } }),
  };
}

/** While the far party waits nothing of it is recorded, and nothing begins. */
function recordingCommandsNow(
  call: Open,
  ask: Steered['ask'],
): Pick<SteerCommands, 'record' | 'pauseRecording' | 'resumeRecording' | 'stopRecording'> {
  const { control } = call;
  const recording = recordingOf(call);
  const isFree = control !== null && control.task === null;
  const hasJoined = (control?.guest?.stage ?? 'joined') === 'joined';
  const mayRun = isFree && hasJoined && !control.isHeld && !call.isHolding;
  const isMade = recording === 'on' || recording === 'paused';
  return {
    record: mayRun && recording === null && control.mayRecord ? () => ask({ does: 'record' }) : null,
    pauseRecording: isFree && recording === 'on' ? () => ask({ does: 'pause-recording' }) : null,
    resumeRecording: mayRun && recording === 'paused' ? () => ask({ does: 'resume-recording' }) : null,
    stopRecording: isFree && isMade ? () => ask({ does: 'stop-recording' }) : null,
  };
}
