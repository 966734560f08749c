import type { PhoneSettings, Says } from './characters.ts';
import type { HangupError } from '../ports.ts';

export type PhoneState = 'idle' | 'ringing' | 'calling' | 'in-call';
export type PhoneEnd =
  'hung-up-here' | 'hung-up-there' | 'busy' | 'declined' | 'no-answer' | 'not-in-service' | 'canceled';

/** What a telephone shows. `digits` are the keys it heard from the other side in this call or the last. */
export interface PhoneView {
  number: string;
  character: PhoneSettings['character'];
  says: Says;
  verified: boolean | null;
  answerAfterMs: number | null;
  state: PhoneState;
  callSid: string | null;
  /** Who it talks to, rings for or calls; null when idle. */
  other: string | null;
  isHearingEarlyMedia: boolean;
  digits: string;
  heardDigits: { digit: string; atMs: number }[];
  lastEnd: PhoneEnd | null;
}

/** What somebody holding the telephone is told when the exchange ended its call. */
export function endOf(state: PhoneState, error: HangupError | null): PhoneEnd {
  if (state === 'in-call') return 'hung-up-there';
  if (state === 'ringing') return 'canceled';
  switch (error?.code) {
    case 31486:
      return 'busy';
    case 31603:
      return 'declined';
    case 31404:
      return 'not-in-service';
    case 31480:
      return 'no-answer';
    default:
      return 'hung-up-there';
  }
}
