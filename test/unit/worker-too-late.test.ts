import { expect, test } from 'vitest';
import {
  ANN,
  annAtPhone,
  dialed,
  ended,
  foldAll,
  leg,
  MARIE,
  marie,
  OUTSIDE,
  reads,
  received,
  rootTold,
  T0,
  unplaced,
} from '../support/told.ts';

/** Twilio has to be answered in time, with or without what we decide: what is read of a call is what happened. */

const laptop = { to: `client:${ANN.laptop}`, from: OUTSIDE };
const ours = laptop.to;

test('a number is blocked, and turned away', () => {
  const record = foldAll([received({ isBlocked: true }), rootTold(1, 'busy', OUTSIDE)]);
  expect(reads(record)).toMatchObject({ state: 'blocked', blockReason: 'blocked-number', isFinal: true });
});

test('a blocked number whom somebody answers all the same: they talk while they talk', () => {
  const told = [received({ isBlocked: true }), leg(2, 'in-progress', { seconds: 4, ...laptop })];
  for (const events of [told, told.toReversed()]) {
    expect(reads(foldAll(events))).toMatchObject({ state: 'in-progress', blockReason: null, endedAt: null });
    expect(reads(foldAll(events), marie)).toMatchObject({ state: 'answered-elsewhere', isFinal: false });
  }
  const over = [leg(2, 'completed', { seconds: 14, ...laptop, duration: 10 }), ended(14, 'completed', 10)];
  expect(reads(foldAll([...told, ...over]))).toMatchObject({
    ...{ state: 'completed', blockReason: null, talkSeconds: 10 },
    endedAt: new Date(T0 + 14_000).toISOString(),
  });
});

test('only the Dial tells that a blocked number was answered: they talked', () => {
  const record = foldAll([received({ isBlocked: true }), ended(14, 'completed', 10)]);
  expect(reads(record)).toMatchObject({ state: 'completed', blockReason: null, talkSeconds: 10 });
});

test('Ann calls Bob, and hears that it cannot be done now: her call has failed, however it was decided', () => {
  const record = foldAll([dialed({ kind: 'number', number: OUTSIDE }), unplaced(1), rootTold(6, 'completed', ours, 5)]);
  expect(reads(record)).toMatchObject({
    ...{ direction: 'outbound', state: 'failed', failure: 'network', isFinal: true },
    party: { kind: 'number', number: OUTSIDE },
  });
});

test('a call to one of us that was never placed is nothing to them', () => {
  const toMarie = foldAll([dialed({ kind: 'person', person: MARIE.person, identities: [MARIE.phone] }), unplaced(1)]);
  expect(reads(toMarie)).toMatchObject({ direction: 'outbound', state: 'failed' });
  expect(reads(toMarie, marie)).toBeNull();
  const toPhone = foldAll([dialed({ kind: 'device', identity: ANN.phone }), unplaced(1)]);
  expect(reads(toPhone, annAtPhone)).toMatchObject({ direction: 'outbound', state: 'failed' });
});
