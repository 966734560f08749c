import type { Contact, Contacts as Told } from '../../worker/protocol.ts';
import { ApiFailure, type Api, type FailureCode } from '../../web/src/state/api.ts';
import type { Answers, Kept } from '../../web/src/state/shelf.ts';

/** The Worker's contacts and what a device keeps of them, in the test's hands. */
export class ContactsDouble {
  /** Every contact there ever was, with the change that wrote it last; null: erased by it. */
  readonly #rows = new Map<string, { seq: number; contact: Contact | null }>();
  #seq = 0;
  kept: Kept<Answers['contacts']> | null = null;
  /** What every request is answered with from now on; null: as it should be. */
  refusal: FailureCode | null = null;
  /** What was asked, in order: `contacts since 3`, `save 2`, `erase id`. */
  readonly asked: string[] = [];

  get all(): Contact[] {
    return [...this.#rows.values()].flatMap(({ contact }) => contact ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  write(contacts: readonly Contact[]): void {
    if (contacts.some(({ id }) => this.#rows.get(id)?.contact === null)) throw new ApiFailure('erased', 410);
    this.#seq += 1;
    for (const contact of contacts) this.#rows.set(contact.id, { seq: this.#seq, contact });
  }

  erase(id: string): void {
    if (!this.#rows.get(id)?.contact) throw new ApiFailure('not_found');
    this.#seq += 1;
    this.#rows.set(id, { seq: this.#seq, contact: null });
  }

  readonly load = (): Promise<Api> => {
    const answer = <T>(asked: string, work: () => T): Promise<T> => {
      this.asked.push(asked);
      return this.refusal === null ? Promise.resolve().then(work) : Promise.reject(new ApiFailure(this.refusal));
    };
    const api: Partial<Api> = {
      contacts: (since) => answer(`contacts since ${String(since)}`, () => this.#since(since)),
      saveContacts: (contacts) => answer(`save ${String(contacts.length)}`, () => this.write(contacts)),
      eraseContact: (id) => answer(`erase ${id}`, () => this.erase(id)),
      kept: (async () => this.kept) as unknown as Api['kept'],
      keeping: (() => (_: 'contacts', value: Answers['contacts']) => {
        this.kept = { value: structuredClone(value), toldAt: '2026-11-22T12:00:00.000Z' };
      }) as unknown as Api['keeping'],
    };
    return Promise.resolve(api as Api);
  };

  #since(since: number | null): Told {
    const rows = [...this.#rows].filter(([, { seq }]) => seq > (since ?? -1));
    return {
      contacts: rows.flatMap(([, { contact }]) => contact ?? []),
      erased: since === null ? [] : rows.flatMap(([id, { contact }]) => (contact ? [] : id)),
      isWhole: since === null,
      seq: this.#seq,
    };
  }
}
