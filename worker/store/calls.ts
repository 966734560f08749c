import * as v from 'valibot';
import { FORGOTTEN_AFTER_MS } from '../conversation.ts';
import { type CallEvent, CallRecord, fold, isEnded, isStale } from '../history.ts';
import type { Attempt, CallSid, Identity } from '../protocol.ts';

type Stored = { record: string };
const PAGE = 100;
const SETTLED_AFTER_MS = 60_000;

/** Folds an event into its conversation's row. False when the event is stale and changed nothing. */
export function record(sql: SqlStorage, event: CallEvent): boolean {
  const known = callBySid(sql, event.callSid);
  const next = fold(known, event);
  if (!next || isStale(known, event)) return false;
  sql.exec(
    `INSERT INTO call (call_sid, started_at, is_live, record) VALUES (?, ?, ?, ?) ON CONFLICT (call_sid) DO UPDATE
     SET started_at = excluded.started_at, is_live = min(is_live, excluded.is_live), record = excluded.record`,
    next.callSid,
    next.startedAt,
    isEnded(next) ? 0 : 1,
    JSON.stringify(next),
  );
  if (event.type === 'leg') addAlias(sql, event.legSid, event.callSid);
  return true;
}

/** A conversation by its root's SID. */
export function callBySid(sql: SqlStorage, callSid: CallSid): CallRecord | undefined {
  const [row] = sql.exec<Stored>('SELECT record FROM call WHERE call_sid = ?', callSid);
  return row && parseRecord(row);
}

/** Lets a conversation be found by another name: a leg that it dialled, or the browser's own name for it. The first name stays. */
export function addAlias(sql: SqlStorage, name: CallSid | Attempt, callSid: CallSid): void {
  sql.exec('INSERT OR IGNORE INTO alias (name, call_sid) VALUES (?, ?)', name, callSid);
}

/** A conversation by the SID of its root or by any of its other names. */
export function callByAnyName(sql: SqlStorage, name: CallSid | Attempt): CallRecord | undefined {
  const [row] = sql.exec<Stored>(
    'SELECT record FROM call WHERE call_sid = ?1 OR call_sid = (SELECT call_sid FROM alias WHERE name = ?1)',
    name,
  );
  return row && parseRecord(row);
}

/** The newest conversations, newest first. */
export function newestCalls(sql: SqlStorage): CallRecord[] {
  return sql
    .exec<Stored>('SELECT record FROM call ORDER BY started_at DESC, call_sid DESC LIMIT ?', PAGE)
    .toArray()
    .map(parseRecord);
}

/** How many conversations besides `callSid` are alive. One whose end was never told stops counting after a while. */
export function liveConversations(sql: SqlStorage, callSid: CallSid, now: number): number {
  return sql
    .exec<{ live: number }>(
      'SELECT count(*) AS live FROM call WHERE is_live = 1 AND started_at > ? AND call_sid <> ?',
      now - FORGOTTEN_AFTER_MS,
      callSid,
    )
    .one().live;
}

/**
 * A device carries one call at a time: now that `from` dials again, what it dialled more than a minute before is over, also
 * when nobody told. The minute keeps a device that does not play by this from having more calls at once than we allow.
 */
export function settleOlderCalls(sql: SqlStorage, from: Identity, now: number): void {
  sql.exec(
    "UPDATE call SET is_live = 0 WHERE is_live = 1 AND started_at <= ? AND record ->> '$.root.from' = ?",
    now - SETTLED_AFTER_MS,
    `client:${from}`,
  );
}

function parseRecord(row: Stored): CallRecord {
  return v.parse(CallRecord, JSON.parse(row.record));
}
