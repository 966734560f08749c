import * as v from 'valibot';
import { type CallSid, Identity } from '../../worker/protocol.ts';
import type { Steering } from '../../worker/steering/steering.ts';

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

/** What becomes of the call without anybody steering it. */
export type Happening = 'answers' | 'is busy' | 'far hangs up' | 'ours is lost' | 'ours hangs up' | 'time passes';

const PLAIN = {
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
  tries: 0,
  recording: null,
  before: null,
} as const;

/** A call as it was answered. */
export function answered(root: CallSid, far: CallSid, ours: CallSid, endsAt: number): Steering {
  const sides = { far: { leg: far, identity: null }, ours: { leg: ours, identity: PHONE } };
  return { ...PLAIN, callSid: root, parent: root, endsAt, ...sides };
}

export function ringing(sid: CallSid, identity: Identity | null, generation: number, isGuest: boolean): Leg {
  const flags = { endsRoom: false, isInRoom: false, isHeld: false, isNoticed: false };
  return { sid, identity, isGuest, generation, state: 'ringing', dial: null, ...flags };
}
