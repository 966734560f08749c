import { iso } from '../iso.ts';
import { type Device, DeviceLabel, Identity, PersonId } from '../protocol.ts';
import * as v from 'valibot';

/** A signed-in device, as the routes know it. */
interface DeviceRow {
  id: string;
  person: PersonId;
  label: string;
  identity: Identity | null;
  signedInAt: number;
  seenAt: number;
}

const SESSION_MS = 365 * 24 * 60 * 60 * 1000;
/** "Last seen" is good to the minute: not every request needs a write. */
const SEEN_STEP_MS = 60_000;
/** Cutting a device off ends its session; a session also ends by itself. The parameter is the time now. */
const SIGNED_IN = 'id IN (SELECT device_id FROM session WHERE expires_at > ?)';
const COLUMNS = 'id, person_id, label, identity, signed_in_at, seen_at';

type Stored = {
  id: string;
  person_id: string;
  label: string;
  identity: string | null;
  signed_in_at: number;
  seen_at: number;
};

/** Adds a device of a person, and its session. */
export function addDevice(
  sql: SqlStorage,
  { id, person, label, sessionHash }: { id: string; person: PersonId; label: string; sessionHash: string },
  now: number,
): DeviceRow {
  const safeLabel = v.parse(DeviceLabel, label);
  sql.exec(
    'INSERT INTO device (id, person_id, label, signed_in_at, seen_at) VALUES (?, ?, ?, ?, ?)',
    id,
    person,
    safeLabel,
    now,
    now,
  );
  sql.exec('INSERT INTO session (hash, device_id, expires_at) VALUES (?, ?, ?)', sessionHash, id, now + SESSION_MS);
  return { id, person, label: safeLabel, identity: null, signedInAt: now, seenAt: now };
}

/** The device of a session, or null when there is none any more. */
export function deviceOfSession(sql: SqlStorage, sessionHash: string, now: number): DeviceRow | null {
  const [row] = sql.exec<Stored>(
    `SELECT ${COLUMNS} FROM device WHERE id = (SELECT device_id FROM session WHERE hash = ? AND expires_at > ?)`,
    sessionHash,
    now,
  );
  if (!row) return null;
  if (now - row.seen_at >= SEEN_STEP_MS) sql.exec('UPDATE device SET seen_at = ? WHERE id = ?', now, row.id);
  return deviceRow(row);
}

/** Names a device and gives it `identity` unless it has one already, which it keeps. Null when it was cut off. */
export function giveIdentity(sql: SqlStorage, id: string, label: string, identity: Identity): DeviceRow | null {
  const [row] = sql.exec<Stored>(
    `UPDATE device SET label = ?, identity = coalesce(identity, ?) WHERE id = ? AND cut_off_at IS NULL RETURNING ${COLUMNS}`,
    label,
    identity,
    id,
  );
  return row ? deviceRow(row) : null;
}

/** Ends the session of a person's device and takes it out of the ring set. False when they have no such signed-in device. */
export function cutOff(sql: SqlStorage, id: string, person: PersonId, now: number): boolean {
  const { rowsWritten } = sql.exec(
    'UPDATE device SET cut_off_at = ? WHERE id = ? AND person_id = ? AND cut_off_at IS NULL',
    now,
    id,
    person,
  );
  if (rowsWritten > 0) sql.exec('DELETE FROM session WHERE device_id = ?', id);
  return rowsWritten > 0;
}

/** A device that was not cut off, or null. */
export function deviceById(sql: SqlStorage, id: string): DeviceRow | null {
  const [row] = sql.exec<Stored>(`SELECT ${COLUMNS} FROM device WHERE id = ? AND cut_off_at IS NULL`, id);
  return row ? deviceRow(row) : null;
}

/** Cuts every device of a person off. */
export function cutOffAll(sql: SqlStorage, person: PersonId, now: number): void {
  const devices = sql.exec<{ id: string }>('SELECT id FROM device WHERE person_id = ? AND cut_off_at IS NULL', person);
  for (const { id } of devices.toArray()) cutOff(sql, id, person, now);
}

/** Signed-in devices, last seen first, to the minute. */
export function activeDevices(sql: SqlStorage, now: number): DeviceRow[] {
  return sql
    .exec<Stored>(`SELECT ${COLUMNS} FROM device WHERE ${SIGNED_IN} ORDER BY seen_at DESC, id`, now)
    .toArray()
    .map(deviceRow);
}

/** Identities that ring, the device that signed in last first: unlike "last seen", an order that changes only with its members. */
export function ringSet(sql: SqlStorage, now: number): Identity[] {
  return sql
    .exec<Stored>(
      `SELECT ${COLUMNS} FROM device WHERE ${SIGNED_IN} AND identity IS NOT NULL ORDER BY signed_in_at DESC, id`,
      now,
    )
    .toArray()
    .map(deviceRow)
    .flatMap(({ identity }) => (identity ? [identity] : []));
}

/** As the browser sees it. */
export function presentDevice(row: DeviceRow, thisId: string): Device {
  return {
    id: row.id,
    label: row.label,
    person: row.person,
    identity: row.identity,
    isThisOne: row.id === thisId,
    signedInAt: iso(row.signedInAt),
    seenAt: iso(row.seenAt),
  };
}

function deviceRow(row: Stored): DeviceRow {
  return {
    id: row.id,
    person: v.parse(PersonId, row.person_id),
    label: row.label,
    identity: row.identity === null ? null : v.parse(Identity, row.identity),
    signedInAt: row.signed_in_at,
    seenAt: row.seen_at,
  };
}
