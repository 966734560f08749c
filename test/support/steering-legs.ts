import type { CallSid, Identity } from '../../worker/protocol.ts';

/** A leg of the model. */
export interface Leg {
  sid: CallSid;
  identity: Identity | null;
  isGuest: boolean;
  generation: number;
  state: 'ringing' | 'up' | 'over';
  endsRoom: boolean;
  isInRoom: boolean;
  /** The Dial that it dialled, or is dialled by. */
  dial: Dial | null;
}
/** A Dial of the model. */
export type Dial = { generation: number; parent: CallSid; children: CallSid[]; isJoined: boolean };

/** A call as it was answered. */
export const PLAIN = {
  generation: 0,
  mode: 'dial',
  room: null,
  presence: {},
  isHeld: false,
  guest: null,
  replaced: {},
  task: null,
  failure: null,
  aloneSince: null,
  before: null,
} as const;
