import type { BlockReason } from '../../../worker/protocol.ts';
import type { AnswererView, PartyView } from './call.ts';
import type { Problem } from './problems.ts';

/** `moved`: it goes on on another device of mine; `transferred`: with somebody else. */
export type EndReason =
  | 'hung-up'
  | 'remote-hung-up'
  | 'busy'
  | 'no-answer'
  | 'declined'
  | 'canceled'
  | 'not-in-service'
  | 'answered-elsewhere'
  | 'moved'
  | 'transferred'
  | 'blocked'
  | 'missed'
  | 'failed';

/** Why a call is over. `isSettled` false: the exchange is still being asked. */
export interface Ending {
  reason: EndReason;
  isSettled: boolean;
  blockReason?: BlockReason | null;
  problem?: Problem | null;
  answerer?: AnswererView | null;
  passedTo?: PartyView | null;
}
