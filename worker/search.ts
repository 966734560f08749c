/** Pure: what of a conversation can be found, and what somebody typed as a question to FTS5. */

/** Somebody whose name was typed, as they stand in a conversation. */
export interface Named {
  /** E.164. */
  numbers: readonly string[];
  people: readonly string[];
}

/** Finds by name: whose name holds `words`, or, `isStart`, has a word that begins so. */
export type FindNamed = (words: string, isStart: boolean) => Named;

/**
 * What can be found of a conversation besides its note. `runs`: every run of three to six digits of its number, each a word of its
 * own, so that looking for one costs no more than what is found; or what was dialled. `parties`: the number whole, and who of us took part.
 */
export interface Findable {
  runs: string;
  parties: string;
}

/** A question to FTS5; of what it finds only what `holds` these digits, when they are given, is meant. */
export interface Question {
  match: string;
  holds: string | null;
}

const [SHORTEST, LONGEST] = [3, 6];
/** Names that many people share make a long question, and every word is looked for among all names; more would only be slow. */
export const MOST_NAMED = 100;
const MOST_WORDS = 8;

/** Nothing but digits, and what is written between them. */
const NUMBER = /^[+\d\s().\-/\u2010-\u2015]+$/;
const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** As it is kept and as it is asked for: without accents, case or what cannot be seen. Another rule needs a migration: names are kept so. */
export function normalized(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .toWellFormed()
    .trim();
}

/** `address`: the other end, a number or whatever was dialled. `people`: ids of those of us who took part. */
export function findable(address: string, people: readonly (string | null)[]): Findable {
  const text = normalized(address);
  const number = NUMBER.test(text) ? digitsOf(text) : null;
  const parties = new Set([...people, number]);
  parties.delete(null);
  return { runs: number === null ? text : runsOf(number), parties: [...parties].join(' ') };
}

/** What can be found of a note: its words, and the numbers in it like any other. */
export function findableNote(note: string): string {
  const text = normalized(note);
  const numbers = (text.match(/\d[\d\s().\-/]+\d/g) ?? []).map(digitsOf);
  return [text, ...numbers, ...numbers.map(runsOf)].join(' ');
}

function runsOf(digits: string): string {
  const runs = new Set<string>();
  for (let length = SHORTEST; length <= LONGEST; length += 1)
    for (let from = 0; from + length <= digits.length; from += 1) runs.add(digits.slice(from, from + length));
  return [...runs].join(' ');
}

/** What must stand in a normalised name behind a space for it to hold these words; `isStart`: at the start of one of its words. */
export const inName = (words: string, isStart: boolean): string => (isStart ? ` ${words}` : words);

/** Whether a name, normalised or not, holds these normalised words. */
export function isNamed(name: string, words: string, isStart: boolean): boolean {
  return ` ${normalized(name)}`.includes(inName(words, isStart));
}

/**
 * What somebody typed as a question in the syntax of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax), null when
 * nothing can be found by it. Every word must be found: in a number, at the start of a word of a note or of what was dialled, or
 * in somebody's name; of more than eight the first count. With fewer than three characters only names are looked at, from their start. Nothing that is typed is
 * syntax: it is always quoted.
 */
export function questionOf(typed: string, find: FindNamed): Question | null {
  const text = normalized(typed);
  if (NUMBER.test(text)) return numberQuestion(digitsOf(text));
  const words = [...new Set(text.split(' '))].filter((word) => /[\p{L}\p{N}]/u.test(word));
  const long = words.filter((word) => [...word].length >= SHORTEST);
  const asked = (long.length > 0 ? long : words).slice(0, MOST_WORDS);
  const terms = asked.map((word) => (long.length > 0 ? termOf(word, find) : named(find(word, true))));
  if (terms.length === 0 || terms.some((term) => term.length === 0)) return null;
  return { match: terms.map((term) => `(${term.join(' OR ')})`).join(' AND '), holds: null };
}

/** A number is kept with its country's code, and may be typed with zeros in its place. Its last digits tell most. */
function numberQuestion(typed: string): Question | null {
  if (typed.length < SHORTEST) return null;
  const national = typed.replace(/^0+/, '');
  const digits = national.length >= LONGEST ? national : typed;
  return { match: inRuns(digits), holds: digits.length > LONGEST ? digits : null };
}

function termOf(word: string, find: FindNamed): string[] {
  const digits = NUMBER.test(word) ? digitsOf(word) : '';
  return [
    `{runs noted} : ${quoted(word)} *`,
    ...(digits.length >= SHORTEST ? [inRuns(digits)] : []),
    ...named(find(word, false)),
  ];
}

function named({ numbers, people }: Named): string[] {
  const parties = [...people, ...numbers.map(digitsOf)];
  return parties.slice(0, MOST_NAMED).map((party) => `parties : ${quoted(party)}`);
}

const inRuns = (digits: string): string => `{runs noted} : ${quoted(digits.slice(-LONGEST))}`;
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
