import * as v from 'valibot';
import { expect, test } from 'vitest';
import { type Contact, Conversation, E164 } from '../../worker/protocol.ts';
import { indexOf, search } from '../../web/src/state/contact-index.ts';
import { keyOf } from '../../web/src/state/letter-keys.ts';
import { rowsOf, initialsOf } from '../../web/src/ui/contacts/rows.ts';
import { inSight, offsetsOf } from '../../web/src/ui/in-sight.ts';
import { suggestionsFor } from '../../web/src/ui/keypad/suggestions.ts';

const e164 = (text: string) => v.parse(E164, text);
let made = 0;
const contact = (name: string, ...numbers: string[]): Contact => ({
  id: `id-${String(++made)}`,
  name,
  organization: '',
  isFavourite: false,
  numbers: numbers.map((number) => ({ label: 'mobile', number: e164(number) })),
});
const helene = contact('Hélène Côté', '+15145550123', '+14185550142');
const bob = contact('Bob Roy', '+18195550177');
const zoe = { ...contact('Zoë de la Tour', '+33612345678'), isFavourite: true };
const oe = contact('Œuvre des Œillets', '+15145559999');
const everybody = indexOf([helene, bob, zoe, oe]);

/** Recents with a call to each of these numbers, the newest first. */
const recents = (...numbers: string[]): Conversation[] =>
  numbers.map((number, place) => ({
    ...v.parse(Conversation, {
      callSid: `CA${String(place).padStart(32, '0')}`,
      place,
      direction: 'outbound',
      party: { kind: 'number', number },
      line: '+18195550100',
      state: 'completed',
      failure: null,
      isFinal: true,
      isUnread: false,
      blockReason: null,
      answeredBy: null,
      startedAt: '2026-11-22T12:00:00.000Z',
      answeredAt: null,
      endedAt: null,
      ringSeconds: null,
      talkSeconds: null,
      note: '',
      transferredTo: null,
      control: null,
    }),
  }));
const named = (dialed: string, calls: Conversation[] = []) =>
  suggestionsFor(dialed, everybody, calls).map(({ name, number }) => name ?? number);

test.each([
  ['435363', ['Hélène Côté'], 'the keys of a first name'],
  ['2683', ['Hélène Côté'], 'the keys of a family name'],
  ['4353632683', ['Hélène Côté'], 'both, one after the other'],
  ['638873', ['Œuvre des Œillets'], 'a letter that is two'],
  ['514555', ['Hélène Côté', 'Œuvre des Œillets'], 'the beginning of a number as it is dialled there'],
  ['1514555', ['Hélène Côté', 'Œuvre des Œillets'], 'with the long-distance 1'],
  ['+1514555', ['Hélène Côté', 'Œuvre des Œillets'], 'and from abroad'],
  ['0142', ['Hélène Côté'], 'the last four of a second number'],
  ['0612', ['Zoë de la Tour'], 'a French number with its 0'],
  ['2', [], 'one key says nothing'],
  ['*67', [], 'a code is nobody'],
  ['514555,,1', [], 'nor is what has pauses'],
])('%s suggests %j: %s', (dialed, names) => {
  expect(named(dialed)).toEqual(names);
});

test('the number of a contact that matches is the one suggested', () => {
  expect(suggestionsFor('0142', everybody, [])[0]?.number).toBe('+14185550142');
});

test('favourites come first, then names, then numbers, then Recents; three at most', () => {
  const some = indexOf([
    contact('Ann', '+15142660001'),
    { ...contact('Anna', '+15142660002'), isFavourite: true },
    contact('Somebody', '+12665550003'),
    contact('Coo', '+15145550004'),
  ]);
  const calls = recents('+15142665555', '+15142665555');
  expect(suggestionsFor('266', some, calls).map(({ name }) => name)).toEqual(['Anna', 'Ann', 'Coo']);
  expect(suggestionsFor('2665', some, calls).map(({ name, number }) => name ?? number)).toEqual([
    'Somebody',
    '+15142665555',
  ]);
});

test('a number of Recents is suggested once, and not again when it is a contact’s', () => {
  expect(named('9991', recents('+14189991234', '+14189991234'))).toEqual(['+14189991234']);
  expect(named('5145550', recents('+15145550123'))).toEqual(['Hélène Côté']);
});

test('letters stand on their keys, and everything else is itself', () => {
  expect([...'aCdzSé5+'].map(keyOf).join('')).toBe('2239' + '7é5+');
});

test('a search finds every word in a name or a firm, without accents, and digits in a number', () => {
  const firm = { ...contact('Jean', '+14185550199'), organization: 'Clinique Émard' };
  const index = indexOf([helene, bob, firm]);
  const found = (text: string) => search(index, text).map((entry) => entry.contact.name);
  expect(found('cote HEL')).toEqual(['Hélène Côté']);
  expect(found('emard')).toEqual(['Jean']);
  expect(found('555-0177')).toEqual(['Bob Roy']);
  expect(found('0199')).toEqual(['Jean']);
  expect(found('nobody')).toEqual([]);
});

test('of two who share a number, a favourite names the caller, else the first by name', () => {
  const [b, a] = [contact('B', '+15145550001'), contact('A', '+15145550001')];
  expect(indexOf([b, a]).byNumber.get('+15145550001')?.name).toBe('A');
  expect(indexOf([{ ...b, isFavourite: true }, a]).byNumber.get('+15145550001')?.name).toBe('B');
});

test('the list has favourites first, then letters without accents, and signs at the end', () => {
  const index = indexOf([contact('émile'), contact('Eve'), contact('3M'), zoe, contact('Алла')]);
  expect(rowsOf(index.entries, 'Favourites').map((row) => ('title' in row ? row.title : row.contact.name))).toEqual([
    'Favourites',
    'Zoë de la Tour',
    'E',
    'émile',
    'Eve',
    'Z',
    'Zoë de la Tour',
    'А',
    'Алла',
    '#',
    '3M',
  ]);
  const keys = rowsOf(index.entries, 'Favourites').map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  ['Hélène Côté', 'HC'],
  ['Zoë', 'Z'],
  ['Jean (bureau) Roy', 'JR'],
  ['+1 514 555-0123', ''],
])('the circle of %s says %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test('a long list draws what is in sight, and as much again on either side', () => {
  const offsets = offsetsOf(Array.from({ length: 10_000 }, (_, n) => (n % 10 === 0 ? 44 : 64)));
  for (const top of [0, 5_000, 620_000 - 700]) {
    const { from, to } = inSight(offsets, top, 700);
    expect(offsets[from]).toBeLessThanOrEqual(Math.max(0, top - 700 + 64));
    expect(offsets[to]).toBeGreaterThanOrEqual(Math.min(620_000, top + 700));
    expect(to - from).toBeLessThan(50);
  }
  expect(inSight(offsetsOf([]), 0, 700)).toEqual({ from: 0, to: 0 });
});
