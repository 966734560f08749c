import * as v from 'valibot';
import { conversation, type Viewer } from '../conversation.ts';
import type { RecordingAccess, RecordingToldOf } from '../ports/recordings.ts';
import { CallSid, RecordingSid } from '../protocol.ts';
import type { Recorded } from '../steering/steering.ts';
import { conversationBySid } from './conversations.ts';
import { append } from './ledger.ts';
import { recordingDays } from './settings.ts';

/** What was recorded of calls: what is known of it here, and what is still to be done at Twilio, at `due_at`. */

const DAY_MS = 24 * 60 * 60 * 1000;
/** The end of a recording is told within seconds; after this long it is asked for. */
const LATE_MS = 60_000;
/** Of one whose leg goes on nothing is expected before. */
const LONG_MS = 4 * 60 * 60 * 1000;
const LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000;

type Row = {
  sid: string;
  call_sid: string;
  leg: string;
  started_at: number;
  seconds: number | null;
};
const COLUMNS = 'sid, call_sid, leg, started_at, seconds';

/**
 * Writes down what was told. A recording of a call that is erased goes at once, and so does one that is `isUnwanted` when it is
 * first heard of.
 */
export function keepRecording(sql: SqlStorage, told: RecordingToldOf, isUnwanted = false): void {
  const { sid, callSid, leg, status, startedAt, seconds, now } = told;
  const known = rowOf(sql, sid);
  const place = conversationBySid(sql, callSid)?.place ?? null;
  const isErased = place === null || (isUnwanted && !known);
  if (status === 'absent') sql.exec('DELETE FROM recording WHERE sid = ?', sid);
  else
    sql.exec(
      `INSERT INTO recording (sid, place, call_sid, leg, started_at, seconds, is_erased, due_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
       ON CONFLICT (sid) DO UPDATE SET seconds = coalesce(seconds, excluded.seconds),
         due_at = CASE WHEN is_erased THEN ?9 WHEN coalesce(seconds, excluded.seconds) IS NULL THEN due_at END`,
      sid,
      place,
      callSid,
      leg,
      startedAt,
      status === 'completed' ? (seconds ?? 0) : null,
      isErased ? 1 : 0,
      // Of one that was never heard of Twilio is asked: it may be long deleted.
      isErased || status === 'completed' ? now : startedAt + LONG_MS,
      now,
    );
  if (place !== null) append(sql, { topic: 'calls', subject: callSid, at: now });
}

/** The devices that were on the call meanwhile, while it is recorded; once it is not any more its end is looked for. */
export function keepPresent(sql: SqlStorage, before: Recorded | null, after: Recorded | null, now: number): void {
  const isOther = before?.sid !== after?.sid || before?.present.join() !== after?.present.join();
  if (after?.sid && isOther)
    sql.exec('UPDATE recording SET present = ? WHERE sid = ?', JSON.stringify(after.present), after.sid);
  if (before?.sid && before.sid !== after?.sid) askSoon(sql, before.leg, now);
}

/** The leg is over, and what was recorded of it. */
export function askSoon(sql: SqlStorage, leg: CallSid, now: number): void {
  sql.exec('UPDATE recording SET due_at = min(due_at, ?) WHERE leg = ? AND seconds IS NULL', now + LATE_MS, leg);
}

export function accessTo(sql: SqlStorage, sid: RecordingSid, viewer: Viewer, now: number): RecordingAccess {
  const row = rowOf(sql, sid);
  const kept = row && conversationBySid(sql, v.parse(CallSid, row.call_sid));
  if (!kept) return { what: 'unknown' };
  const isTheirs = conversation(kept, viewer, now)?.recordings.some((each) => each.sid === sid);
  return isTheirs ? { what: 'allowed', startedAt: row.started_at } : { what: 'forbidden' };
}

export function eraseRecording(
  sql: SqlStorage,
  sid: RecordingSid,
  viewer: Viewer,
  now: number,
): RecordingAccess['what'] | 'going-on' {
  const { what } = accessTo(sql, sid, viewer, now);
  if (what !== 'allowed') return what;
  const row = rowOf(sql, sid);
  if (row?.seconds === null) return 'going-on';
  erase(sql, [{ sid }], now);
  if (row) append(sql, { topic: 'calls', subject: row.call_sid, at: now });
  return what;
}

