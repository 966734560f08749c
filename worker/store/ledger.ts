import type { Topic } from '../protocol.ts';

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
