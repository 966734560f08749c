import * as v from 'valibot';
import { iso } from '../iso.ts';
import { type Blocked, E164 } from '../protocol.ts';
import { append } from './ledger.ts';

/** So many numbers may be turned away. */
export const MOST_BLOCKED = 1_000;

/** The numbers that are turned away, the newest first. */
export function blockedNumbers(sql: SqlStorage): Blocked {
  const rows = sql.exec<{ number: string; blocked_at: number }>(
    'SELECT number, blocked_at FROM blocked ORDER BY blocked_at DESC, number',
  );
  return {
    numbers: rows.toArray().map(({ number, blocked_at }) => ({
      number: v.parse(E164, number),
      blockedAt: iso(blocked_at),
    })),
  };
}

export const isBlocked = (sql: SqlStorage, number: string): boolean =>
  sql.exec('SELECT 1 FROM blocked WHERE number = ?', number).toArray().length > 0;

/** Turns a number away from now on. False when there is no room for one more. */
export function block(sql: SqlStorage, number: E164, now: number): boolean {
  if (isBlocked(sql, number)) return true;
  if (sql.exec<{ all: number }>('SELECT count(*) AS "all" FROM blocked').one().all >= MOST_BLOCKED) return false;
  sql.exec('INSERT INTO blocked (number, blocked_at) VALUES (?, ?)', number, now);
  append(sql, { topic: 'blocked', subject: number, at: now });
  return true;
}

/** Lets a number through again. */
export function unblock(sql: SqlStorage, number: E164, now: number): void {
  if (!isBlocked(sql, number)) return;
  sql.exec('DELETE FROM blocked WHERE number = ?', number);
  append(sql, { topic: 'blocked', subject: number, at: now });
}