/** With a call goes what was recorded of it. */
export function eraseRecordingsOf(sql: SqlStorage, place: number, now: number): void {
  erase(sql, sql.exec<{ sid: string }>('SELECT sid FROM recording WHERE place = ?', place).toArray(), now);
}

/** Whether it was heard of before; one that is erased is not known any more. */
export function isKnown(sql: SqlStorage, sid: RecordingSid): boolean {
  return rowOf(sql, sid) !== undefined;
}

/** When the first is to be asked about or deleted at Twilio; null when none is. */
export function nextRecordingAt(sql: SqlStorage): number | null {
  return sql.exec<{ at: number | null }>('SELECT min(due_at) AS at FROM recording WHERE due_at IS NOT NULL').one().at;
}

/** What is due at Twilio. It is put off before it is done, longer each time: whatever happens meanwhile, it is tried again. */
export function takeDueRecordings(sql: SqlStorage, now: number, atOnce: number) {
  const rows = sql
    .exec<Row & { is_erased: number; tries: number }>(
      `SELECT ${COLUMNS}, is_erased, tries FROM recording WHERE due_at <= ? ORDER BY due_at LIMIT ?`,
      now,
      atOnce,
    )
    .toArray();
  for (const { sid, tries } of rows)
    sql.exec(
      'UPDATE recording SET due_at = ?, tries = tries + 1 WHERE sid = ?',
      now + Math.min(LATE_MS * 2 ** tries, LONGEST_PAUSE_MS),
      sid,
    );
  return rows.map(({ sid, call_sid, leg, started_at, seconds, is_erased }) => ({
    sid: v.parse(RecordingSid, sid),
    callSid: v.parse(CallSid, call_sid),
    leg: v.parse(CallSid, leg),
    startedAt: started_at,
    isErased: is_erased === 1,
    /** Whether its end was not told. */
    isOpen: seconds === null,
    /** Whether it is what its call is recorded by. */
    isWanted: isWanted(sql, v.parse(CallSid, call_sid), sid),
  }));
}

function isWanted(sql: SqlStorage, callSid: CallSid, sid: string): boolean {
  return conversationBySid(sql, callSid)?.steering?.recording?.sid === sid;
}

/** It is gone at Twilio too. */
export function forgetRecording(sql: SqlStorage, sid: RecordingSid): void {
  sql.exec('DELETE FROM recording WHERE sid = ?', sid);
}

/** When the oldest is older than recordings are kept; null when none ever is. */
export function recordingExpiresAt(sql: SqlStorage): number | null {
  const days = recordingDays(sql);
  const { at } = sql
    .exec<{ at: number | null }>(
      'SELECT min(started_at) AS at FROM recording WHERE is_erased = 0 AND seconds IS NOT NULL',
    )
    .one();
  return days === null || at === null ? null : at + days * DAY_MS;
}

/** Erases some of those that are older than recordings are kept. */
export function eraseExpiredRecordings(sql: SqlStorage, now: number, atOnce: number): void {
  const days = recordingDays(sql);
  if (days === null) return;
  const rows = sql
    .exec<Row>(
      `SELECT ${COLUMNS} FROM recording WHERE is_erased = 0 AND seconds IS NOT NULL AND started_at <= ?
       ORDER BY started_at LIMIT ?`,
      now - days * DAY_MS,
      atOnce,
    )
    .toArray();
  erase(sql, rows, now);
  for (const { call_sid } of rows) append(sql, { topic: 'calls', subject: call_sid, at: now });
}

function erase(sql: SqlStorage, rows: readonly { sid: string }[], now: number): void {
  for (const { sid } of rows)
    sql.exec('UPDATE recording SET is_erased = 1, due_at = ?, tries = 0 WHERE sid = ?', now, sid);
}

function rowOf(sql: SqlStorage, sid: RecordingSid): Row | undefined {
  return sql.exec<Row>(`SELECT ${COLUMNS} FROM recording WHERE sid = ? AND is_erased = 0`, sid).toArray()[0];
}
