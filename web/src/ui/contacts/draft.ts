import type { Contact } from '../../../../worker/protocol.ts';
import { labelOf } from '../../state/labels.ts';
import { cleanOf } from '../../state/plain.ts';
import type * as Numbers from '../numbers.ts';

/** A number as it is being typed. `key` tells it from the others, whatever is typed. */
export interface DraftNumber {
  key: number;
  label: string;
  text: string;
}

/** A contact as it is being typed. */
export interface Draft {
  name: string;
  organization: string;
  isFavourite: boolean;
  numbers: DraftNumber[];
}

/** What can be made of a draft: a contact, or what is missing or wrong, numbers by their place. */
export type ReadDraft =
  | { contact: Omit<Contact, 'id'>; isNameMissing: false; wrong: readonly number[] }
  | { contact: null; isNameMissing: boolean; wrong: readonly number[] };

let keys = 0;
export const draftNumber = (label: string, text: string): DraftNumber => ({ key: ++keys, label, text });

/** The draft of a contact that is there, or of a new one with a number. */
export function draftOf(contact: Contact | null, number: string, format: (number: string) => string): Draft {
  const { name = '', organization = '', isFavourite = false, numbers = [] } = contact ?? {};
  const written = numbers.map((each) => draftNumber(each.label, format(each.number)));
  return { name, organization, isFavourite, numbers: contact ? written : [draftNumber('mobile', format(number))] };
}

/** A number that is left empty is none; one that is there twice is one. */
export function readDraft(
  { name, organization, isFavourite, numbers }: Draft,
  country: string,
  numberIn: typeof Numbers.numberIn,
): ReadDraft {
  const read = numbers.map(({ text }) => numberIn(text, country));
  const wrong = numbers.flatMap(({ text }, place) => (text.trim() !== '' && !read[place] ? [place] : []));
  const called = cleanOf(name);
  if (called === '' || wrong.length > 0) return { contact: null, isNameMissing: called === '', wrong };
  const kept = new Map<string, Contact['numbers'][number]>();
  for (const [place, { label }] of numbers.entries()) {
    const number = read[place]?.number;
    if (number && !kept.has(number)) kept.set(number, { label: labelOf(cleanOf(label)), number });
  }
  const contact = { name: called, organization: cleanOf(organization), isFavourite, numbers: [...kept.values()] };
  return { contact, isNameMissing: false, wrong };
}
