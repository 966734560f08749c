import * as v from 'valibot';
import { conversation, type Viewer, type Who } from '../../worker/conversation.ts';
import { type CallEvent, type CallRecord, type CallStatus, type DialStatus, fold } from '../../worker/history.ts';
import { CallSid, type Conversation, E164, Identity, PersonId } from '../../worker/protocol.ts';

/** What webhooks tell of one call, in few words, and how the people of a small shop read it. */

export const sid = (n: number) => v.parse(CallSid, `CA${String(n).padStart(32, '0')}`);
export const ROOT = sid(1);
export const LINE = v.parse(E164, '+18195550100');
export const OUTSIDE = v.parse(E164, '+15145550123');
export const T0 = Date.UTC(2026, 10, 22, 12);
/** When everything has been told. */
export const LATER = T0 + 60_000;

const device = (name: string) => v.parse(Identity, `p_${name}`);
const person = (name: string) => v.parse(PersonId, name);
export const ANN = { person: person('anna'), laptop: device('laptop'), phone: device('phone') };
export const MARIE = { person: person('marie'), phone: device('marie_phone') };

const everybody: Readonly<Record<string, Who>> = {
  [ANN.laptop]: { person: ANN.person, name: 'Ann', device: 'Ann’s laptop' },
  [ANN.phone]: { person: ANN.person, name: 'Ann', device: 'Ann’s phone' },
  [MARIE.phone]: { person: MARIE.person, name: 'Marie', device: 'Marie’s phone' },
};

/** Somebody who looks, at one of their devices. */
export const at = (of: PersonId, identity: Identity | null, seenUpTo = 0): Viewer => ({
  person: of,
  identity,
  seenUpTo,
  isOwner: false,
  mayRecord: () => true,
  whoIs: (identity) => everybody[identity],
  nameOf: (id) => Object.values(everybody).find((who) => who.person === id)?.name ?? '',
});
export const annAtLaptop = at(ANN.person, ANN.laptop);
export const annAtPhone = at(ANN.person, ANN.phone);
export const marie = at(MARIE.person, MARIE.phone);

type Dialed = Extract<CallEvent, { type: 'dialed' }>;
export const dialed = (destination: Dialed['destination']): CallEvent => ({
  type: 'dialed',
  callSid: ROOT,
  at: T0,
  from: ANN.laptop,
  attempt: null,
  line: LINE,
  destination,
});
export const received = (more: Partial<Extract<CallEvent, { type: 'received' }>> = {}): CallEvent => ({
  ...{ type: 'received', callSid: ROOT, at: T0, from: OUTSIDE, to: LINE, line: LINE },
  ...more,
});
export const declined = (seconds: number, person: PersonId): CallEvent => ({
  ...{ type: 'declined', callSid: ROOT, at: T0 + seconds * 1000, person },
});
/** Whoever dialled heard that it cannot be done now. */
export const unplaced = (seconds: number): CallEvent => ({
  ...{ type: 'unplaced', callSid: ROOT, at: T0 + seconds * 1000 },
});

interface Told {
  seconds: number;
  to: string;
  from?: string;
  sip?: number;
  duration?: number;
}
export const leg = (n: number, status: CallStatus, told: Told): CallEvent => ({
  type: 'leg',
  callSid: ROOT,
  legSid: sid(n),
  at: T0 + told.seconds * 1000,
  leg: {
    status,
    from: told.from ?? LINE,
    to: told.to,
    sipCode: told.sip ?? null,
    durationSeconds: told.duration ?? null,
  },
});
export const ended = (
  seconds: number,
  status: DialStatus,
  durationSeconds: number | null = null,
  { generation = 0, round = 0, isLast = true } = {},
): CallEvent => ({
  ...{ type: 'dial-ended', callSid: ROOT, at: T0 + seconds * 1000, status, durationSeconds },
  ...{ generation, round, isLast },
});
export const rootTold = (seconds: number, status: CallStatus, from: string, duration = 0): CallEvent => ({
  type: 'root',
  callSid: ROOT,
  at: T0 + seconds * 1000,
  leg: { status, from, to: from === OUTSIDE ? LINE : null, sipCode: null, durationSeconds: duration },
});

export function foldAll(events: readonly CallEvent[]): CallRecord {
  const record = events.reduce<CallRecord | undefined>(fold, undefined);
  if (!record) throw new Error('nothing was told');
  return record;
}

/** How `viewer` reads what is known at `now`. */
export function reads(record: CallRecord, viewer: Viewer = annAtLaptop, now = LATER): Conversation | null {
  return conversation({ place: 1, isHandled: false, note: '', record, steering: null }, viewer, now);
}
