import * as v from 'valibot';
import { type Contact, type Contacts, ContactNumber } from '../protocol.ts';
import { normalized } from '../search.ts';
import { append, goesBackTo, newestSeq } from './ledger.ts';

/** So many a workspace holds: all of them are on every device. */
export const MOST_CONTACTS = 10_000;

type Stored = { id: string; name: string; organization: string; is_favourite: number; numbers: string };
const Numbers = v.pipe(v.string(), v.parseJson(), v.array(ContactNumber));

/** What changed after the change `since`; everything without one, or when not all of that is known any more. */
export function contactsSince(sql: SqlStorage, since: number | null): Contacts {
  const seq = newestSeq(sql);
  const isWhole = since === null || !goesBackTo(sql, since);
  const contacts = sql
    .exec<Stored>(
      'SELECT id, name, organization, is_favourite, numbers FROM contact WHERE seq > ? ORDER BY seq',
      isWhole ? -1 : since,
    )
    .toArray()
    .map(contactOf);
  const erased = isWhole
    ? []
    : sql.exec<{ id: string }>('SELECT id FROM erased_contact WHERE seq > ?', since).toArray();
  return { contacts, erased: erased.map(({ id }) => id), isWhole, seq };
}

/** Writes contacts, each whole, as one change, or nothing: when they would be too many, or when one of them was erased. */
export function saveContacts(
  sql: SqlStorage,
  contacts: readonly Contact[],
  now: number,
): 'saved' | 'too-many' | 'erased' {
  if (contacts.some(({ id }) => isErased(sql, id))) return 'erased';
  const unknown = contacts.filter(({ id }) => !isKnown(sql, id)).length;
  if (unknown > 0 && count(sql) + unknown > MOST_CONTACTS) return 'too-many';
  const [only, ...others] = contacts;
  if (!only) return 'saved';
  const seq = append(sql, { topic: 'contacts', subject: others.length === 0 ? only.id : '', at: now }) ?? 0;
  for (const { id, name, organization, isFavourite, numbers } of contacts) {
    sql.exec(
      'INSERT OR REPLACE INTO contact (id, name, organization, is_favourite, numbers, seq, plain) VALUES (?, ?, ?, ?, ?, ?, ?)',
      id,
      name,
      organization,
      isFavourite ? 1 : 0,
      JSON.stringify(numbers),
      seq,
      normalized(`${name} ${organization}`),
    );
    sql.exec('DELETE FROM contact_number WHERE contact_id = ?', id);
    for (const { number } of numbers) {
      sql.exec('INSERT OR IGNORE INTO contact_number (number, contact_id) VALUES (?, ?)', number, id);
    }
  }
  return 'saved';
}

/** Takes a contact away for everybody. False when it is not there. */
export function eraseContact(sql: SqlStorage, id: string, now: number): boolean {
  if (!isKnown(sql, id)) return false;
  const seq = append(sql, { topic: 'contacts', subject: id, at: now }) ?? 0;
  sql.exec('DELETE FROM contact WHERE id = ?', id);
  sql.exec('DELETE FROM contact_number WHERE contact_id = ?', id);
  sql.exec('INSERT INTO erased_contact (id, seq) VALUES (?, ?)', id, seq);
  return true;
}

/** Whose number this is: of several, a favourite, then the first by name, as on every device. Null when we know nobody. */
export function nameOfNumber(sql: SqlStorage, number: string): string | null {
  const [row] = sql.exec<{ name: string }>(
    `SELECT name FROM contact_number JOIN contact ON id = contact_id WHERE number = ?
     ORDER BY is_favourite DESC, name, id LIMIT 1`,
    number,
  );
  return row?.name ?? null;
}

const isKnown = (sql: SqlStorage, id: string): boolean =>
  sql.exec('SELECT 1 FROM contact WHERE id = ?', id).toArray().length > 0;

const isErased = (sql: SqlStorage, id: string): boolean =>
  sql.exec('SELECT 1 FROM erased_contact WHERE id = ?', id).toArray().length > 0;

const count = (sql: SqlStorage): number => sql.exec<{ all: number }>('SELECT count(*) AS "all" FROM contact').one().all;

const contactOf = ({ id, name, organization, is_favourite, numbers }: Stored): Contact => ({
  id,
  name,
  organization,
  isFavourite: is_favourite === 1,
  numbers: v.parse(Numbers, numbers),
});
