import { LIMITS } from '../dialplan.ts';
import type { Target } from '../history.ts';
import type { Identity } from '../protocol.ts';
import { type Command, dialing, type Instruction, type Ringing, step, type Step } from './commands.ts';
import { announce, begun, onlyHeard, stopped } from './recording.ts';
import { type Fate, type Guest, isInRoom, isUnderWay, type Steering, type Task } from './steering.ts';

/** What a person asks for during a call. Each gives the next state and what Twilio is to do, or null when it cannot be now. */

/** Holds the far party, or talks to them again. The first hold takes both legs into a room. */
export function hold(now: Steering, isHeld: boolean, at: number): Step | null {
  if (now.ours === null || isUnderWay(now) || now.guest !== null) return null;
  if (now.isHeld === isHeld) return step(now);
  const next = { ...now, isHeld, failure: null, before: backTo(now) };
  if (now.mode === 'dial') return promote(next, 'hold', at);
  return now.room === null ? null : step(next, { do: 'hold', room: now.room, leg: now.far.leg, isHeld });
}

/**
 * Both legs go into the room: the child of the Dial is redirected, the parent follows when it is asked what comes after the
 * Dial. The other way round Twilio ends the child.
 */
function promote(now: Steering, then: (Task & { kind: 'promote' })['then'], at: number): Step {
  const child = now.parent === now.far.leg ? now.ours : now.far;
  if (child === null) return step(now);
  const next = replace({ ...now, mode: 'room', task: { kind: 'promote', since: at, then } }, 'room');
  return step(next, { do: 'redirect', leg: child.leg, to: join(next, child.leg) });
}

/** Passes the far party on to somebody, and leaves. */
export function transfer(now: Steering, to: Target, by: Identity, at: number): Step | null {
  if (now.ours === null || isUnderWay(now) || now.guest !== null) return null;
  const task: Task = { kind: 'transfer', since: at, by, to };
  const passed = passOn({ ...now, recording: null }, task, (next) => ring(next, to, LIMITS.outgoingRingSeconds));
  const before = backTo(now);
  return step({ ...passed.steering, before }, ...stopped(now), ...passed.commands);
}

/** Goes on with the call at another device of the same person, which answers by itself. */
export function move(now: Steering, to: Identity, by: Identity, at: number): Step | null {
  if (now.guest !== null || now.ours?.identity === to || now.task?.kind === 'promote') return null;
  return passOn(now, { kind: 'move', since: at, by, to }, (next) => ({
    ...dialing(next),
    does: 'ring',
    identities: [to],
    ringSeconds: LIMITS.moveRingSeconds,
    says: null,
    parameters: { moved: 'yes' },
  }));
}

/** The far leg is redirected to a new Dial, and our leg ends. */
export function passOn(
  now: Steering,
  task: Task,
  to: (next: Steering) => Exclude<Instruction, { does: 'nothing' }>,
): Step {
  const { far, ours, mode, parent } = now;
  const recording = onlyHeard(now);
  const next = replace(
    {
      ...now,
      task,
      mode: 'dial',
      parent: far.leg,
      ours: null,
      isHeld: false,
      failure: null,
      recording,
      before: backTo(now),
    },
    mode === 'dial' && parent === far.leg ? 'nothing' : 'hang-up',
  );
  const unheard = recording === null ? stopped(now) : [];
  const commands: Command[] = [...unheard, { do: 'redirect', leg: far.leg, to: to(next) }];
  // With the Dial it ends by itself; ended before the redirection takes hold, a sixth of a second later, it would end the Dial, and the
  // far leg with it. Of a promotion that was given up nobody knows whether it happened.
  const mayBeInRoom = mode === 'room' || now.replaced[now.generation - 1] === 'room';
  if (ours && mayBeInRoom) commands.push({ do: 'hang-up', leg: ours.leg });
  return step(next, ...commands);
}

/** Calls somebody in addition, while the far party waits. */
export function consult(now: Steering, to: Target, at: number): Step | null {
  if (now.ours === null || isUnderWay(now) || now.guest !== null) return null;
  const guest: Guest = { to, legs: [], identity: null, stage: 'wanted' };
  const next = { ...now, guest, isHeld: true, failure: null, before: backTo(now) };
  if (now.mode === 'dial') return promote(next, 'consult', at);
  return invite(next, waiting(next, now.isHeld));
}

/** The far party waits with music, unless they do already, and the room outlives them. */
export function waiting({ room, far }: Steering, isHeld = false): Command[] {
  if (room === null) return [];
  const hold: Command = { do: 'hold', room, leg: far.leg, isHeld: true };
  return [...(isHeld ? [] : [hold]), { do: 'keep-room', room, leg: far.leg, endsRoom: false }];
}

/** Asks for the guest, once there is a room. */
export function invite(now: Steering, before: readonly Command[]): Step | null {
  const { room, guest } = now;
  if (room === null || guest?.stage !== 'wanted') return null;
  const call: Command = { ...dialing(now), do: 'invite', room, to: guest.to, ringSeconds: LIMITS.outgoingRingSeconds };
  return step({ ...now, guest: { ...guest, stage: 'calling' } }, ...before, call);
}

