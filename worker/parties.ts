import * as v from 'valibot';
import type { Viewer } from './conversation.ts';
import { insider, LIMITS } from './dialplan.ts';
import type { CallRecord, Leg, Target } from './history.ts';
import { type Answerer, type Conversation, E164, Identity, isWithheld, type Party, type PersonId } from './protocol.ts';
import { isPickedUp } from './standing.ts';

/** Who was on a call, as one person reads it. */

/** The other end. `caller` is the device of ours that placed the call. */
export function partyOf(
  record: CallRecord,
  direction: Conversation['direction'],
  caller: Identity | null,
  viewer: Viewer,
): Party {
  if (direction === 'inbound') return partyAt(caller ? `client:${caller}` : record.root.from, viewer);
  const { destination } = record;
  switch (destination?.kind) {
    case 'number':
    case 'device':
    case 'person':
      return targetOf(destination, viewer);
    case 'blocked':
      return blockedParty(destination.dialed, viewer);
    // We were never asked (our storage was down): the leg that was dialled tells.
    case undefined: {
      const dialed = firstLeg(record)?.to ?? record.root.to ?? '';
      const identity = identityOf(dialed);
      return identity ? colleague(identity, viewer) : numberOrUnknown(dialed);
    }
  }
}

/** Somebody whom we can call. */
export function targetOf(target: Target, viewer: Viewer): Party {
  switch (target.kind) {
    case 'number':
      return { kind: 'number', number: target.number };
    case 'device':
      return colleague(target.identity, viewer);
    case 'person':
      return { kind: 'person', id: target.person, name: viewer.nameOf(target.person) };
  }
}

/** Whoever was meant by a call that did not go out. */
function blockedParty(dialed: string, viewer: Viewer): Party {
  const meant = insider(dialed);
  if (meant === null) return { kind: 'unknown', dialed };
  if ('identity' in meant) return colleague(meant.identity, viewer);
  return { kind: 'person', id: meant.person, name: viewer.nameOf(meant.person) };
}

/** Whoever is at this address of the network's. */
export function partyAt(address: string | null, viewer: Viewer): Party {
  const identity = identityOf(address);
  return identity ? colleague(identity, viewer) : outsideParty(address ?? '');
}

/** Any leg will do, but the same one each time. */
function firstLeg({ legs }: CallRecord): Leg | undefined {
  return legs[Object.keys(legs).sort()[0] ?? ''];
}

/** One of us: another device of the viewer's own, or a person. */
function colleague(identity: Identity, viewer: Viewer): Party {
  const who = viewer.whoIs(identity);
  if (who && who.person !== viewer.person) return { kind: 'person', id: who.person, name: who.name };
  return { kind: 'device', identity, label: who?.device ?? identity };
}

/** The other end of a call from outside. */
function outsideParty(from: string): Party {
  if (isWithheld(from)) return { kind: 'withheld' };
  return numberOrUnknown(from);
}

function numberOrUnknown(address: string): Party {
  const number = v.safeParse(E164, address);
  return number.success
    ? { kind: 'number', number: number.output }
    : { kind: 'unknown', dialed: address.slice(0, LIMITS.dialedCharacters) };
}

/** The identity in one of our own addresses, `client:<identity>`; what a device is told besides may follow a question mark. */
export function identityOf(address: string | null): Identity | null {
  if (!address?.startsWith('client:')) return null;
  const parsed = v.safeParse(Identity, address.slice('client:'.length).split('?', 1)[0]);
  return parsed.success ? parsed.output : null;
}

/** Where a leg of the conversation is: a number, `client:<identity>`, or what the network gave; null when that was not told. */
export function addressOf({ callSid, root, legs }: CallRecord, leg: string): string | null {
  return leg === callSid ? root.from : (legs[leg]?.to ?? null);
}

/** Who of us came to a call by what was done to it: who talked where it rang, and whom it was passed on to. */
export function talkersOf(
  { legs, transferred, generation }: CallRecord,
  personOf: (identity: Identity) => PersonId | null | undefined,
): Set<PersonId> {
  if (generation === 0) return new Set();
  const to = transferred?.to;
  const identities = Object.values(legs).flatMap((leg) => (isPickedUp(leg) ? (identityOf(leg.to) ?? []) : []));
  if (to?.kind === 'device') identities.push(to.identity);
  const people = identities.flatMap((identity) => personOf(identity) ?? []);
  return new Set(to?.kind === 'person' ? [...people, to.person] : people);
}

/** Who of us answered at this address; null when it is none of ours. */
export function answererOf(address: string | null, viewer: Viewer): Answerer | null {
  const identity = identityOf(address);
  if (identity === null) return null;
  const who = viewer.whoIs(identity);
  return {
    person: who?.person ?? viewer.person,
    name: who?.name ?? '',
    device: who?.device ?? identity,
    isMe: who?.person === viewer.person,
    isHere: identity === viewer.identity,
  };
}

/** The line whose choice it is whether a call is recorded; null for one between two of us. */
export function recordedLine(record: CallRecord): E164 | null {
  const { destination } = record;
  return destination?.kind === 'device' || destination?.kind === 'person' ? null : lineOf(record);
}

/** Our number: as we were asked, else as the legs tell. */
export function lineOf(record: CallRecord): E164 | null {
  if (record.line !== null) return record.line;
  const isFromOutside = record.root.from !== null && identityOf(record.root.from) === null;
  const number = v.safeParse(E164, isFromOutside ? record.root.to : firstLeg(record)?.from);
  return number.success ? number.output : null;
}
