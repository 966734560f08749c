import type { Steering } from '../../worker/steering/steering.ts';
import type { Leg } from './steering-legs.ts';

/**
 * What is not so of what the screen shows of a call in which nothing is under way. `isUnmended`: Twilio refused twice; all that may
 * be left then is that the far party waits, and is heard by nobody.
 */
export function untrueOf({ far, isHeld, guest, task }: Steering, legs: readonly Leg[], isUnmended: boolean): string[] {
  const leg = legs.find(({ sid }) => sid === far.leg);
  const isAnybody = legs.some(({ sid, state }) => sid !== far.leg && state === 'up');
  if (task !== null || leg?.state !== 'up' || !isAnybody) return [];
  return [
    ...(isHeld && !leg.isHeld ? ['the far party is said to wait, and hears all of it'] : []),
    ...(!isHeld && leg.isHeld && !isUnmended ? ['the far party waits, and nobody knows'] : []),
    ...(guest?.stage === 'calling' && guest.legs.length === 0 ? ['somebody is called who never was'] : []),
  ];
}
