import type { CallStatus, DialStatus } from '../history.ts';
import type { CallSid, Identity, SteeringFailure } from '../protocol.ts';
import { step, type Step } from './commands.ts';
import type { Steering } from './steering.ts';

/** A leg's status, told of a leg that is part of the call. `generation`: of the Dial or the invitation that made it. */
export interface LegChange {
  leg: CallSid;
  generation: number;
  isGuest: boolean;
  identity: Identity | null;
  status: CallStatus;
  isFinal: boolean;
}

/** Somebody whom we called in addition rings, answered, or is gone. Who comes too late, or to nobody, is told to go. */
export function afterGuest(now: Steering, { leg, status, identity, isFinal }: LegChange): Step {
  const { guest } = now;
  const isTooLate = guest === null || (guest.stage !== 'calling' && !guest.legs.includes(leg));
  if (isTooLate) return isFinal ? step(now) : step(now, { do: 'hang-up', leg });
  if (status === 'in-progress') {
    if (guest.stage !== 'calling') return step(now);
    const others = guest.legs.filter((other) => other !== leg);
    const next: Steering = { ...now, guest: { ...guest, legs: [leg], identity, stage: 'talking' }, before: null };
    return step(next, ...others.map((other) => ({ do: 'hang-up', leg: other }) as const));
  }
  if (!isFinal) {
    if (guest.stage !== 'calling' || guest.legs.includes(leg)) return step(now);
    return step({ ...now, guest: { ...guest, legs: [...guest.legs, leg] } });
  }
  const legs = guest.legs.filter((other) => other !== leg);
  if (legs.length > 0) return step({ ...now, guest: { ...guest, legs } });
  const hasTalked = guest.stage === 'talking' || guest.stage === 'joined';
  const failure: SteeringFailure | null = hasTalked ? null : { what: 'consult', why: whyOf(status) };
  return step({ ...now, guest: null, failure, before: null }, ...endRuleOfFar(now));
}

function endRuleOfFar({ room, far }: Steering) {
  return room === null ? [] : [{ do: 'keep-room', room, leg: far.leg, endsRoom: true } as const];
}

/** In the words of a failure. */
export function whyOf(status: DialStatus | CallStatus): SteeringFailure['why'] {
  switch (status) {
    case 'busy':
      return 'busy';
    case 'no-answer':
    case 'canceled':
      return 'no-answer';
    default:
      return 'failed';
  }
}
