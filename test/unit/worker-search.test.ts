import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findable, findableNote, isNamed, normalized, questionOf, type Named } from '../../worker/search.ts';

const runs = { numRuns: process.env['FULL'] ? 20_000 : 300, seed: 4 };
const nobody: Named = { numbers: [], people: [] };

const database = new DatabaseSync(':memory:');
database.exec('CREATE VIRTUAL TABLE search USING fts5 (runs, noted, parties)');
const insert = database.prepare('INSERT OR REPLACE INTO search (rowid, runs, noted, parties) VALUES (1, ?, ?, ?)');
const match = database.prepare("SELECT rowid FROM search WHERE search MATCH ? AND instr(parties || ' ' || noted, ?)");

/** Whether a call with this other end and this note is found by what is typed. */
function isFound(typed: string, address: string, note = '', named: Named = nobody): boolean {
  const { runs, parties } = findable(address, ['anna']);
  insert.run(runs, findableNote(note), parties);
  const question = questionOf(typed, () => named);
  return question !== null && match.all(question.match, question.holds ?? '').length > 0;
}

test('any run of at least three digits of a number finds it, however it is written', () => {
  const number = fc.stringMatching(/^\+[1-9]\d{7,14}$/);
  const gap = fc.constantFrom('', ' ', '-', '.', ' (', ') ', '\u00a0');
  fc.assert(
    fc.property(number, fc.nat(), fc.integer({ min: 3, max: 15 }), fc.array(gap), (e164, from, length, gaps) => {
      const digits = e164.slice(1);
      const start = from % (digits.length - 2);
      const run = digits.slice(start, start + length);
      const typed = [...run].map((digit, n) => digit + (gaps[n] ?? '')).join('');
      expect(isFound(typed, e164)).toBe(true);
      expect(isFound(`${typed}999999999999999`, e164)).toBe(false);
    }),
    runs,
  );
});

test('whatever is typed is a question to the index, never its syntax', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc
      .array(fc.constantFrom('"', 'OR', 'AND', 'NOT', 'NEAR(', ')', '{words}', ':', '*', '^', '+', '-', 'abc'), {
        maxLength: 12,
      })
      .map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(typed, (text) => {
      expect(() => isFound(text, '+15145550123', '', { numbers: ['+15145550123'], people: ['anna'] })).not.toThrow();
    }),
    runs,
  );
});

test('every long word of a note finds it, with or without accents and case', () => {
  const word = fc.stringMatching(/^[a-zàâéèêëïîôùûçœA-ZÉÈ]{3,10}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.nat(), (words, n) => {
      const one = words[n % words.length] ?? '';
      const note = words.join(' ');
      for (const typed of [one, one.toUpperCase(), normalized(one), note]) expect(isFound(typed, '', note)).toBe(true);
    }),
    runs,
  );
});

test('somebody whose name was typed is found by their number or by their id, and only whole ids count', () => {
  expect(isFound('Zoé', '+15145550123', '', { numbers: ['+15145550123'], people: [] })).toBe(true);
  expect(isFound('Zoé', '+15145550123', '', { numbers: ['+15145550199'], people: [] })).toBe(false);
  expect(isFound('Zoé', '', '', { numbers: [], people: ['anna'] })).toBe(true);
  expect(isFound('Zoé', '', '', { numbers: [], people: ['ann'] })).toBe(false);
});

test.each([
  ['Marie-Ève Gagnon', 'eve', false, true],
  ['Marie-Ève Gagnon', 'gag', true, true],
  ['Marie-Ève Gagnon', 'agn', true, false],
  ['Œuvre', 'oeu', true, true],
])('%s is named by %j (from the start: %s): %s', (name, words, isStart, isSo) => {
  expect(isNamed(name, words, isStart)).toBe(isSo);
});

test('of many words eight are looked for, each once: nobody waits for a name per letter', () => {
  const asked: string[] = [];
  const find = (words: string): Named => {
    asked.push(words);
    return { numbers: [], people: ['anna'] };
  };
  const many = Array.from({ length: 25 }, (_, n) => `mot${String(n)}`);
  expect(questionOf(['Mot0', ...many].join(' '), find)).not.toBeNull();
  expect(asked).toEqual(many.slice(0, 8));
  asked.length = 0;
  expect(questionOf('a b c d e f g h i j a', find)).not.toBeNull();
  expect(asked).toEqual([...'abcdefgh']);
});
