import type { Viewer } from '../conversation.ts';
import type { CallSid } from '../protocol.ts';
import { append } from './ledger.ts';
import { VISIBLE } from './pages.ts';
import { keepNoteFindable } from './search.ts';

/** Writes a note in place of the one before. False when this person reads no such call. */
export function keepNote(sql: SqlStorage, callSid: CallSid, note: string, viewer: Viewer, now: number): boolean {
  const [row] = sql.exec<{ id: number; note: string }>(
    `SELECT id, note FROM conversation WHERE call_sid = ?1 AND ${VISIBLE}`,
    callSid,
    viewer.person,
  );
  if (!row) return false;
  if (row.note === note) return true;
  sql.exec('UPDATE conversation SET note = ? WHERE id = ?', note, row.id);
  keepNoteFindable(sql, row.id, note);
  append(sql, { topic: 'calls', subject: callSid, at: now });
  return true;
}
