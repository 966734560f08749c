import type { Call } from './call.ts';
import type { SustainedSound } from './ports.ts';

/** The sound this telephone makes for the call, derived and never switched on by an event. `hasWaiting`: a second call rings. */
export function sound(call: Call | null, hasWaiting = false): SustainedSound | null {
  if (call === null) return null;
  switch (call.state) {
    case 'pending':
      return call.isAnswering || call.isSilenced || call.outrunBy !== null ? null : 'ringtone';
    case 'ringing':
      return call.hasEarlyMedia ? null : 'ringback';
    case 'closed':
      return call.direction === 'outbound' && call.isSettled && call.reason === 'busy' ? 'busy' : null;
    case 'open':
    case 'reconnecting':
      return hasWaiting ? 'waiting' : null;
    case 'preparing':
    case 'connecting':
      return null;
  }
}

/**
 * How long an end stays on screen by itself, in milliseconds; null: until it is dismissed. What the person did or saw
 * needs no tap; a call that failed them stays.
 */
export function shownForMs(call: Call): number | null {
  if (call.state !== 'closed' || !call.isSettled || call.problem !== null) return null;
  switch (call.reason) {
    case 'hung-up':
    case 'remote-hung-up':
    case 'answered-elsewhere':
    case 'moved':
    case 'transferred':
      return 5_000;
    case 'canceled':
      return call.direction === 'outbound' ? 5_000 : null;
    case 'declined':
      return call.direction === 'inbound' ? 0 : null;
    case 'busy':
    case 'no-answer':
    case 'not-in-service':
    case 'blocked':
    case 'missed':
    case 'failed':
      return null;
  }
}
