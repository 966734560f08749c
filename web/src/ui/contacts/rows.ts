import type { Contact } from '../../../../worker/protocol.ts';
import type { Entry } from '../../state/contact-index.ts';

/** A row of the list: the title of a group, or somebody in it. */
export type Row = { key: string; title: string } | { key: string; contact: Contact };

/** Favourites first under `favourites`, then everybody by the first letter of their name; what is no letter of ours is `#`. */
export function rowsOf(entries: readonly Entry[], favourites: string): Row[] {
  const starred = entries.filter(({ contact }) => contact.isFavourite);
  const rows: Row[] = starred.map(({ contact }) => ({ key: `*${contact.id}`, contact }));
  if (rows.length > 0) rows.unshift({ key: '*', title: favourites });
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const letter = letterOf(entry.plain);
    const group = groups.get(letter);
    if (group) group.push(entry);
    else groups.set(letter, [entry]);
  }
  // Entries come in the order of their plain names, in which signs and digits stand before letters, and other scripts after.
  const letters = [...groups.keys()].sort((a, b) => Number(a === '#') - Number(b === '#'));
  for (const letter of letters) {
    rows.push({ key: letter, title: letter });
    for (const { contact } of groups.get(letter) ?? []) rows.push({ key: contact.id, contact });
  }
  return rows;
}

const letterOf = (plain: string): string => {
  const [first = ''] = plain;
  return /\p{L}/u.test(first) ? first.toUpperCase() : '#';
};

/** The letters in a contact's circle: of the first and the last word of the name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}
