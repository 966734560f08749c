import { expect, test } from 'vitest';
import * as v from 'valibot';
import { conversation, type Viewer } from '../../worker/conversation.ts';
import { type CallEvent, type CallRecord, fold } from '../../worker/history.ts';
import { CallSid, E164, Identity, PersonId } from '../../worker/protocol.ts';

const sid = (n: number) => v.parse(CallSid, `CA${n.toString(16).padStart(32, '0')}`);
const ROOT = sid(1);
const [ANN, BOB] = ['ann1', 'bob1'].map((id) => v.parse(PersonId, id)) as [PersonId, PersonId];
const OWNERS: Record<string, { person: PersonId; name: string; device: string }> = {
  p_laptop: { person: ANN, name: 'Ann', device: 'Laptop' },
  p_phone: { person: ANN, name: 'Ann', device: 'Phone' },
  p_bob: { person: BOB, name: 'Bob', device: 'Tablet' },
};
const viewer = (person: PersonId): Viewer => ({
  person,
  identity: null,
  seenUpTo: 0,
  isOwner: false,
  mayRecord: () => true,
  whoIs: (identity) => OWNERS[identity],
  nameOf: (id) => (id === ANN ? 'Ann' : 'Bob'),
});

const received: CallEvent = {
  type: 'received',
  callSid: ROOT,
  at: 0,
  from: '+15145550123',
  to: '+18195550100',
  line: v.parse(E164, '+18195550100'),
};
type Status = (CallEvent & { type: 'leg' })['leg']['status'];
const leg = (identity: string, status: Status): CallEvent => ({
  type: 'leg',
  callSid: ROOT,
  at: 1000,
  legSid: sid(10 + Object.keys(OWNERS).indexOf(identity)),
  leg: { status, from: '+15145550123', to: `client:${identity}`, sipCode: null, durationSeconds: null },
});
const declines = (person: PersonId): CallEvent => ({ type: 'declined', callSid: ROOT, at: 2000, person });
const dialEnds = (status: 'busy' | 'no-answer' | 'completed'): CallEvent => ({
  type: 'dial-ended',
  callSid: ROOT,
  at: 20_000,
  status,
  durationSeconds: null,
  generation: 0,
  round: 0,
  isLast: true,
});
const allRing = Object.keys(OWNERS).map((identity) => leg(identity, 'ringing'));

function reads(events: CallEvent[], person: PersonId) {
  const record = events.reduce<CallRecord | undefined>((known, event) => fold(known, event), undefined);
  if (!record) throw new Error('nothing happened');
  const call = conversation({ place: 1, isHandled: false, note: '', record, steering: null }, viewer(person), 60_000);
  return { state: call?.state, isUnread: call?.isUnread, by: call?.answeredBy?.name };
}

const annDeclines = [received, ...allRing, leg('p_laptop', 'busy'), declines(ANN), leg('p_phone', 'canceled')];

test('Ann turns a call down: it is declined for her at once, and rings on for Bob', () => {
  expect(reads(annDeclines, ANN).state).toBe('declined');
  expect(reads(annDeclines, BOB).state).toBe('ringing');
});

test('Bob then answers: both read that he did', () => {
  const events = [...annDeclines, leg('p_bob', 'in-progress')];
  expect(reads(events, ANN)).toMatchObject({ state: 'answered-elsewhere', by: 'Bob', isUnread: false });
  expect(reads(events, BOB).state).toBe('in-progress');
});

test('Bob does not hear it: he missed it, Ann did not', () => {
  const events = [...annDeclines, leg('p_bob', 'no-answer'), dialEnds('no-answer')];
  expect(reads(events, ANN)).toMatchObject({ state: 'declined', isUnread: false });
  expect(reads(events, BOB)).toMatchObject({ state: 'missed', isUnread: true });
});

test('Ann turned it down without a network, on her only device that rang: declined for her by her leg, missed by Bob', () => {
  const events = [
    received,
    leg('p_laptop', 'ringing'),
    leg('p_bob', 'ringing'),
    leg('p_laptop', 'busy'),
    leg('p_bob', 'no-answer'),
    dialEnds('busy'),
  ];
  expect(reads(events, ANN).state).toBe('declined');
  expect(reads(events, BOB).state).toBe('missed');
});

test('Bob calls Ann, who turns it down on her laptop while her phone rings: declined for both', () => {
  const call: CallEvent = {
    type: 'dialed',
    callSid: ROOT,
    at: 0,
    from: v.parse(Identity, 'p_bob'),
    attempt: null,
    line: v.parse(E164, '+18195550100'),
    destination: { kind: 'person', person: ANN, identities: [] },
  };
  const events = [
    call,
    leg('p_phone', 'ringing'),
    leg('p_laptop', 'ringing'),
    declines(ANN),
    leg('p_phone', 'canceled'),
  ];
  expect(reads(events, ANN).state).toBe('declined');
  expect(reads([...events, leg('p_laptop', 'busy'), dialEnds('busy')], BOB).state).toBe('declined');
});

test('who turned it down is the same in whatever order it was heard', () => {
  const both = (events: CallEvent[]) =>
    events.reduce<CallRecord | undefined>((known, each) => fold(known, each), undefined);
  expect(both([received, declines(BOB), declines(ANN), declines(BOB)])).toEqual(
    both([declines(ANN), received, declines(BOB)]),
  );
});
