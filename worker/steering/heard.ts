import { LIMITS } from '../dialplan.ts';
import type { DialStatus } from '../history.ts';
import type { CallSid, Identity, SteeringFailure } from '../protocol.ts';
import { isJoined } from '../standing.ts';
import { type Command, dialing, type Instruction, step, type Step } from './commands.ts';
import { afterGuest, type LegChange, whyOf } from './guest.ts';
import { backTo, hangUpAll, invite, isTogether, join, passOn, replace, waiting } from './intents.ts';
import { noticeAgain, noticed, stopped } from './recording.ts';
import { type Fate, isInRoom, type Steering, type Task } from './steering.ts';

/** What Twilio tells of a steered call, and what follows. */

/** A Dial is over, and its parent asks what is next. */
interface DialEnd {
  leg: CallSid;
  generation: number;
  status: DialStatus;
  /** Null for a Dial whose child was redirected away, and after a room. */
  durationSeconds: number | null;
  /** Whether the parent is still there to hear the answer. */
  isAlive: boolean;
}

/** What has to be known of the moment besides the call itself. */
export interface Moment {
  /** Milliseconds since the epoch. */
  at: number;
  /** The signed-in devices of whoever has this one. */
  devicesOf(identity: Identity): readonly Identity[];
  /** Whether whoever had this leg said that they hang up: its end is no loss. */
  isHungUp(leg: CallSid): boolean;
}

/** The answer to an `action`. */
export interface Answer {
  steering: Steering;
  instruction: Instruction;
}

/** What the parent of a Dial does next, of a call that was answered. A question that is repeated hears the same. */
export function afterDial(now: Steering, end: DialEnd, moment: Moment): Answer {
  if (end.generation < now.generation) {
    const fate = fateOf(now, end);
    const hasEndedItself = end.durationSeconds !== null && (fate === 'room' || fate === 'hang-up');
    if (!hasEndedItself && fate !== 'undone') return afterReplaced(now, fate, end, moment);
  }
  // Of a room nobody is asked for more: who leaves it is out. A Dial that rang is none: Twilio made it, and did not say so.
  const hasRung = !isJoined(end.status) && end.leg === now.far.leg && triedOf(now) !== null;
  if (!end.isAlive || (now.mode === 'room' && !hasRung)) return { steering: now, instruction: { does: 'hang-up' } };
  return isJoined(end.status) ? afterTalk(now, end, moment) : afterRinging(now, end.status, moment);
}

/** Of a Dial that was perhaps not replaced, what became of it later: whoever was redirected away was by a later generation. */
function fateOf({ replaced, generation: current }: Steering, { generation, durationSeconds }: DialEnd): Fate {
  let at = generation;
  while (replaced[at] === 'undone' && durationSeconds === null && at + 1 < current) at++;
  return replaced[at] ?? 'nothing';
}

function afterReplaced(now: Steering, fate: Fate, { leg, generation }: DialEnd, moment: Moment): Answer {
  const answer = (instruction: Instruction, steering = now): Answer => ({ steering, instruction });
  switch (fate) {
    // Also when it was given up meanwhile: the child is on its way there, and is not to be left alone.
    case 'room':
      return isSameRoom(now, generation + 1)
        ? answer(join(now, leg), { ...now, mode: 'room' })
        : answer({ does: 'hang-up' });
    case 'again':
      return answer(comesBack(now.task) ? ringAgain(now, now.task, moment) : { does: 'nothing' });
    case 'hang-up':
      return answer({ does: 'hang-up' });
    case 'nothing':
    case 'undone':
      return answer({ does: 'nothing' });
  }
}

/** Whether the room of that generation is still the call's: since then both were only sent there once more. */
function isSameRoom({ replaced, generation: current }: Steering, generation: number): boolean {
  for (let later = generation; later < current; later++)
    if (replaced[later] !== 'room' && replaced[later] !== 'undone') return false;
  return generation > 0 && generation <= current;
}

/** They talked, and the far party is still there: our device was lost, unless it said that it hangs up. */
function afterTalk(now: Steering, { generation }: DialEnd, moment: Moment): Answer {
  const { ours, far, parent } = now;
  // Whom they were passed on to, which Twilio was believed not to have done.
  const isPassedOn = generation === now.generation && triedOf(now)?.what === 'transfer';
  const isLost = !isPassedOn && ours !== null && parent === far.leg && !moment.isHungUp(ours.leg);
  if (!isLost) return { steering: { ...now, task: null }, instruction: { does: 'hang-up' } };
  return again({ ...now, ours: null }, { kind: 'rescue', since: moment.at, by: ours.identity }, moment);
}

