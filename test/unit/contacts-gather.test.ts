import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { type Contact, E164 } from '../../worker/protocol.ts';
import { batchesOf } from '../../web/src/state/batches.ts';
import { labelOf } from '../../web/src/state/labels.ts';
import { cleanOf, cutTo, plainOf } from '../../web/src/state/plain.ts';
import { inSlices } from '../../web/src/contacts/slices.ts';
import { cardsOf, tableOf } from '../../web/src/contacts/write-contacts.ts';
import { read } from '../support/contact-files.ts';

const runs = { numRuns: process.env['FULL'] ? 5_000 : 150, seed: 4 };

const number = (n: number) => v.parse(E164, `+1514555${String(n).padStart(4, '0')}`);
const contact = (name: string, numbers: number[], more: Partial<Contact> = {}): Contact => ({
  id: name,
  name,
  organization: '',
  isFavourite: false,
  numbers: numbers.map((n) => ({ label: 'mobile', number: number(n) })),
  ...more,
});
const rows = (...some: string[]) => ['Name,Organization,Mobile,Mobile 2', ...some].join('\n');

test('who shares a number with somebody we know is them, and both names are told', () => {
  const marie = contact('Marie Gagnon', [100]);
  const reading = read(rows('Maman,,514 555-0100,514 555-0101'), [marie]);
  expect(reading.fresh).toEqual([]);
  expect(reading.merged).toEqual([{ before: marie, contact: contact('Marie Gagnon', [100, 101]), names: ['Maman'] }]);
  expect(reading.leftOut.get('other names')).toBe(1);
});

test('who has the same name, accents and case aside, gains the numbers', () => {
  const helene = contact('Hélène Côté', [100], { isFavourite: true });
  const reading = read(rows('HELENE COTE,Clinique,514 555-0101,'), [helene]);
  expect(reading.merged).toEqual([
    {
      before: helene,
      contact: contact('Hélène Côté', [100, 101], { isFavourite: true, organization: 'Clinique' }),
      names: [],
    },
  ]);
});

test('of two who share a number, the one who shares the name is meant; a number of somebody else stays with them', () => {
  const [paul, marie] = [contact('Paul Gagnon', [100]), contact('Marie Gagnon', [100, 101])];
  const jean = contact('Jean', [102]);
  const reading = read(rows('Marie Gagnon,,514 555-0100,514 555-0102'), [paul, marie, jean]);
  expect(reading).toMatchObject({ fresh: [], merged: [], unchanged: 1 });
});

test('what a file says twice is one contact', () => {
  const reading = read(rows('Ann,,514 555-0100,', 'Ann,,514 555-0101,', 'ann,,514 555-0100,'));
  expect(reading.fresh).toEqual([contact('Ann', [100, 101], { id: 'id-1' })]);
  expect(reading.doubled).toBe(2);
});

test('numbers beyond the twenty that a contact holds are said', () => {
  const full = contact(
    'Ann',
    Array.from({ length: 20 }, (_, n) => n),
  );
  const reading = read(rows('Ann,,514 555-0100,'), [full]);
  expect(reading).toMatchObject({ unchanged: 1, merged: [] });
  expect(reading.bad).toEqual([{ line: 2, name: 'Ann', why: 'too-many-numbers', text: '+15145550100' }]);
});

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => cutTo(cleanOf(text), 120))
  .filter((text) => plainOf(text) !== '');
const label = fc.oneof(
  fc.constantFrom('mobile', 'work', 'home', 'main', 'other', 'fax', 'Chalet; été, "x"', '=label'),
  words.map((text) => labelOf(cutTo(text, 40))),
);
const contacts = fc
  .uniqueArray(
    fc.record({
      name: fc.oneof(words, fc.constantFrom('=1+1', '@Ann', "'-x", 'a\\n;b,c', '<script>', 'é'.repeat(120), 'O:K')),
      organization: fc.oneof(fc.constant(''), words),
      isFavourite: fc.boolean(),
      labels: fc.array(label, { maxLength: 4 }),
    }),
    { selector: ({ name }) => plainOf(name), maxLength: 12 },
  )
  .map((some) => {
    let next = 0;
    return some.map(({ labels, ...one }, place): Contact => ({
      ...one,
      id: `id-${String(place + 1)}`,
      numbers: labels.map((each) => ({ label: each, number: number(next++) })),
    }));
  });

