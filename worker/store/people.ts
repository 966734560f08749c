import * as v from 'valibot';
import type { Viewer, Who } from '../conversation.ts';
import { type Identity, type Person, PersonId, PersonName } from '../protocol.ts';
import { recordingPolicy } from './lines.ts';

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

/** Somebody joins. */
export function addPerson(sql: SqlStorage, id: PersonId, name: string, now: number): void {
  const safeName = v.parse(PersonName, name);
  sql.exec('INSERT INTO person (id, name, is_owner, joined_at) VALUES (?, ?, 0, ?)', id, safeName, now);
}

export function renamePerson(sql: SqlStorage, id: PersonId, name: string): void {
  sql.exec('UPDATE person SET name = ? WHERE id = ?', name, id);
}

/** Everybody who has not left, as `asking` sees them, in the order they joined. */
export function everybody(
  sql: SqlStorage,
  { asking, awake, now }: { asking: PersonId; awake: ReadonlySet<PersonId>; now: number },
): Person[] {
  const rows = sql.exec<{ id: string; name: string; is_owner: number; devices: number }>(
    `SELECT person.id, person.name, is_owner, count(device.identity) AS devices FROM person LEFT JOIN device
     ON device.person_id = person.id AND device.id IN (SELECT device_id FROM session WHERE expires_at > ?)
     WHERE left_at IS NULL GROUP BY person.id ORDER BY joined_at, person.id`,
    now,
  );
  return rows.toArray().map(({ id, name, is_owner, devices }) => {
    const person = v.parse(PersonId, id);
    return { id: person, name, isOwner: is_owner === 1, isMe: person === asking, isAwake: awake.has(person), devices };
  });
}

/** Whether this is the owner. */
export function isOwner(sql: SqlStorage, id: PersonId): boolean {
  const [row] = sql.exec<{ is_owner: number }>('SELECT is_owner FROM person WHERE id = ?', id);
  return row?.is_owner === 1;
}

/** Whether there is somebody of this id who has not left. */
export function isHere(sql: SqlStorage, id: PersonId): boolean {
  return sql.exec('SELECT 1 FROM person WHERE id = ? AND left_at IS NULL', id).toArray().length > 0;
}

/** Somebody leaves, and history keeps their name. False when there is nobody of this id, or it is the owner. */
export function removePerson(sql: SqlStorage, id: PersonId, now: number): boolean {
  const { rowsWritten } = sql.exec(
    'UPDATE person SET left_at = ? WHERE id = ? AND left_at IS NULL AND is_owner = 0',
    now,
    id,
  );
  return rowsWritten > 0;
}

/** Identities of a person's signed-in devices, last seen first. */
export function identitiesOf(sql: SqlStorage, id: PersonId, ring: readonly Identity[]): Identity[] {
  const who = whoByIdentity(sql);
  return ring.filter((identity) => who.get(identity)?.person === id);
}

/** A person at one of their devices, as history is read by them. */
export function viewerOf(sql: SqlStorage, person: PersonId, identity: Identity | null): Viewer {
  const who = whoByIdentity(sql);
  const [row] = sql.exec<{ seen_up_to: number; is_owner: number }>(
    'SELECT seen_up_to, is_owner FROM person WHERE id = ?',
    person,
  );
  return {
    person,
    identity,
    seenUpTo: row?.seen_up_to ?? 0,
    whoIs: (of) => who.get(of),
    nameOf: (of) => nameOfPerson(sql, of),
    isOwner: row?.is_owner === 1,
    mayRecord: (line) => recordingPolicy(sql, line) !== 'never',
  };
}
