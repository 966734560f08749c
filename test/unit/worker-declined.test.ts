import { expect, test } from 'vitest';
import type { CallStatus, DialStatus } from '../../worker/history.ts';
import {
  ANN,
  annAtLaptop,
  annAtPhone,
  declined,
  dialed,
  ended,
  foldAll,
  leg,
  marie,
  MARIE,
  OUTSIDE,
  reads,
  received,
} from '../support/told.ts';

/** What one of our devices' legs went through; its last status came with this SIP response. */
interface Device {
  was: CallStatus[];
  sip?: number;
}

const declines: Device = { was: ['initiated', 'ringing', 'busy'], sip: 603 };
const isBusy: Device = { was: ['initiated', 'busy'], sip: 486 };
const closed: Device = { was: ['initiated', 'no-answer'], sip: 480 };
const gone: Device = { was: ['initiated', 'failed'], sip: 404 };
const calledOff: Device = { was: ['initiated', 'canceled'] };
const ringsToTheEnd: Device = { was: ['initiated', 'ringing', 'no-answer'] };
const ringsUntilBobGivesUp: Device = { was: ['initiated', 'ringing', 'canceled'] };

/** How Ann reads Bob’s call after her devices did this and the Dial ended so. */
function annReads(devices: Device[], status: DialStatus): string | undefined {
  const legs = devices.flatMap(({ was, sip }, i) =>
    was.map((status) => {
      const to = `client:${[ANN.laptop, ANN.phone][i] ?? ''}`;
      return leg(i + 2, status, { seconds: 0, to, ...(status === was.at(-1) && sip ? { sip } : {}) });
    }),
  );
  return reads(foldAll([received(), ...legs, ended(25, status)]))?.state;
}

test.each([
  ['on her laptop alone', [declines], 'busy'],
  ['on her laptop, while her phone is closed', [declines, closed], 'no-answer'],
  ['on her phone, while her laptop is closed', [closed, declines], 'busy'],
  ['on her laptop, while her phone is off', [declines, gone], 'failed'],
  ['on her laptop, before her phone rang', [declines, calledOff], 'busy'],
  ['on her laptop, while she talks on her phone', [declines, isBusy], 'busy'],
  ['on her laptop, while her phone rings to the end', [declines, ringsToTheEnd], 'no-answer'],
  ['on her laptop, and Bob gives up while her phone rings', [declines, ringsUntilBobGivesUp], 'canceled'],
] as const)('a call that Ann declines %s was declined', (_, devices, status) => {
  expect(annReads([...devices], status)).toBe('declined');
});

test.each([
  ['nobody declines', [ringsToTheEnd], 'no-answer'],
  ['every device is closed', [closed, gone], 'no-answer'],
  ['Bob gives up', [ringsUntilBobGivesUp, closed], 'canceled'],
] as const)('a call is missed when %s', (_, devices, status) => {
  expect(annReads([...devices], status)).toBe('missed');
});

test('who declines has declined, on all their devices; a colleague who did not has missed it', () => {
  const rings = leg(2, 'ringing', { seconds: 1, to: `client:${MARIE.phone}` });
  const told = [received(), rings, declined(3, ANN.person)];
  const ringing = foldAll(told);
  expect(reads(ringing, annAtPhone)).toMatchObject({ state: 'declined', isFinal: false, endedAt: null });
  expect(reads(ringing, marie)).toMatchObject({ state: 'ringing' });
  const over = foldAll([...told, ended(25, 'no-answer')]);
  expect(reads(over, annAtLaptop)).toMatchObject({ state: 'declined', isUnread: false });
  expect(reads(over, marie)).toMatchObject({ state: 'missed', isUnread: true });
});

test('a call that Ann declined and Marie took was answered elsewhere', () => {
  const takes = leg(2, 'in-progress', { seconds: 4, to: `client:${MARIE.phone}`, from: OUTSIDE });
  expect(reads(foldAll([received(), declined(3, ANN.person), takes]))).toMatchObject({ state: 'answered-elsewhere' });
});

test('a colleague who declines has declined for the caller too', () => {
  const call = [
    dialed({ kind: 'person', person: MARIE.person, identities: [MARIE.phone] }),
    leg(2, 'busy', { seconds: 3, to: `client:${MARIE.phone}`, from: `client:${ANN.laptop}` }),
    ended(3, 'busy'),
  ];
  expect(reads(foldAll(call))).toMatchObject({ direction: 'outbound', state: 'declined' });
  expect(reads(foldAll(call), marie)).toMatchObject({ direction: 'inbound', state: 'declined' });
});
