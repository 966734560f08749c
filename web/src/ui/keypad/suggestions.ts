import type { Conversation, E164, Person } from '../../../../worker/protocol.ts';
import { keysOf, type ContactIndex } from '../../state/contact-index.ts';
import { plainOf } from '../../state/plain.ts';

/** Somebody whom the keys pressed so far may mean. */
export interface Suggestion {
  /** Null for a number of Recents that is nobody's we know. */
  name: string | null;
  label: string;
  number: E164;
}

const MOST = 3;

/**
 * Whom the keys may mean, the likeliest first: a word of a name typed on the letters of the keys; the beginning of a number, as
 * it is dialled there or from abroad, favourites before others; any run of three digits in one; then numbers of Recents.
 */
export function suggestionsFor(dialed: string, index: ContactIndex, calls: readonly Conversation[]): Suggestion[] {
  const keys = dialed.replace(/^\+/, '');
  const digits = keys.replace(/^0+/, '');
  if (!/^\d{2,}$/.test(keys)) return [];
  const ranks: Suggestion[][] = [[], [], [], [], [], []];
  const rank = (place: number, suggestion: Suggestion): void => {
    if ((ranks[place]?.length ?? MOST) < MOST) ranks[place]?.push(suggestion);
  };
  for (const { contact, keys: named, digits: numbers } of index.entries) {
    const { name, isFavourite, numbers: own } = contact;
    const at = placeOf(digits, numbers);
    const [first] = own;
    const found = at && own[at.which];
    const after = isFavourite ? 0 : 1;
    if (first && isNamed(named, dialed)) rank(after, { name, ...first });
    else if (found) rank(at.isStart ? 2 + after : 4, { name, ...found });
  }
  const told = new Set<string>();
  for (const { party } of calls) {
    if (party.kind !== 'number' || index.byNumber.has(party.number) || told.has(party.number)) continue;
    told.add(party.number);
    if (placeOf(digits, [party.number.slice(1)])) rank(5, { name: null, label: '', number: party.number });
  }
  return ranks.flat().slice(0, MOST);
}

/** The colleagues whose names may be meant: those who are awake first. */
export function colleaguesFor(dialed: string, people: readonly Person[]): Person[] {
  if (!/^\d{2,}$/.test(dialed)) return [];
  return people
    .filter(({ name, devices }) => devices > 0 && isNamed(` ${keysOf(plainOf(name))}`, dialed))
    .toSorted((a, b) => Number(b.isAwake) - Number(a.isAwake))
    .slice(0, MOST);
}

const isNamed = (name: string, dialed: string): boolean =>
  !dialed.startsWith('+') && (name.includes(` ${dialed}`) || name.replaceAll(' ', '').startsWith(dialed));

/** The first number with these digits, and whether they begin it, with or without up to three digits of its country. */
function placeOf(digits: string, numbers: readonly string[]): { which: number; isStart: boolean } | null {
  if (digits.length < 2) return null;
  const which = numbers.findIndex((number) => number.includes(digits));
  const at = numbers[which]?.indexOf(digits) ?? -1;
  if (at === -1 || (at > 3 && digits.length < 3)) return null;
  return { which, isStart: at <= 3 };
}
