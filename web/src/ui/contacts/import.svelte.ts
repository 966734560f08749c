import type { Contact } from '../../../../worker/protocol.ts';
import type { Reading } from '../../contacts/files.ts';
import type { Contacts } from '../../state/contacts.svelte.ts';

/** No address book is larger without its pictures. */
const MOST_BYTES = 50 * 1024 * 1024;
/** As many as the Worker takes. */
const MOST_CONTACTS = 10_000;

/** How far an import is. Shares are from 0 to 1. */
export type ImportStep =
  | { is: 'choosing'; problem: 'too-large' | 'failed' | null }
  | { is: 'reading'; share: number }
  | { is: 'preview'; reading: Reading; isTooMany: boolean }
  | { is: 'writing'; written: number; all: number }
  | { is: 'ended'; written: number; all: number };

/** Reads a file of contacts, shows what it would change, and changes it once that is wanted. */
export class ContactImport {
  #step = $state.raw<ImportStep>({ is: 'choosing', problem: null });
  readonly #contacts: Contacts;
  readonly #country: string;
  readonly #closed = new AbortController();

  /** `country`: where the main line is, ISO 3166. */
  constructor(contacts: Contacts, country: string) {
    this.#contacts = contacts;
    this.#country = country;
  }

  get step(): ImportStep {
    return this.#step;
  }

  async read(file: File): Promise<void> {
    if (file.size > MOST_BYTES) {
      this.#step = { is: 'choosing', problem: 'too-large' };
      return;
    }
    this.#step = { is: 'reading', share: 0 };
    try {
      const { browserTurns, inSlices, readContacts, textOf } = await import('../../contacts/files.ts');
      await this.#contacts.refresh();
      const known = (this.#contacts.entries ?? []).map(({ contact }) => contact);
      const text = textOf(new Uint8Array(await file.arrayBuffer()));
      const place = { country: this.#country, known, newId: () => crypto.randomUUID() };
      const tell = (share: number): void => void (this.#step = { is: 'reading', share });
      const reading = await inSlices(readContacts(text, place), browserTurns, tell, this.#closed.signal);
      this.#step = { is: 'preview', reading, isTooMany: known.length + reading.fresh.length > MOST_CONTACTS };
    } catch {
      this.#step = { is: 'choosing', problem: 'failed' };
    }
  }

  /** Writes what the preview shows. */
  async write(): Promise<void> {
    if (this.#step.is !== 'preview') return;
    const { fresh, merged } = this.#step.reading;
    // Who was erased while the preview stood there comes back as somebody new.
    const here = ({ contact }: Reading['merged'][number]): Contact =>
      this.#contacts.byId(contact.id) === null ? { ...contact, id: crypto.randomUUID() } : contact;
    const changed = [...fresh, ...merged.map(here)];
    let written = 0;
    this.#step = { is: 'writing', written, all: changed.length };
    await this.#contacts.saveAll(changed, (now) => {
      written = now;
      this.#step = { is: 'writing', written, all: changed.length };
    });
    this.#step = { is: 'ended', written, all: changed.length };
  }

  /** Nobody looks any more: reading stops, what is being written is written. */
  close(): void {
    this.#closed.abort();
  }
}
