import * as v from 'valibot';
import { Settings } from '../protocol.ts';
import { append } from './ledger.ts';

/** What the workspace chose; history is kept for ever unless somebody said otherwise. */
export function settings(sql: SqlStorage): Settings {
  return { retentionDays: retentionDays(sql) };
}

/** How many days history is kept, null for ever. */
export function retentionDays(sql: SqlStorage): Settings['retentionDays'] {
  const [row] = sql.exec<{ value: string }>("SELECT value FROM setting WHERE name = 'retentionDays'");
  return row ? v.parse(Settings.entries.retentionDays, JSON.parse(row.value)) : null;
}

/** Whether what is older than that was not all erased since it was chosen. */
export function isRetentionNew(sql: SqlStorage): boolean {
  return sql.exec("SELECT 1 FROM setting WHERE name = 'isRetentionNew'").toArray().length > 0;
}

export function retentionIsKept(sql: SqlStorage): void {
  sql.exec("DELETE FROM setting WHERE name = 'isRetentionNew'");
}

export function changeSettings(sql: SqlStorage, { retentionDays: days }: Settings, now: number): void {
  sql.exec(
    "INSERT OR REPLACE INTO setting (name, value) VALUES ('retentionDays', ?), ('isRetentionNew', 'true')",
    JSON.stringify(v.parse(Settings.entries.retentionDays, days)),
  );
  append(sql, { topic: 'settings', at: now });
}
