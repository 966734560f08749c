import type { Control } from '../../../worker/protocol.ts';
import type { Open, PartyView, Reconnecting } from './call.ts';
import { dialableOf } from './party.ts';

/** The call with whoever is at the other end now, or the very same object: the first one may leave those who talk meanwhile. Pure. */
export function withFar(call: Open | Reconnecting, { far }: Control): Open | Reconnecting {
  if (far === null || isSame(far, call.party)) return call;
  const now = { party: far, left: call.party };
  return call.direction === 'inbound'
    ? { ...call, ...now, callerName: null }
    : { ...call, ...now, dialed: dialableOf(far) ?? call.dialed };
}

const isSame = (a: PartyView, b: PartyView): boolean => a.kind === b.kind && dialableOf(a) === dialableOf(b);