/** The far party and the guest go on without us. A guest of ours has the call from now on, as we had it. */
export function complete(now: Steering): Step | null {
  const { room, guest, far, ours } = now;
  const [leg] = guest?.legs ?? [];
  if (room === null || ours === null || guest === null || leg === undefined) return null;
  if (guest.stage !== 'talking' && guest.stage !== 'joined') return null;
  if (now.recording?.stage === 'starting') return null;
  const { identity } = guest;
  const taken = identity === null ? { ours: null } : { ours: { leg, identity }, guest: null };
  return step(
    { ...now, ...taken, isHeld: false, failure: null, recording: null, before: backTo(now) },
    ...stopped(now),
    { do: 'keep-room', room, leg: far.leg, endsRoom: true },
    { do: 'keep-room', room, leg, endsRoom: identity === null },
    // Not before all the rest is done: the far party is never heard by whoever was told that they wait.
    { do: 'hold', room, leg: far.leg, isHeld: false },
    { do: 'hang-up', leg: ours.leg },
  );
}

/** All three talk. Of a call that is recorded the guest has not heard it yet. */
export function joinAll(now: Steering, at: number): Step | null {
  const { room, guest, far } = now;
  if (room === null || guest?.stage !== 'talking') return null;
  const recording = now.recording && { ...now.recording, stage: 'notice' as const, since: at };
  const next: Steering = {
    ...now,
    isHeld: false,
    guest: { ...guest, stage: 'joined' },
    recording,
    before: backTo(now),
  };
  return step(next, { do: 'hold', room, leg: far.leg, isHeld: false }, ...announce(next));
}

/** The guest leaves, also while they ring; the far party is there again. */
export function back(now: Steering): Step | null {
  const { room, guest, far } = now;
  if (room === null || guest === null || guest.stage === 'wanted') return null;
  const next: Steering = { ...now, isHeld: false, guest: null, failure: null, before: backTo(now) };
  return step(
    next,
    ...hangUpAll(guest),
    { do: 'keep-room', room, leg: far.leg, endsRoom: true },
    { do: 'hold', room, leg: far.leg, isHeld: false },
  );
}

/**
 * Somebody hangs up. Whoever is on the call ends their leg themselves, and the room ends for everybody; from elsewhere the far
 * party is told to go. A rescue or a return that is under way is called off.
 */
export function hangUp(now: Steering, by: Identity): Step {
  const { ours, room, mode, far, guest, task } = now;
  const next = { ...now, task: null };
  const ringing = hangUpAll(guest);
  if (mode === 'room' && room !== null) return step(next, ...ringing, { do: 'end-room', room });
  if (ours?.identity === by && mode === 'dial' && task === null) return step(next);
  return step(next, ...ringing, { do: 'hang-up', leg: far.leg });
}

/** Has the call recorded from when everybody on it was told. */
export function record(now: Steering, at: number): Step | null {
  const { ours, far, mode, room, guest } = now;
  if (ours === null || isUnderWay(now) || now.recording !== null) return null;
  if (now.isHeld || (guest !== null && guest.stage !== 'joined')) return null;
  const next = { ...now, recording: begun(far.leg, 'notice', at), failure: null, before: backTo(now) };
  if (mode === 'dial') return promote(next, 'record', at);
  return room === null ? null : step(next, ...announce(next));
}

/** Takes nothing down for a while, or goes on. */
export function pauseRecording(now: Steering, isPaused: boolean): Step | null {
  const { ours, recording } = now;
  if (ours === null || recording?.stage !== 'on') return null;
  return step({ ...now, recording: { ...recording, isPaused }, failure: null, before: backTo(now) });
}

/** Records nothing more; what there is stays. */
export function stopRecording(now: Steering): Step | null {
  // What Twilio has not said that it began cannot be stopped yet.
  if (now.ours === null || now.recording === null || now.recording.stage === 'starting') return null;
  return step({ ...now, recording: null, failure: null, before: backTo(now) }, ...stopped(now));
}

/** Every leg of the guest, ringing or not. */
export function hangUpAll(guest: Guest | null): Command[] {
  return (guest?.legs ?? []).map((leg) => ({ do: 'hang-up', leg }));
}

/** Rings whoever the call is passed on to. */
export function ring(now: Steering, to: Target, ringSeconds: number): Ringing {
  if (to.kind === 'number') return { ...dialing(now), does: 'call', number: to.number, ringSeconds };
  const identities = to.kind === 'person' ? to.identities : [to.identity];
  return { ...dialing(now), does: 'ring', identities, ringSeconds, says: null, parameters: {} };
}

/** Into the room; with the far party it is over, unless somebody else is there. */
export function join(now: Steering, leg: string): Extract<Instruction, { does: 'join' }> {
  const isRecorded = now.task?.kind === 'promote' && now.task.then === 'record';
  const hears = isRecorded ? 'notice' : null;
  return { ...dialing(now), does: 'join', endsRoom: leg === now.far.leg && now.guest === null, hears };
}

/** A new Dial takes the place of the one there is; `fate` is that of the old one's parent, when it asks. */
export function replace(now: Steering, fate: Fate): Steering {
  return {
    ...now,
    generation: now.generation + 1,
    replaced: { ...now.replaced, [now.generation]: fate },
    presence: {},
    room: null,
    aloneSince: null,
    tries: 0,
  };
}

export function backTo({ before: _, ...state }: Steering): Steering['before'] {
  return state;
}

/** Whether both ends are in the room. */
export function isTogether(now: Steering): boolean {
  return now.ours !== null && isInRoom(now, now.far.leg) && isInRoom(now, now.ours.leg);
}
