import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Line } from '../../worker/config.ts';
import { LIMITS, roundsOf, route } from '../../worker/dialplan.ts';
import { E164, Identity, PersonId } from '../../worker/protocol.ts';

const identity = (name: string) => v.parse(Identity, name);
const LAPTOP = identity(`p_${'a'.repeat(20)}`);
const PHONE = identity(`p_${'b'.repeat(20)}`);
const CUT_OFF = identity(`p_${'c'.repeat(20)}`);

const quebec: Line = { number: v.parse(E164, '+18195550100'), country: 'CA' };
const paris: Line = { number: v.parse(E164, '+33612345678'), country: 'FR' };
const london: Line = { number: v.parse(E164, '+442071838750'), country: 'GB' };
const MARIE = v.parse(PersonId, 'marie');
const marieDevices = [identity('p_marie_1'), identity('p_marie_2'), LAPTOP];
const facts = {
  activeIdentities: new Set<string>([LAPTOP, PHONE]),
  identitiesOf: (person: PersonId) => (person === MARIE ? marieDevices : []),
  liveConversations: 0,
};

/** What became of it, in one word: the number, the identity or the reason. */
function dials(dialed: string, line = quebec, moment = facts): string {
  const destination = route(dialed, LAPTOP, line, moment);
  switch (destination.kind) {
    case 'number':
      return destination.number;
    case 'device':
      return destination.identity;
    case 'person':
      return destination.identities.join(' ');
    case 'blocked':
      return destination.reason;
  }
}

describe('a Québec line', () => {
  test.each([
    '+18195550123',
    '8195550123',
    '18195550123',
    '(819) 555-0123',
    '819.555.0123',
    'tel:+1-819-555-0123',
    'tel:8195550123',
    '\u202a+1 819 555 0123\u202c',
    '\u200f819\u00a0555\u00a00123',
    '＋１８１９５５５０１２３',
    '٨١٩٥٥٥٠١٢٣',
    '819-555-0123 ext. 5',
    '+18195550123,,1234#',
    '011 1 819 555 0123',
  ])('calls +18195550123 when %j is dialled', (dialed) => {
    expect(dials(dialed)).toBe('+18195550123');
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['\u200e\u202c', 'empty'],
    ['hello', 'unreadable'],
    ['819555012', 'unreadable'],
    ['+1', 'unreadable'],
    ['sip:bob@example.com', 'unreadable'],
    ['sip:+18195550123@example.com', 'unreadable'],
    ['https://example.com/8195550123', 'unreadable'],
    ['+1819555012345678', 'unreadable'],
    [`+1819555${'0'.repeat(80)}`, 'unreadable'],
    ['8195550123; DROP TABLE call', 'unreadable'],
    ['911', 'emergency'],
    ['9-1-1', 'emergency'],
    ['9 1 1', 'emergency'],
    ['tel:911', 'emergency'],
    ['911,,1', 'emergency'],
    ['٩١١', 'emergency'],
    ['９１１', 'emergency'],
    ['\u202a911\u202c', 'emergency'],
    ['+1911', 'emergency'],
    ['+911', 'emergency'],
    ['112', 'emergency'],
    ['988', 'emergency'],
    ['1911', 'emergency'],
    ['1-911', 'emergency'],
    ['9911', 'emergency'],
    ['9,911', 'emergency'],
    ['9,,911,,1', 'emergency'],
    ['0 911', 'emergency'],
    ['9988', 'emergency'],
    ['9411', 'short'],
    ['411', 'short'],
    ['611', 'short'],
    ['12345', 'short'],
    ['*67', 'short'],
    ['*67 819 555 0123', 'short'],
    ['#31#8195550123', 'short'],
    ['+19005551234', 'premium'],
    ['1-900-555-1234', 'premium'],
    ['+33899123456', 'premium'],
    ['+881612345678', 'satellite'],
    ['+8835100012345', 'satellite'],
    ['011 870 773 111 632', 'satellite'],
    ['+14155550100', 'country'],
    ['+18765551234', 'country'],
    ['+33612345678', 'country'],
    ['+80012345678', 'country'],
    ['+18195550100', 'own-number'],
    ['819 555 0100', 'own-number'],
  ])('does not call %j: %s', (dialed, reason) => {
    expect(dials(dialed)).toBe(reason);
  });

  test('calls toll-free numbers of its numbering plan', () => {
    expect(dials('+1 800 555 1234')).toBe('+18005551234');
  });
});

describe('a French line', () => {
  test.each([
    ['06 98 76 54 32', '+33698765432'],
    ['+33 (0)6 98 76 54 32', '+33698765432'],
    ['0033698765432', '+33698765432'],
    ['15', 'emergency'],
    ['112', 'emergency'],
    ['114', 'emergency'],
    ['+3315', 'emergency'],
    ['3919', 'short'],
    ['08 99 12 34 56', 'premium'],
    ['+18195550123', 'country'],
    ['0612345678', 'own-number'],
  ])('when %j is dialled: %s', (dialed, outcome) => {
    expect(dials(dialed, paris)).toBe(outcome);
  });
});

test('a British line knows 999 and 101', () => {
  expect(dials('999', london)).toBe('emergency');
  expect(dials('101', london)).toBe('short');
  expect(dials('020 7183 8751', london)).toBe('+442071838751');
});

