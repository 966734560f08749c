import { PUBLIC_URL } from './house.ts';

/** A leg as Twilio has it. */
export interface Leg {
  sid: string;
  from: string;
  to: string;
  state: 'ringing' | 'up' | 'over';
  /** Where its changes are told; `parent`: whose Dial made it. */
  tells: string;
  parent: string | null;
  dial: Dial | null;
  room: Room | null;
  /** What is asked when its Dial or its stay in a room is over; null for somebody who was called into the room. */
  action: string | null;
  isHeld: boolean;
  endsRoom: boolean;
  /** The last thing that it heard of us was a sentence. */
  wasTold: boolean;
}

interface Dial {
  parent: Leg;
  children: Leg[];
  isJoined: boolean;
}

export interface Room {
  sid: string;
  name: string;
  /** Of whoever came first: Twilio heeds that alone. */
  tells: string;
  legs: Leg[];
}

/** An attribute of a TwiML element; an address of ours as its path. */
export const attribute = (of: string, name: string): string =>
  (new RegExp(`\\b${name}="([^"]*)"`).exec(of)?.[1] ?? '').replaceAll('&amp;', '&').replace(PUBLIC_URL, '');
