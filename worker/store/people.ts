import * as v from 'valibot';
import type { Viewer, Who } from '../conversation.ts';
import { type Identity, PersonId } from '../protocol.ts';

/** The person that the owner's code signs in. */
export const OWNER = v.parse(PersonId, 'owner');

type Stored = { identity: string; person_id: string; name: string; label: string };

/** Everybody and every device that history may speak of, by identity. */
export function whoByIdentity(sql: SqlStorage): Map<string, Who> {
  const rows = sql.exec<Stored>(
    `SELECT identity, person_id, name, label FROM device JOIN person ON person.id = person_id
     WHERE identity IS NOT NULL`,
  );
  return new Map(
    rows
      .toArray()
      .map(({ identity, person_id, name, label }) => [
        identity,
        { person: v.parse(PersonId, person_id), name, device: label },
      ]),
  );
}

/** Whose device an identity is, also after it was cut off; null when it was never ours. */
export function personOf(sql: SqlStorage, identity: Identity): PersonId | null {
  const [row] = sql.exec<{ person_id: string }>('SELECT person_id FROM device WHERE identity = ?', identity);
  return row ? v.parse(PersonId, row.person_id) : null;
}

/** The name of one of us, empty when nobody gave one. */
export function nameOfPerson(sql: SqlStorage, id: PersonId): string {
  const [row] = sql.exec<{ name: string }>('SELECT name FROM person WHERE id = ?', id);
  return row?.name ?? '';
}

/** Identities of a person's signed-in devices, last seen first. */
export function identitiesOf(sql: SqlStorage, id: PersonId, ring: readonly Identity[]): Identity[] {
  const who = whoByIdentity(sql);
  return ring.filter((identity) => who.get(identity)?.person === id);
}

/** A person at one of their devices, as history is read by them. */
export function viewerOf(sql: SqlStorage, person: PersonId, identity: Identity | null): Viewer {
  const who = whoByIdentity(sql);
  const [row] = sql.exec<{ seen_up_to: number }>('SELECT seen_up_to FROM person WHERE id = ?', person);
  return {
    person,
    identity,
    seenUpTo: row?.seen_up_to ?? 0,
    whoIs: (of) => who.get(of),
    nameOf: (of) => nameOfPerson(sql, of),
  };
}