test.each([
  ['AU', '+61291234567', ['000', '112', '106', '+61000']],
  ['IN', '+911123456789', ['112', '100', '101', '102', '108']],
  ['JP', '+81312345678', ['110', '118', '119']],
  ['DE', '+493012345678', ['110', '112', '+49110']],
  ['IT', '+390612345678', ['112']],
  ['PL', '+48221234567', ['112']],
])('a line of %s knows its emergency numbers', (country, number, emergencies) => {
  const line: Line = { number: v.parse(E164, number), country };
  for (const dialed of [...emergencies, '112', '911']) expect(dials(dialed, line)).toBe('emergency');
});

test('an outside-line prefix is one of the North American plan only', () => {
  const berlin: Line = { number: v.parse(E164, '+493012345678'), country: 'DE' };
  expect(dials('0112', berlin)).toBe('short');
});

test('a line of a country without a table still refuses 112 and 911', () => {
  const mexico: Line = { number: v.parse(E164, '+525512345678'), country: 'MX' };
  expect(dials('112', mexico)).toBe('emergency');
  expect(dials('911', mexico)).toBe('emergency');
  expect(dials('110', mexico)).toBe('short');
});

test('a device calls another by its identity, not itself, nor one that was cut off', () => {
  expect(dials(PHONE)).toBe(PHONE);
  expect(dials(`client:${PHONE}`)).toBe(PHONE);
  expect(dials(LAPTOP)).toBe('own-number');
  expect(dials(CUT_OFF)).toBe('unknown-device');
  expect(dials('client:bob')).toBe('unknown-device');
  expect(dials('client:')).toBe('unreadable');
});

test('a device that was cut off calls nobody, whatever it dials', () => {
  const moment = { ...facts, activeIdentities: new Set<string>([PHONE]) };
  for (const dialed of ['8195550123', PHONE, '', '911']) expect(dials(dialed, quebec, moment)).toBe('signed-out');
});

test('the guard counts conversations only for calls that would otherwise go out', () => {
  const busy = { ...facts, liveConversations: LIMITS.callsAtOnce };
  expect(dials('8195550123', quebec, busy)).toBe('too-many-calls');
  expect(dials(PHONE, quebec, busy)).toBe('too-many-calls');
  expect(dials('911', quebec, busy)).toBe('emergency');
  expect(dials('8195550123', quebec, { ...facts, liveConversations: LIMITS.callsAtOnce - 1 })).toBe('+18195550123');
});

test('a colleague is called on all their devices but the one that calls; nobody by a made-up name', () => {
  expect(dials('person:marie')).toBe('p_marie_1 p_marie_2');
  expect(dials('person:paul')).toBe('unknown-device');
  expect(dials('person:Marie!')).toBe('unreadable');
  const many = Array.from({ length: 12 }, (_, i) => identity(`p_${String(i)}`));
  expect(dials('person:marie', quebec, { ...facts, identitiesOf: () => many }).split(' ')).toHaveLength(10);
});

const runs = process.env['FULL'] ? 10_000 : 200;

test('whatever is dialled, only a valid number of the line’s plan or one of our devices is called', () => {
  const digits = fc.stringMatching(/^[+0-9 ().,;*#x-]{0,24}$/);
  const anything = fc.oneof(digits, fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(PHONE, CUT_OFF));
  fc.assert(
    fc.property(anything, (dialed) => {
      const destination = route(dialed, LAPTOP, quebec, facts);
      if (destination.kind === 'number') {
        expect(destination.number).toMatch(/^\+1[2-9]\d{9}$/);
        expect(destination.number).not.toMatch(/^\+1900/);
      }
      if (destination.kind === 'device') expect(destination.identity).toBe(PHONE);
      if (destination.kind === 'blocked') {
        expect(destination.dialed.length).toBeLessThanOrEqual(64);
        expect(destination.dialed.isWellFormed()).toBe(true);
        expect(destination.dialed).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }),
    { numRuns: runs, seed: 1 },
  );
});

test('whoever is awake rings first, nobody is forgotten, nobody rings twice in one round, never more than ten', () => {
  const devices = fc
    .uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 60 })
    .map((numbers) => numbers.map((n) => identity(`p_${String(n)}`)));
  const house = devices.chain((all) => fc.tuple(fc.constant(all), fc.subarray(all)));
  fc.assert(
    fc.property(house, ([all, some]) => {
      const awake = new Set(some);
      const rounds = roundsOf(all, awake);
      const unrung = new Set(all);
      for (const round of rounds) {
        expect(round.length).toBeLessThanOrEqual(LIMITS.devicesAtOnce);
        expect(new Set(round).size).toBe(round.length);
        const fresh = round.filter((each) => unrung.has(each));
        // Those who have not rung come first; who rings again is awake.
        expect(round.slice(0, fresh.length)).toEqual(fresh);
        expect(round.slice(fresh.length).every((each) => awake.has(each))).toBe(true);
        for (const each of fresh) unrung.delete(each);
      }
      expect([...unrung]).toEqual([]);
      expect(rounds.flat().slice(0, some.length)).toEqual(some);
      expect(rounds).toHaveLength(Math.ceil(all.length / LIMITS.devicesAtOnce));
    }),
    { numRuns: runs, seed: 3 },
  );
});
