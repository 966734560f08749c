import type { Identity } from '../protocol.ts';

/** The line's ring set when it is not what was last copied to KV, else null. */
export function ringToCopy(sql: SqlStorage, line: string, ring: Identity[]): Identity[] | null {
  const [row] = sql.exec<{ ring: string }>('SELECT ring FROM directory WHERE line = ?', line);
  return (row?.ring ?? '[]') === JSON.stringify(ring) ? null : ring;
}

/** Notes what KV holds now. Until this is said, every next look finds that the copy is due. */
export function ringWasCopied(sql: SqlStorage, line: string, ring: Identity[]): void {
  sql.exec('INSERT OR REPLACE INTO directory (line, ring) VALUES (?, ?)', line, JSON.stringify(ring));
}