/** Nobody answered: whoever had the call before is rung again, and after that nobody. */
function afterRinging(now: Steering, status: DialStatus, moment: Moment): Answer {
  const tried = triedOf(now);
  if (tried === null) return { steering: { ...now, task: null }, instruction: { does: 'say', sentence: 'nobody' } };
  const failure: SteeringFailure = { what: tried.what, why: whyOf(status) };
  const alone: Steering = { ...now, mode: 'dial', parent: now.far.leg, ours: null, isHeld: false, failure };
  return again(alone, { kind: 'return', since: moment.at, by: tried.by }, moment);
}

/** What was tried with the far party, and who tried it: also what Twilio was believed not to have done. */
function triedOf({ task, failure, ours }: Steering) {
  if (task?.kind === 'transfer' || task?.kind === 'move') return { what: task.kind, by: task.by };
  const what = failure?.why === 'network' ? failure.what : null;
  return ours !== null && (what === 'transfer' || what === 'move') ? { what, by: ours.identity } : null;
}

function again(now: Steering, task: ComesBack, moment: Moment): Answer {
  const next = replace({ ...now, task, before: null }, 'again');
  return { steering: next, instruction: ringAgain(next, task, moment) };
}

type ComesBack = Task & { kind: 'return' | 'rescue' };

function comesBack(task: Task | null): task is ComesBack {
  return task?.kind === 'return' || task?.kind === 'rescue';
}

/** The devices of whoever lost the call, or gave it away in vain, ring; a call that only moved comes back by itself. */
function ringAgain(
  now: Steering,
  task: ComesBack,
  { devicesOf }: Moment,
): Extract<Instruction, { does: 'ring' | 'say' }> {
  const { failure } = now;
  const isMove = task.kind === 'return' && failure?.what === 'move';
  const told = isMove
    ? { moved: 'yes' }
    : task.kind === 'return'
      ? { returned: failure?.why ?? 'failed' }
      : { lost: 'yes' };
  const identities = isMove ? [task.by] : devicesOf(task.by).slice(0, LIMITS.devicesAtOnce);
  if (identities.length === 0) return { does: 'say', sentence: 'over' };
  return {
    ...dialing(now),
    does: 'ring',
    identities,
    ringSeconds: LIMITS.returnRingSeconds,
    says: task.kind === 'rescue' ? 'lost' : null,
    parameters: told,
  };
}

/** Somebody answered, or is gone. */
export function afterLeg(now: Steering, change: LegChange, moment: Moment): Step {
  const { leg, identity, generation, status } = change;
  const { task, far, ours, mode } = now;
  if (change.isGuest && leg !== ours?.leg && leg !== far.leg) return afterGuest(now, change);
  const isAnswer = status === 'in-progress' && generation === now.generation && generation > 0 && leg !== far.leg;
  // Nobody is dialled out of a room unless Twilio did what it was believed not to have done.
  if (isAnswer && (mode === 'dial' || triedOf(now) !== null)) {
    const left: Command[] = mode === 'room' && ours !== null ? [{ do: 'hang-up', leg: ours.leg }] : [];
    const known = { ...now, task: null, ours: identity && { leg, identity }, before: null };
    const answered = step(mode === 'room' ? outOfRoom(known) : known, ...left);
    return task?.kind === 'transfer' ? { ...answered, passedOn: task.to } : answered;
  }
  if (change.isFinal && now.task?.kind === 'promote') return afterLostOnTheWay(now, leg, moment);
  // Nothing more is waited for.
  if (change.isFinal && leg === far.leg && mode === 'dial') return step({ ...now, task: null, before: null });
  if (change.isFinal && now.mode === 'room' && isInRoom(now, leg))
    return afterRoom(
      now,
      { generation: now.generation, leg, isIn: false, room: now.room, number: Number.MAX_SAFE_INTEGER },
      moment,
    );
  return step(now);
}

function outOfRoom(now: Steering): Steering {
  const alone = { room: null, presence: {}, aloneSince: null, tries: 0 };
  return { ...now, ...alone, mode: 'dial', parent: now.far.leg, isHeld: false, guest: null, failure: null };
}

/** Somebody came into the room or left it. `number`: Twilio's count of the events of a room. */
export interface RoomChange {
  /** Of the room: one that was left for a new Dial is no longer the call's. */
  generation: number;
  leg: CallSid;
  isIn: boolean;
  room: string | null;
  number: number;
}

