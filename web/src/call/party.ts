import type { PartyView } from './call.ts';

/** Who is at the other end, read from what was dialled or from what Twilio sent. Pure. */

const e164 = /^\+[1-9]\d{6,14}$/;
const identity = /^[A-Za-z0-9_]{1,121}$/;

/** Numbers and words Twilio puts in `From` when the caller withheld theirs (https://www.twilio.com/docs/voice/twiml#request-parameters). */
const withheld: ReadonlySet<string> = new Set([
  '',
  'anonymous',
  'restricted',
  'unavailable',
  'unknown',
  'private',
  '+266696687',
  '+7378742833',
  '+86282452253',
  '+2562533',
  '+8656696',
]);

/** The name of one of our own devices by its identity, null for anybody else. */
export type LabelOf = (identity: string) => string | null;

/** The party of an incoming call, from its `From`: a number, `client:<identity>`, or nobody who wants to be known. */
export function callerOf(from: string, labelOf: LabelOf): PartyView {
  if (withheld.has(from.toLowerCase())) return { kind: 'withheld' };
  if (from.startsWith('client:')) {
    const name = from.slice('client:'.length);
    return { kind: 'device', identity: name, label: labelOf(name) ?? '' };
  }
  return e164.test(from) ? { kind: 'number', number: from } : { kind: 'unknown', dialed: from.slice(0, 64) };
}

/** The party of an outgoing call, as far as the dialled text alone tells; the exchange knows better and decides. */
export function calleeOf(dialed: string, labelOf: LabelOf): PartyView {
  const compact = dialed.replace(/[\s().-]/g, '');
  if (e164.test(compact)) return { kind: 'number', number: compact };
  const label = identity.test(dialed) ? labelOf(dialed) : null;
  return label === null
    ? { kind: 'unknown', dialed: dialed.slice(0, 64) }
    : { kind: 'device', identity: dialed, label };
}

/** What to dial to call this party back, null when nobody can. */
export function dialableOf(party: PartyView): string | null {
  switch (party.kind) {
    case 'number':
      return party.number;
    case 'device':
      return party.identity;
    case 'withheld':
      return null;
    case 'unknown':
      return party.dialed === '' ? null : party.dialed;
  }
}
