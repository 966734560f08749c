import type { Contact, ContactNumber } from '../../../worker/protocol.ts';
import type { LeftOutKind } from './found.ts';
import { plainOf } from '../state/plain.ts';

/** A contact that was there and gains something. `names` are what the file calls it, where that is another name. */
export interface Merged {
  before: Contact;
  contact: Contact;
  names: readonly string[];
}

export interface Gathered {
  fresh: readonly Contact[];
  merged: readonly Merged[];
  /** How many were there already, with all that the file has. */
  unchanged: number;
  /** How many are somebody whom another part of the file names as well: they are one contact. */
  doubled: number;
}

/** What is added to the contacts at once: who shares a number is one, else who shares a name, accents and case aside. */
export type Arrival = Omit<Contact, 'id'>;

interface Entry {
  contact: Contact;
  before: Contact | null;
  names: string[];
  isTouched: boolean;
}

export const MOST_NUMBERS = 20;

/** Contacts that come together: those known, and one after the other those that arrive. */
export class Gathering {
  readonly #entries: Entry[] = [];
  readonly #byNumber = new Map<string, Entry>();
  readonly #byName = new Map<string, Entry>();
  readonly #newId: () => string;
  #doubled = 0;

  constructor(known: readonly Contact[], newId: () => string) {
    this.#newId = newId;
    for (const contact of known) this.#enter(contact, contact);
  }

  /** Adds one. `crowded` are its numbers beyond what a contact holds, `lost` is what the one it is merged into has no place for. */
  add(arrival: Arrival): { crowded: ContactNumber[]; lost: LeftOutKind[] } {
    const match = this.#match(arrival);
    if (match === null) {
      const { kept, crowded, lost } = this.#joined([], arrival.numbers);
      this.#enter({ id: this.#newId(), ...arrival, numbers: kept }, null).isTouched = true;
      return { crowded, lost };
    }
    if (match.isTouched) this.#doubled += 1;
    match.isTouched = true;
    return this.#merge(match, arrival);
  }

  done(): Gathered {
    const touched = this.#entries.filter(({ isTouched }) => isTouched);
    const merged = touched.flatMap(({ contact, before, names }) =>
      before !== null && contact !== before ? [{ contact, before, names }] : [],
    );
    return {
      fresh: touched.filter(({ before }) => before === null).map(({ contact }) => contact),
      merged,
      unchanged: touched.filter(({ contact, before }) => contact === before).length,
      doubled: this.#doubled,
    };
  }

  /** Of those who share a number, rather the one who shares the name as well. */
  #match({ name, numbers }: Arrival): Entry | null {
    const plain = plainOf(name);
    const sharers = numbers.flatMap(({ number }) => this.#byNumber.get(number) ?? []);
    const namesake = sharers.find(({ contact }) => plainOf(contact.name) === plain);
    return namesake ?? sharers[0] ?? this.#byName.get(plain) ?? null;
  }

  #merge(entry: Entry, arrival: Arrival): { crowded: ContactNumber[]; lost: LeftOutKind[] } {
    const { contact } = entry;
    const { kept, crowded, lost } = this.#joined(contact.numbers, arrival.numbers);
    if (plainOf(contact.name) !== plainOf(arrival.name)) {
      entry.names.push(arrival.name);
      lost.push('other names');
    }
    if (contact.organization !== '' && arrival.organization !== '') {
      if (plainOf(contact.organization) !== plainOf(arrival.organization)) lost.push('organizations');
    }
    const joined: Contact = {
      ...contact,
      organization: contact.organization || arrival.organization,
      isFavourite: contact.isFavourite || arrival.isFavourite,
      numbers: kept,
    };
    const gains =
      kept.length > contact.numbers.length ||
      joined.organization !== contact.organization ||
      joined.isFavourite !== contact.isFavourite;
    if (gains) entry.contact = joined;
    this.#index(entry);
    return { crowded, lost };
  }

  /** A contact's numbers with those that arrive; a number that somebody else has stays with them. */
  #joined(
    there: readonly ContactNumber[],
    arriving: readonly ContactNumber[],
  ): { kept: ContactNumber[]; crowded: ContactNumber[]; lost: LeftOutKind[] } {
    const kept = [...there];
    const crowded: ContactNumber[] = [];
    const lost: LeftOutKind[] = [];
    for (const each of arriving) {
      const same = kept.find(({ number }) => number === each.number);
      if (same && same.label !== each.label && each.label !== 'other') lost.push('labels');
      if (same || this.#byNumber.has(each.number)) continue;
      if (kept.length < MOST_NUMBERS) kept.push(each);
      else crowded.push(each);
    }
    return { kept, crowded, lost };
  }

  #enter(contact: Contact, before: Contact | null): Entry {
    const entry: Entry = { contact, before, names: [], isTouched: false };
    this.#entries.push(entry);
    this.#index(entry);
    return entry;
  }

  #index(entry: Entry): void {
    for (const { number } of entry.contact.numbers) {
      if (!this.#byNumber.has(number)) this.#byNumber.set(number, entry);
    }
    const name = plainOf(entry.contact.name);
    if (!this.#byName.has(name)) this.#byName.set(name, entry);
  }
}
