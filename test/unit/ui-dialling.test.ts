import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepts, dialableBefore, dialableOf, isEmergency, positionAfter } from '../../web/src/ui/keypad/dialable.ts';
import { codeOf } from '../../web/src/ui/sign-in/code.ts';

const runs = process.env.FULL ? 5_000 : 200;

test.each([
  ['(514) 555-0123', '5145550123'],
  ['+1 514.555.0123', '+15145550123'],
  ['tel:+1-514-555-0123', '+15145550123'],
  ['tel:+1-514-555-0123;ext=42', '+15145550123,42'],
  ['Tél. : 514 555-0123 poste 12', '5145550123,12'],
  ['514-555-0123 ext. 9', '5145550123,9'],
  ['+44 (0)20 7946 0018', '+442079460018'],
  ['\u200e+1 514 555 0123\u202c', '+15145550123'],
  ['１２３４５', '12345'],
  ['٠١٢٣', '0123'],
  ['*67#', '*67#'],
  ['hello', ''],
])('a person who pastes "%s" dials %s', (pasted, dialed) => {
  expect(dialableOf(pasted)).toBe(dialed);
});

test('whatever is pasted, only dialable characters come out, at most 64, and reading them again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
      const dialed = dialableOf(text);
      expect(dialed).toMatch(/^\+?[\d*#,]{0,64}$/);
      expect(dialed.length).toBeLessThanOrEqual(64);
      expect(dialableOf(dialed)).toBe(dialed);
    }),
    { seed: 2, numRuns: runs },
  );
});

test('plus is only ever the first key', () => {
  expect(accepts('', '+')).toBe(true);
  expect(accepts('1', '+')).toBe(false);
  expect(accepts('15', '+', 0)).toBe(true);
  expect(accepts('+1', '+', 0)).toBe(false);
  expect(accepts('+1', '5', 0)).toBe(false);
  expect(accepts('1', 'a')).toBe(false);
  expect(accepts('1'.repeat(64), '1')).toBe(false);
});

test('an emergency number is known with a pause behind it, and not inside a longer number', () => {
  expect(isEmergency('911', ['911', '112'])).toBe(true);
  expect(isEmergency('911,1', ['911'])).toBe(true);
  expect(isEmergency('9115550123', ['911'])).toBe(false);
});

test('the caret stays beside its digit when dashes come and go', () => {
  const formatted = '+1 514 555-0123';
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), (count) => {
      expect(dialableBefore(formatted, positionAfter(formatted, count))).toBe(count);
    }),
    { seed: 3, numRuns: runs },
  );
});

test.each([
  ['abcde-fghjk', 'ABCDEFGHJK'],
  [' ABCDE FGHJK ', 'ABCDEFGHJK'],
  ['https://phone.example.com/#code=ABCDE-FGHJK', 'ABCDEFGHJK'],
  ['http://localhost:8787/#code=ABCDEFGHJK\n', 'ABCDEFGHJK'],
  ['', ''],
])('a person who types or pastes "%s" signs in with %s', (typed, code) => {
  expect(codeOf(typed)).toBe(code);
});
