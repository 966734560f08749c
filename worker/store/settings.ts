import * as v from 'valibot';
import { Settings } from '../protocol.ts';
import { append } from './ledger.ts';

/** What the workspace chose; history is kept for ever unless somebody said otherwise. */
export function settings(sql: SqlStorage): Settings {
  return { retentionDays: retentionDays(sql), recordingDays: recordingDays(sql) };
}

/** How many days history is kept, null for ever. */
export function retentionDays(sql: SqlStorage): Days {
  return daysOf(sql, 'retentionDays');
}

/** How many days recordings are kept, null as long as their calls. */
export function recordingDays(sql: SqlStorage): Days {
  return daysOf(sql, 'recordingDays');
}

type Days = NonNullable<Settings['retentionDays']> | null;

function daysOf(sql: SqlStorage, name: keyof Settings): Days {
  const [row] = sql.exec<{ value: string }>('SELECT value FROM setting WHERE name = ?', name);
  return row ? (v.parse(Settings.entries[name], JSON.parse(row.value)) ?? null) : null;
}

/** Whether what is older than that was not all erased since it was chosen. */
export function isRetentionNew(sql: SqlStorage): boolean {
  return sql.exec("SELECT 1 FROM setting WHERE name = 'isRetentionNew'").toArray().length > 0;
}

export function retentionIsKept(sql: SqlStorage): void {
  sql.exec("DELETE FROM setting WHERE name = 'isRetentionNew'");
}

/** What is named is changed. */
export function changeSettings(sql: SqlStorage, { retentionDays, recordingDays }: Settings, now: number): void {
  const keep = (name: keyof Settings | 'isRetentionNew', value: Days | boolean) =>
    sql.exec('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)', name, JSON.stringify(value));
  if (retentionDays !== undefined) {
    keep('retentionDays', retentionDays);
    keep('isRetentionNew', true);
  }
  if (recordingDays !== undefined) keep('recordingDays', recordingDays);
  append(sql, { topic: 'settings', at: now });
}
