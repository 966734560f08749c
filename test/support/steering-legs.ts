import * as v from 'valibot';
import { type CallSid, Identity } from '../../worker/protocol.ts';

export const ROOM = `CF${'7'.repeat(32)}`;
export const PHONE = v.parse(Identity, 'p_ann');
export const DEVICES = [PHONE, v.parse(Identity, 'p_laptop')];

/** A leg of the model. */
export interface Leg {
  sid: CallSid;
  identity: Identity | null;
  isGuest: boolean;
  generation: number;
  state: 'ringing' | 'up' | 'over';
  endsRoom: boolean;
  isInRoom: boolean;
  isHeld: boolean;
  /** Whether it heard the whole notice that the call is recorded. */
  isNoticed: boolean;
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
  recording: null,
  before: null,
} as const;

export function ringing(sid: CallSid, identity: Identity | null, generation: number, isGuest: boolean): Leg {
  const flags = { endsRoom: false, isInRoom: false, isHeld: false, isNoticed: false };
  return { sid, identity, isGuest, generation, state: 'ringing', dial: null, ...flags };
}
