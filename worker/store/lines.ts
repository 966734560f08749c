import type { E164 } from '../protocol.ts';

/** What our numbers are called, by number; one without a name is not in it. */
export function lineLabels(sql: SqlStorage): Record<string, string> {
  const rows = sql.exec<{ number: string; label: string }>('SELECT number, label FROM line').toArray();
  return Object.fromEntries(rows.map(({ number, label }) => [number, label]));
}

/** Names a line; an empty label takes the name away. */
export function nameLine(sql: SqlStorage, number: E164, label: string): void {
  sql.exec(
    'INSERT INTO line (number, label) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET label = excluded.label',
    number,
    label,
  );
}
