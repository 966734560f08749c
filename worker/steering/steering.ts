import * as v from 'valibot';
import { LIMITS } from '../dialplan.ts';
import { type CallRecord, Target } from '../history.ts';
import { identityOf } from '../parties.ts';
import { CallSid, Identity, RecordingSid, SteeringFailure } from '../protocol.ts';
import { answeredLegSid, answerOf } from '../standing.ts';

/**
 * How a call that was answered is joined now, and what is being done to it. A call begins as a plain Dial, whose parent leg
 * dialled the other one; it becomes a room (a Twilio conference) when it is held or somebody is added. Each redirection counts
 * one `generation` up: what is still told of an older Dial has been replaced.
 */

const Milliseconds = v.number();

/** One end of the call: a leg, and the device when it is one of ours. */
const Side = v.object({ leg: CallSid, identity: v.nullable(Identity) });
export type Side = v.InferOutput<typeof Side>;
const OurSide = v.object({ leg: CallSid, identity: Identity });

/** What is under way until Twilio says that it happened. */
const Task = v.variant('kind', [
  /** Both legs are on their way into the room; `then` is done once they are there. */
  v.object({ kind: v.literal('promote'), since: Milliseconds, then: v.picklist(['hold', 'consult', 'record']) }),
  /** The far party hears the target ring. */
  v.object({ kind: v.literal('transfer'), since: Milliseconds, by: Identity, to: Target }),
  /** Another device of the same person is rung. */
  v.object({ kind: v.literal('move'), since: Milliseconds, by: Identity, to: Identity }),
  /** Nobody took it: the devices it came from are rung again. */
  v.object({ kind: v.literal('return'), since: Milliseconds, by: Identity }),
  /** A device of ours was lost: the devices of its person are rung. */
  v.object({ kind: v.literal('rescue'), since: Milliseconds, by: Identity }),
]);
export type Task = v.InferOutput<typeof Task>;

/** Somebody whom we call in addition, while the far party waits or all three talk. */
const Guest = v.object({
  to: Target,
  /** Those that ring, or the one that answered. */
  legs: v.array(CallSid),
  /** Of whoever answered, when it is one of us. */
  identity: v.nullable(Identity),
  stage: v.picklist(['wanted', 'calling', 'talking', 'joined']),
});
export type Guest = v.InferOutput<typeof Guest>;

/** What is recorded of the call: one leg, which goes on through whatever the call becomes. */
const Recorded = v.object({
  leg: CallSid,
  /** Null until Twilio said that it has begun. */
  sid: v.nullable(RecordingSid),
  /** `notice`: everybody is told first; `starting`: Twilio is asked. */
  stage: v.picklist(['notice', 'starting', 'on']),
  /** Since when it is at this stage. */
  since: Milliseconds,
  /** Whether somebody asked for it. While the far party waits nothing is taken down either. */
  isPaused: v.boolean(),
  /** Whether sound is taken down, as Twilio was told last. */
  isTaking: v.boolean(),
  /** Devices of ours that were on the call meanwhile. */
  present: v.array(Identity),
});
export type Recorded = v.InferOutput<typeof Recorded>;

/**
 * What becomes of the parent of a Dial that was replaced: `again`, it hears once more what took its place; `undone`, it was perhaps
 * not replaced at all, and what it asks is asked in earnest.
 */
const Fate = v.picklist(['room', 'hang-up', 'again', 'nothing', 'undone']);
export type Fate = v.InferOutput<typeof Fate>;

const State = v.object({
  generation: v.number(),
  /** The conversation: its root's SID, and the room's name. */
  callSid: CallSid,
  mode: v.picklist(['dial', 'room']),
  /** Of the Dial: who dialled. */
  parent: CallSid,
  /** Who is never dropped: the outside party, or the other one of us. */
  far: Side,
  /** Our end, null while none of us is on it. */
  ours: v.nullable(OurSide),
  /** The conference's SID, known from its first participant on. */
  room: v.nullable(v.string()),
  /** Who came into the room and left it, by leg: the event of the greater number counts. */
  presence: v.record(v.string(), v.object({ isIn: v.boolean(), number: v.number() })),
  isHeld: v.boolean(),
  guest: v.nullable(Guest),
  /** What becomes of the parent of a Dial that was replaced, by its generation. */
  replaced: v.record(v.string(), Fate),
  task: v.nullable(Task),
  failure: v.nullable(SteeringFailure),
  /** When the longest call we allow is over, however it is redirected. */
  endsAt: Milliseconds,
  /** Since when somebody is alone in the room; null while nobody is. */
  aloneSince: v.nullable(Milliseconds),
  /** How often whoever is alone was looked after in vain. */
  tries: v.optional(v.number(), 0),
  /** Null while it is not recorded. */
  recording: v.optional(v.nullable(Recorded), null),
});
type State = v.InferOutput<typeof State>;
/** `before`: what to go back to when Twilio does not do what it is asked. */
export const Steering = v.object({ ...State.entries, before: v.optional(v.nullable(State), null) });
export type Steering = v.InferOutput<typeof Steering>;

/** A plain call that was answered, ready to be steered; null while it rings, and when it never was one. */
export function steeringOf(record: CallRecord): Steering | null {
  const parent = record.callSid;
  const child = answeredLegSid(record);
  const leg = child && record.legs[child];
  if (!leg) return null;
  const root: Side = { leg: parent, identity: identityOf(record.root.from) };
  const dialed: Side = { leg: v.parse(CallSid, child), identity: identityOf(leg.to) };
  const [far, ours] = root.identity ? [dialed, root] : [root, dialed];
  return {
    generation: record.generation,
    callSid: parent,
    mode: 'dial',
    parent,
    far,
    ours: ours.identity === null ? null : { leg: ours.leg, identity: ours.identity },
    room: null,
    presence: {},
    isHeld: false,
    guest: null,
    replaced: {},
    task: null,
    failure: null,
    endsAt: (answerOf(leg) ?? record.startedAt) + LIMITS.timeLimitSeconds * 1000,
    aloneSince: null,
    tries: 0,
    recording: null,
    before: null,
  };
}

/** Whether something has to come about before anything else can be asked for. */
export function isUnderWay({ task, recording }: Steering): boolean {
  return task !== null || (recording !== null && recording.stage !== 'on');
}

/** Who of us has the call: whoever is on it, else whoever it is to come back to. */
export function holderOf({ ours, task }: Steering): Identity | null {
  return ours?.identity ?? (task && task.kind !== 'promote' ? task.by : null);
}

/** Whoever is at our end holds the far party, or called somebody in addition: of two of us only the one who did undoes it. */
export function isBusyWithFar({ isHeld, guest }: Steering): boolean {
  return isHeld || guest !== null;
}

/** The same call from where a device stands: between two of us, `far` is always the other one. */
export function seenFrom(steering: Steering, identity: Identity): Steering {
  const { far, ours } = steering;
  if (far.identity !== identity || ours === null || isBusyWithFar(steering)) return steering;
  return { ...steering, far: ours, ours: { leg: far.leg, identity: far.identity } };
}

/** Whether this leg is in the room. */
export function isInRoom({ presence }: Steering, leg: CallSid): boolean {
  return presence[leg]?.isIn === true;
}
