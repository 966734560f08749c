/** Whether a code let somebody in, and if not, why. */
type Spent = 'spent-now' | 'spent-before' | 'unknown';

const FOREVER = Number.MAX_SAFE_INTEGER;
/** Expired codes are remembered for a day, so that a late try hears "already used" rather than "wrong". */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Remembers a new code and forgets the old ones. */
export function addCode(sql: SqlStorage, hash: string, expiresAt: number, now: number): void {
  sql.exec('DELETE FROM code WHERE expires_at < ?', now - REMEMBERED_MS);
  sql.exec('INSERT INTO code (hash, expires_at) VALUES (?, ?)', hash, expiresAt);
}

/** Spends a code. Each works once: the object runs one statement at a time, so of two tries at once one wins. */
export function spendCode(sql: SqlStorage, hash: string, ownerHash: string, now: number): Spent {
  if (hash === ownerHash) sql.exec('INSERT OR IGNORE INTO code (hash, expires_at) VALUES (?, ?)', hash, FOREVER);
  const [row] = sql.exec<{ expires_at: number; spent_at: number | null }>(
    'SELECT expires_at, spent_at FROM code WHERE hash = ?',
    hash,
  );
  if (!row) return 'unknown';
  if (row.spent_at !== null || row.expires_at <= now) return 'spent-before';
  sql.exec('UPDATE code SET spent_at = ? WHERE hash = ?', now, hash);
  return 'spent-now';
}
