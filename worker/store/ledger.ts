import * as v from 'valibot';
import { CallSid, Topic } from '../protocol.ts';

/** What a row of the ledger is about: a call, or something else of the workspace that its watchers ask for again. */
export interface Change {
  topic: 'calls' | Topic;
  /** A CallSid, a contact's id, or empty when the topic has no parts. */
  subject?: string;
  /** Of two changes with the same key only the first counts; without one each does. */
  key?: string;
  /** Another name by which the subject can be found. */
  name?: string | null;
  /** Milliseconds. */
  at: number;
  /** What happened; null says only that the subject is another now, or gone. */
  body?: object | null;
}

/** Writes a change down and numbers it; null when its key was there already, and nothing is written. */
export function append(sql: SqlStorage, { topic, subject = '', key, name, at, body }: Change): number | null {
  const [row] = sql.exec<{ seq: number }>(
    `INSERT INTO event (topic, subject, key, name, at, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO NOTHING RETURNING seq`,
    topic,
    subject,
    key ?? null,
    name ?? null,
    at,
    body ? JSON.stringify(body) : null,
  );
  return row?.seq ?? null;
}

/** The newest number; 0 before anything happened. */
export function newestSeq(sql: SqlStorage): number {
  return sql.exec<{ seq: number | null }>('SELECT max(seq) AS seq FROM event').one().seq ?? 0;
}

/** Whether everything after the number `since` is still known: it is a number of this ledger, and no older than what it keeps. */
export function goesBackTo(sql: SqlStorage, since: number): boolean {
  const { oldest } = sql.exec<{ oldest: number | null }>('SELECT min(seq) AS oldest FROM event').one();
  return since <= newestSeq(sql) && (oldest === null || since >= oldest - 1);
}

/** What changed between two numbers, each subject once: the calls in the order of their last change. */
export interface Changes {
  calls: CallSid[];
  topics: Topic[];
}

/** Whoever missed more asks for everything anew. */
export const MOST_CHANGES = 500;

/**
 * What changed after the number `since`; null when that cannot be told: the number is not of this ledger, older than what it
 * keeps, or too many ago. Rows that are taken out of the ledger must be its oldest, or be followed by a newer one of their subject.
 */
export function changesSince(sql: SqlStorage, since: number): Changes | null {
  if (!goesBackTo(sql, since)) return null;
  const rows = sql
    .exec<{ topic: string; subject: string }>(
      'SELECT topic, subject FROM event WHERE seq > ? ORDER BY seq DESC LIMIT ?',
      since,
      MOST_CHANGES + 1,
    )
    .toArray();
  if (rows.length > MOST_CHANGES) return null;
  const calls = new Set(rows.filter(({ topic }) => topic === 'calls').map(({ subject }) => subject));
  const topics = new Set(rows.map(({ topic }) => topic));
  return {
    calls: [...calls].reverse().map((callSid) => v.parse(CallSid, callSid)),
    topics: Topic.options.filter((topic) => topics.has(topic)),
  };
}

/** Whether a call that is not kept was erased: what is told of it later is not written down. */
export function isErased(sql: SqlStorage, callSid: CallSid): boolean {
  const traces = sql.exec(
    "SELECT 1 FROM event WHERE subject = ? AND topic = 'calls' AND body IS NULL LIMIT 1",
    callSid,
  );
  return traces.toArray().length > 0;
}
