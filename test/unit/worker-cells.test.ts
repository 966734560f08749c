import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellOf, textOfCell } from '../../worker/protocol/cells.ts';

const runs = { numRuns: process.env['FULL'] ? 50_000 : 1_000, seed: 5 };
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...`'=+-@\t\r\n 1a,"＝＋－＠`), maxLength: 8 }),
);

test('whatever is written into a cell is read back as it was', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(textOfCell(cellOf(value))).toBe(value);
    }),
    runs,
  );
});

test('no cell begins as a formula does, also behind what a spreadsheet may drop; a number in E.164 computes nothing', () => {
  fc.assert(
    fc.property(text, (value) => {
      const cell = cellOf(value);
      if (!/^\+\d+$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
    }),
    runs,
  );
});

test.each([
  ['=1+1', "'=1+1"],
  [' =1+1', "' =1+1"],
  ['-x', "'-x"],
  ["'=1+1", "''=1+1"],
  ["'Hello", "'Hello"],
  ["'+15145550123", "''+15145550123"],
  ['+15145550123', '+15145550123'],
  ['+1 514', "'+1 514"],
  ['Ann', 'Ann'],
  ['', ''],
])('%j stands in a cell as %j', (value, cell) => {
  expect(cellOf(value)).toBe(cell);
});

test('a number that somebody’s older file holds behind an apostrophe is read without it', () => {
  expect(textOfCell("'+15145550123")).toBe('+15145550123');
});
