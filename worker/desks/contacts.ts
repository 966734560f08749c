import type { Exchange } from '../ports.ts';
import type { Blocked, Contact, Contacts, E164 } from '../protocol.ts';
import * as blocked from '../store/blocked.ts';
import * as contacts from '../store/contacts.ts';
import { PeopleDesk } from './people.ts';

type Promised = Pick<Exchange, 'contacts' | 'saveContacts' | 'eraseContact' | 'blocked' | 'block' | 'unblock'>;

/** Whom we know, and whom we do not want to hear. */
export abstract class ContactsDesk extends PeopleDesk implements Promised {
  async contacts(since: number | null): Promise<Contacts> {
    return contacts.contactsSince(this.sql, since);
  }

  async saveContacts(some: readonly Contact[], now: number): ReturnType<Exchange['saveContacts']> {
    return this.change(() => contacts.saveContacts(this.sql, some, now));
  }

  async eraseContact(id: string, now: number): Promise<boolean> {
    return this.change(() => contacts.eraseContact(this.sql, id, now));
  }

  async blocked(): Promise<Blocked> {
    return blocked.blockedNumbers(this.sql);
  }

  async block(number: E164, now: number): Promise<boolean> {
    return this.change(() => blocked.block(this.sql, number, now));
  }

  async unblock(number: E164, now: number): Promise<void> {
    this.change(() => blocked.unblock(this.sql, number, now));
  }
}
