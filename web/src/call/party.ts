import { isWithheld } from '../../../worker/protocol.ts';
import type { PartyView } from './call.ts';
import type { Names } from './ports.ts';

/** Who is at the other end, read from what was dialled or from what Twilio sent. Pure. */

const e164 = /^\+[1-9]\d{6,14}$/;
const identity = /^[A-Za-z0-9_]{1,121}$/;

/**
 * The party of an incoming call, from its `From`: a number, `client:<identity>`, or nobody who wants to be known. `told`: what the
 * exchange says of a caller who is one of us, and of who is at the other end of a call that was answered before.
 */
export function callerOf(sender: string, names: Names, told: ReadonlyMap<string, string> = new Map()): PartyView {
  const from = told.get('party') ?? sender;
  if (isWithheld(from)) return { kind: 'withheld' };
  if (from.startsWith('client:')) {
    const id = told.get('caller_person');
    if (id !== undefined) return { kind: 'person', id, name: told.get('caller_name') ?? '' };
    const name = from.slice('client:'.length);
    return { kind: 'device', identity: name, label: names.ofDevice(name) ?? '' };
  }
  return e164.test(from) ? { kind: 'number', number: from } : { kind: 'unknown', dialed: from.slice(0, 64) };
}

/** The party of an outgoing call, as far as the dialled text alone tells; the exchange knows better and decides. */
export function calleeOf(dialed: string, names: Names): PartyView {
  const compact = numberAndKeys(dialed).number.replace(/[\s().-]/g, '');
  if (e164.test(compact)) return { kind: 'number', number: compact };
  const id = dialed.startsWith('person:') ? dialed.slice('person:'.length) : null;
  if (id !== null) return { kind: 'person', id, name: names.ofPerson(id) ?? '' };
  const label = identity.test(dialed) ? names.ofDevice(dialed) : null;
  return label === null
    ? { kind: 'unknown', dialed: dialed.slice(0, 64) }
    : { kind: 'device', identity: dialed, label };
}

/** What was dialled, in two: the number, and what is pressed once somebody answers, from its first pause on (`5550123,,1234#`). */
export function numberAndKeys(dialed: string): { number: string; keys: string } {
  const number = dialed.replace(/,.*$/s, '');
  return { number, keys: dialed.slice(number.length).replace(/[^0-9*#,]/g, '') };
}

/** What to dial to call this party back, null when nobody can. */
export function dialableOf(party: PartyView): string | null {
  switch (party.kind) {
    case 'number':
      return party.number;
    case 'device':
      return party.identity;
    case 'person':
      return `person:${party.id}`;
    case 'withheld':
      return null;
    case 'unknown':
      return party.dialed === '' ? null : party.dialed;
  }
}
