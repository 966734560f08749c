/** Pure: what of a conversation can be found, and what somebody typed as a question to FTS5. */

/** Somebody whose name was typed, as they stand in a conversation. */
export interface Named {
  /** E.164. */
  numbers: readonly string[];
  people: readonly string[];
}

/** Finds by name: whose name holds `words`, or, `isStart`, has a word that begins so. */
export type FindNamed = (words: string, isStart: boolean) => Named;

/** What can be found of a conversation besides its note: `words` as a person may type them, `parties` by the names we know. */
export interface Findable {
  words: string;
  parties: string;
}

/** A question to FTS5; of what it finds only what `holds` these digits, when they are given, is meant. */
export interface Question {
  match: string;
  holds: string | null;
}

/** A trigram needs three. */
const FEWEST = 3;
/** The last digits of a number tell most; the first ones are those of a whole town, and would be looked through call by call. */
const TELLING_DIGITS = 6;
/** Names that many people share make a long question; more would only be slow. */
const MOST_NAMED = 100;

/** Nothing but digits, and what is written between them. */
const NUMBER = /^[+\d\s().\-/\u2010-\u2015]+$/;
const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** As it is kept and as it is asked for: without accents, case or what cannot be seen. */
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
  const names = new Set([...people, NUMBER.test(text) ? spread(digitsOf(text)) : null]);
  names.delete(null);
  return { words: NUMBER.test(text) ? digitsOf(text) : text, parties: ` ${[...names].join(' ')} ` };
}

/** A number in hexadecimal digits that no other numbers begin with: so that its index entries are few. */
function spread(digits: string): string {
  return (((BigInt(digits || '0') % 1_000_000_007n) * 2_654_435_761n) % 4_294_967_296n).toString(16);
}

/** What can be found of a note: its words, and the numbers in it by any run of their digits. */
export function findableNote(note: string): string {
  const text = normalized(note);
  const numbers = text.match(/\d[\d\s().\-/]{3,}\d/g) ?? [];
  return [text, ...numbers.map(digitsOf)].join(' ');
}

/** Whether a name, normalised or not, holds these normalised words; `isStart`: at the start of one of its words. */
export function isNamed(name: string, words: string, isStart: boolean): boolean {
  const known = normalized(name);
  return isStart ? known.startsWith(words) || known.includes(` ${words}`) : known.includes(words);
}

/**
 * What somebody typed as a question in the syntax of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax), null when
 * nothing can be found by it. Every word must be found: in a number, in what was dialled, in a note, or as somebody's name. With
 * fewer than three characters only names are looked at, from their start. Nothing that is typed is syntax: it is always quoted.
 */
export function questionOf(typed: string, find: FindNamed): Question | null {
  const text = normalized(typed);
  if (NUMBER.test(text)) return numberQuestion(digitsOf(text));
  const words = text.split(' ').filter((word) => word !== '');
  const long = words.filter((word) => [...word].length >= FEWEST);
  const terms = long.length > 0 ? long.map((word) => termOf(word, find)) : words.map((word) => named(find(word, true)));
  if (terms.length === 0 || terms.some((term) => term.length === 0)) return null;
  return { match: terms.map((term) => `(${term.join(' OR ')})`).join(' AND '), holds: null };
}

/** A number is kept with its country's code, and may be typed with zeros in its place. */
function numberQuestion(typed: string): Question | null {
  if (typed.length < FEWEST) return null;
  const national = typed.replace(/^0+/, '');
  const digits = national.length >= TELLING_DIGITS ? national : typed;
  return digits.length > TELLING_DIGITS
    ? { match: inWords(digits.slice(-TELLING_DIGITS)), holds: digits }
    : { match: inWords(digits), holds: null };
}

function termOf(word: string, find: FindNamed): string[] {
  const digits = NUMBER.test(word) ? digitsOf(word) : '';
  return [inWords(word), ...(digits.length >= FEWEST ? [inWords(digits)] : []), ...named(find(word, false))];
}

function named({ numbers, people }: Named): string[] {
  const parties = [...people, ...numbers.map((number) => spread(digitsOf(number)))];
  return parties.slice(0, MOST_NAMED).map((party) => `parties : ${quoted(` ${party} `)}`);
}

const inWords = (text: string): string => `{words noted} : ${quoted(text)}`;
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
