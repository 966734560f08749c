import type { Chore } from '../alarms.ts';
import { FORGOTTEN_AFTER_MS, type Viewer } from '../conversation.ts';
import type { CallSid } from '../protocol.ts';
import { append } from './ledger.ts';
import { VISIBLE } from './pages.ts';
import { eraseRecordingsOf } from './recordings.ts';
import { isRetentionNew, retentionDays, retentionIsKept } from './settings.ts';

/** As many as are erased in one go: nobody's call waits for it. */
const AT_ONCE = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

type Row = { id: number; call_sid: string };

type Erasure = 'erased' | 'going-on' | 'unknown' | 'forbidden';

/** Erases one call for everybody. A call that is not over, or that this person does not read or hear all of, stays. */
export function eraseCall(sql: SqlStorage, callSid: CallSid, viewer: Viewer, now: number): Erasure {
  const [row] = sql.exec<Row & { is_over: number; is_theirs: number }>(
    `SELECT id, call_sid, ${OVER} AS is_over, ${theirs(viewer)} AS is_theirs
     FROM conversation WHERE call_sid = ?3 AND ${VISIBLE}`,
    now - FORGOTTEN_AFTER_MS,
    viewer.person,
    callSid,
  );
  if (!row) return 'unknown';
  if (!row.is_over) return 'going-on';
  if (!row.is_theirs) return 'forbidden';
  erase(sql, row, now);
  return 'erased';
}

/** Erases what this person reads up to a place; true when nothing is left to erase. */
export function eraseUpTo(sql: SqlStorage, upTo: number, viewer: Viewer, now: number): boolean {
  const rows = sql.exec<Row>(
    `SELECT id, call_sid FROM conversation WHERE id <= ?3 AND ${OVER} AND ${VISIBLE} AND ${theirs(viewer)} ORDER BY id LIMIT ${String(AT_ONCE)}`,
    now - FORGOTTEN_AFTER_MS,
    viewer.person,
    upTo,
  );
  return eraseAll(sql, rows.toArray(), now);
}

/** True when nothing is left to erase. */
function eraseExpired(sql: SqlStorage, now: number): boolean {
  const days = retentionDays(sql);
  if (days === null) return true;
  // Places are given in the order of time, near enough: the oldest are at one end, and nobody looks further.
  const rows = sql.exec<Row>(
    `SELECT id, call_sid FROM (SELECT id, call_sid, started_at FROM conversation ORDER BY id LIMIT ${String(AT_ONCE)})
     WHERE started_at < ?`,
    now - days * DAY_MS,
  );
  return eraseAll(sql, rows.toArray(), now);
}

/** Erases what is older than history is kept: once a day when there is something, and at once when that was changed. */
export function historyRetention(storage: DurableObjectStorage): Chore {
  const { sql } = storage;
  return {
    name: 'history-retention',
    dueAt(now) {
      const days = retentionDays(sql);
      if (days !== null && isRetentionNew(sql)) return now;
      const [oldest] = sql.exec<{ at: number }>('SELECT started_at AS at FROM conversation ORDER BY id LIMIT 1');
      // A day later than it may: what expires one by one goes together.
      return days === null || !oldest ? null : oldest.at + (days + 1) * DAY_MS;
    },
    perform(now) {
      storage.transactionSync(() => {
        if (eraseExpired(sql, now)) retentionIsKept(sql);
      });
    },
  };
}

/** Whether nothing was recorded of it that the viewer may not hear: with the call it would be erased. */
function theirs({ isOwner }: Viewer): string {
  if (isOwner) return '1';
  return `NOT EXISTS (SELECT 1 FROM recording WHERE place = conversation.id AND is_erased = 0 AND NOT EXISTS (
    SELECT 1 FROM json_each(present) AS there JOIN device ON device.identity = there.value WHERE person_id = ?2))`;
}

const OVER = '(is_live = 0 OR started_at <= ?1)';

function eraseAll(sql: SqlStorage, rows: Row[], now: number): boolean {
  for (const row of rows) erase(sql, row, now);
  return rows.length < AT_ONCE;
}

/** What was known goes; one row of the ledger stays, by which every device drops the call and nothing brings it back. */
function erase(sql: SqlStorage, { id, call_sid }: Row, now: number): void {
  sql.exec('DELETE FROM conversation WHERE id = ?', id);
  sql.exec('DELETE FROM search WHERE rowid = ?', id);
  sql.exec('DELETE FROM unlisted WHERE id = ?', id);
  eraseRecordingsOf(sql, id, now);
  sql.exec("DELETE FROM event WHERE subject = ? AND topic = 'calls'", call_sid);
  append(sql, { topic: 'calls', subject: call_sid, at: now });
}
