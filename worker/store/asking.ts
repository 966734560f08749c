import type { CallRecord } from '../history.ts';
import type { CallSid } from '../protocol.ts';
import { recordOf } from './conversations.ts';

/** A conversation that Twilio is to be asked about. */
interface Question {
  record: CallRecord;
  /** How often Twilio could not be asked. */
  tries: number;
}

/** When the next question is due; null when there is none. */
export function nextQuestionAt(sql: SqlStorage): number | null {
  const [row] = sql.exec<{ ask_at: number }>(
    'SELECT ask_at FROM conversation WHERE ask_at IS NOT NULL ORDER BY ask_at LIMIT 1',
  );
  return row?.ask_at ?? null;
}

/** The questions that are due, the oldest first. */
export function questionsDue(sql: SqlStorage, now: number, limit: number): Question[] {
  return sql
    .exec<{ record: string; asks: number }>(
      'SELECT record, asks FROM conversation WHERE ask_at <= ? ORDER BY ask_at LIMIT ?',
      now,
      limit,
    )
    .toArray()
    .map(({ record, asks }) => ({ record: recordOf(record), tries: asks }));
}

/** Puts a question off until `at`, or drops it. */
export function putOff(sql: SqlStorage, callSid: CallSid, at: number | null, tries: number): void {
  sql.exec('UPDATE conversation SET ask_at = ?, asks = ? WHERE call_sid = ?', at, tries, callSid);
}