export function afterRoom(now: Steering, change: RoomChange, moment: Moment): Step {
  const { leg, isIn, number, generation } = change;
  if (!isSameRoom(now, generation)) return step(now);
  const known = now.presence[leg];
  if (known && known.number >= number) return step(now);
  const presence = { ...now.presence, [leg]: { isIn, number } };
  const present = Object.values(presence).filter((each) => each.isIn).length;
  const aloneSince = present === 1 ? (now.aloneSince ?? moment.at) : null;
  const tries = aloneSince === null ? 0 : now.tries;
  const next: Steering = { ...now, presence, aloneSince, tries, room: change.room ?? now.room, mode: 'room' };
  return isIn ? afterJoin(next, moment) : afterLeave(next, leg, moment);
}

/** Once both are there, what was asked for can be done. */
function afterJoin(now: Steering, { at }: Moment): Step {
  const { task, room, far } = now;
  if (task?.kind !== 'promote' || room === null || !isTogether(now)) return step(now);
  // What is to be done in the room may be refused: then they talk there.
  const before = backTo({ ...now, task: null, isHeld: false, guest: null });
  const next = { ...now, task: null, before: task.then === 'record' ? null : before };
  if (task.then === 'consult') return invite(next, waiting(next)) ?? step(next);
  if (task.then === 'record') return wasSentBefore(now) ? noticeAgain(next, at) : noticed(next, at);
  return step(next, { do: 'hold', room, leg: far.leg, isHeld: now.isHeld });
}

/** Whether they were sent into the room before, and may have come without having heard what they were to hear this time. */
function wasSentBefore({ replaced, generation }: Steering): boolean {
  const before = Object.keys(replaced).filter((each) => Number(each) < generation - 1);
  return before.some((each) => replaced[each] === 'room' || replaced[each] === 'undone');
}

function afterLeave(now: Steering, leg: CallSid, moment: Moment): Step {
  const { far, ours, guest, room, task } = now;
  // On its way into the room it may be sent there twice; who does not come is looked for in a few seconds.
  if (task?.kind === 'promote') return step(now);
  if (leg === far.leg) return farLeft(now);
  if (ours === null || leg !== ours.leg) return afterHandOver(now, leg);
  // All three talked: the two others have each other.
  if (guest?.stage === 'joined') return step({ ...now, ours: null, recording: null, before: null }, ...stopped(now));
  if (moment.isHungUp(leg)) return room === null ? step(now) : step(now, ...hangUpAll(guest), { do: 'end-room', room });
  return lose({ ...now, ours }, moment);
}

/** Whoever let the two others go on is gone: from now on those have the call. */
function afterHandOver(now: Steering, leg: CallSid): Step {
  const { before } = now;
  if (before?.ours?.leg !== leg || before.guest === null) return step(now);
  return { ...step({ ...now, before: null }), passedOn: before.guest.to };
}

/** Somebody is gone before both were in the room: the other one is not left alone in it. */
function afterLostOnTheWay(now: Steering, leg: CallSid, moment: Moment): Step {
  const { far, ours, guest } = now;
  const isHungUp = ours?.leg === leg && moment.isHungUp(leg);
  if (ours?.leg === leg && !isHungUp) return lose({ ...now, ours }, moment);
  const other = leg === far.leg ? ours?.leg : isHungUp ? far.leg : undefined;
  if (other === undefined) return step(now);
  const rest: Steering = { ...now, task: null, guest: null, isHeld: false, recording: null, before: null };
  return step(rest, ...stopped(now), ...hangUpAll(guest), { do: 'hang-up', leg: other });
}

/** Our device is gone from the room: the far party hears a sentence, and the devices of its person ring. */
export function lose(now: Steering & { ours: NonNullable<Steering['ours']> }, moment: Moment): Step {
  const { ours, guest } = now;
  const task: ComesBack = { kind: 'rescue', since: moment.at, by: ours.identity };
  const lost = passOn({ ...now, guest: null }, task, (next) => ringAgain(next, task, moment));
  return step(lost.steering, ...hangUpAll(guest), ...lost.commands);
}

/** With a guest the call goes on with them; else it is over. */
function farLeft(now: Steering): Step {
  const { guest, room, ours } = now;
  const [leg] = guest?.stage === 'talking' || guest?.stage === 'joined' ? guest.legs : [];
  if (room === null) return step(now);
  if (leg === undefined || ours === null)
    return step({ ...now, guest: null, task: null }, ...hangUpAll(guest), { do: 'end-room', room });
  const left: Steering = { ...now, far: { leg, identity: guest?.identity ?? null }, guest: null, before: null };
  const next = { ...left, isHeld: false };
  return step(next, { do: 'keep-room', room, leg, endsRoom: true });
}
