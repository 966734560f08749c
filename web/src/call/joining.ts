import * as v from 'valibot';
import { SteeringFailure } from '../../../worker/protocol.ts';
import type { PartyView } from './call.ts';

/**
 * Why a call that was answered already rings here: `passed` on to us; `moved` from another device of mine, it answers by itself;
 * `returned`, because my transfer did not work; `lost`, because my device was; `added`, a colleague wants me in it.
 */
export type Joining =
  | { as: 'passed' | 'moved' | 'lost' | 'added' }
  | { as: 'returned'; why: SteeringFailure['why']; from: PartyView | null };

const Why = v.fallback(SteeringFailure.entries.why, 'failed');

/** What the exchange told the device of it; null: nobody has answered this call yet. */
export function joiningOf(told: ReadonlyMap<string, string>, from: PartyView | null): Joining | null {
  if (!told.has('party')) return null;
  for (const as of ['moved', 'lost', 'added'] as const) if (told.get(as) === 'yes') return { as };
  const why = told.get('returned');
  return why === undefined ? { as: 'passed' } : { as: 'returned', why: v.parse(Why, why), from };
}