test.each([
  ['vCard', cardsOf],
  ['CSV', tableOf],
])('whatever contacts are written as %s come back the same, and a second time change nothing', (_, write) => {
  fc.assert(
    fc.property(contacts, (some) => {
      const text = write(some);
      expect(read(text)).toMatchObject({ fresh: some, bad: [], doubled: 0 });
      expect(read(text).leftOut.size).toBe(0);
      expect(read(text, some)).toMatchObject({ fresh: [], merged: [], unchanged: some.length });
    }),
    runs,
  );
});

test('whatever a file is, each contact of it is accounted for, and what is kept is what the Worker takes', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'BEGIN:VCARD',
      'END:VCARD',
      'VERSION:2.1',
      'VERSION:4.0',
      'FN:Ann',
      'TEL:514 555-0100',
      ' folded',
      '=',
    ),
    fc.constantFrom('N;ENCODING=QUOTED-PRINTABLE:=C3=', 'TEL;CELL;:5145550101', 'item1.TEL:x', 'CATEGORIES:a,b', ''),
    fc.string({ maxLength: 30 }).map((text) => `FN:${text}`),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, newline) => {
      const { fresh, doubled, bad, leftOut } = read(['BEGIN:VCARD', ...lines].join(newline));
      const cards = lines.filter((each) => each === 'BEGIN:VCARD').length + 1;
      const nameless = bad.filter(({ why }) => why === 'no-name').length;
      expect(fresh.length + doubled + nameless).toBe(cards);
      expect([...leftOut.values()].every((count) => count <= cards)).toBe(true);
      for (const { name, organization, numbers } of fresh) {
        expect(name).toBe(name.trim());
        expect(name.length).toBeGreaterThan(0);
        expect(Math.max(name.length, organization.length)).toBeLessThanOrEqual(120);
        expect(numbers.every((each) => each.label.length <= 40 && v.is(E164, each.number))).toBe(true);
      }
    }),
    runs,
  );
});

test('five thousand contacts are read in slices, and none keeps the page waiting', async () => {
  const some = Array.from({ length: 5_000 }, (_, n) => contact(`Person ${String(n)}`, [n]));
  const text = cardsOf(some);
  let now = 0;
  const told: number[] = [];
  let pauses = 0;
  const { readContacts } = await import('../../web/src/contacts/read-contacts.ts');
  const reading = await inSlices(
    readContacts(text, { country: 'CA', known: [], newId: () => 'id' }),
    { now: () => (now += 1), pause: async () => void (pauses += 1) },
    (share) => told.push(share),
  );
  expect(reading.fresh).toHaveLength(5_000);
  expect(pauses).toBe(Math.floor(5_000 / 30));
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});

test('requests carry a hundred at most and are never larger than the Worker reads', () => {
  const heavy = contact(
    'é'.repeat(120),
    Array.from({ length: 20 }, (_, n) => n),
    { organization: '漢'.repeat(120) },
  );
  const some = Array.from({ length: 350 }, (_, n) => (n % 2 ? contact('Ann', [1]) : heavy));
  const batches = batchesOf(some);
  expect(batches.flat()).toEqual(some);
  for (const batch of batches) {
    expect(batch.length).toBeLessThanOrEqual(100);
    expect(new TextEncoder().encode(JSON.stringify({ contacts: batch })).length).toBeLessThan(64 * 1024);
  }
  expect(batchesOf(Array.from({ length: 250 }, () => contact('Ann', [1]))).map((each) => each.length)).toEqual([
    100, 100, 50,
  ]);
});
