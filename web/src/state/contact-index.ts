import type { Contact } from '../../../worker/protocol.ts';
import { keyOf } from './letter-keys.ts';
import { plainOf } from './plain.ts';

/** A contact as it is looked for. */
export interface Entry {
  contact: Contact;
  /** The name, and then everything a word may be looked for in. */
  plain: string;
  text: string;
  /** Its words as the keys of a telephone, each after a space: ` 435363 2683`. */
  keys: string;
  /** Of each number. */
  digits: readonly string[];
}

/** Contacts in the order of their names, and by their numbers. */
export interface ContactIndex {
  entries: readonly Entry[];
  byNumber: ReadonlyMap<string, Contact>;
}

/** A plain text as somebody types it on the keys of a telephone; what has no key separates words. */
export const keysOf = (plain: string): string => plain.replace(/[a-z]/g, keyOf).replace(/[^0-9]+/g, ' ');

/** Made once for each contact, for as long as it is the same. */
const made = new WeakMap<Contact, Entry>();

function entryOf(contact: Contact): Entry {
  const known = made.get(contact);
  if (known) return known;
  const plain = plainOf(contact.name);
  const entry: Entry = {
    contact,
    plain,
    text: contact.organization === '' ? plain : `${plain} ${plainOf(contact.organization)}`,
    keys: ` ${keysOf(plain)}`,
    digits: contact.numbers.map(({ number }) => number.slice(1)),
  };
  made.set(contact, entry);
  return entry;
}

/** Contacts by their ids, after some have changed and some are gone. */
export function changedBy(
  known: ReadonlyMap<string, Contact> | null,
  changed: readonly Contact[],
  erased: readonly string[],
): ReadonlyMap<string, Contact> {
  const next = new Map(known);
  for (const contact of changed) next.set(contact.id, contact);
  for (const id of erased) next.delete(id);
  return next;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function indexOf(contacts: Iterable<Contact>): ContactIndex {
  const entries = Array.from(contacts, entryOf).toSorted((a, b) => compare(a.plain, b.plain));
  const byNumber = new Map<string, Contact>();
  for (const { contact } of entries) {
    for (const { number } of contact.numbers) {
      const other = byNumber.get(number);
      if (!other || isBefore(contact, other)) byNumber.set(number, contact);
    }
  }
  return { entries, byNumber };
}

/** Of two who share a number, the one who names its calls, on every device and in the Worker: a favourite, then the first by name. */
function isBefore(a: Contact, b: Contact): boolean {
  if (a.isFavourite !== b.isFavourite) return a.isFavourite;
  return (compare(a.name, b.name) || compare(a.id, b.id)) < 0;
}

/** Those with all the words of a text in their name or organization, accents and case aside, or with its run of digits in a number. */
export function search({ entries }: ContactIndex, text: string): readonly Entry[] {
  const words = plainOf(text).split(' ');
  const digits = /^[\d\s()+.-]+$/.test(text) ? text.replace(/\D/g, '') : '';
  return entries.filter(
    (entry) =>
      words.every((word) => entry.text.includes(word)) ||
      (digits.length > 1 && entry.digits.some((number) => number.includes(digits))),
  );
}
