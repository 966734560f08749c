import * as v from 'valibot';
import type { SignInCode } from '../ports.ts';
import { PersonId } from '../protocol.ts';

/** Whom a code let in, or why nobody. */
type Spent = { person: PersonId; invites: string | null; problem: null } | { person: null; problem: 'spent' | 'wrong' };

const FOREVER = Number.MAX_SAFE_INTEGER;
/** Expired codes are remembered for a day, so that a late try hears "already used" rather than "wrong". */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Remembers a new code, and forgets the old ones. */
export function addCode(sql: SqlStorage, { hash, person, invites, expiresAt, now }: SignInCode): void {
  sql.exec('DELETE FROM code WHERE expires_at < ?', now - REMEMBERED_MS);
  sql.exec(
    'INSERT INTO code (hash, person_id, invites, expires_at) VALUES (?, ?, ?, ?)',
    hash,
    person,
    invites,
    expiresAt,
  );
}

/** Nobody signs in by a code of this person any more. */
export function spendCodesOf(sql: SqlStorage, person: PersonId, now: number): void {
  sql.exec('UPDATE code SET spent_at = ? WHERE person_id = ? AND spent_at IS NULL', now, person);
}

/** Spends a code. Each works once: the object runs one statement at a time, so of two tries at once one wins. */
export function spendCode(sql: SqlStorage, hash: string, ownerHash: string, now: number): Spent {
  if (hash === ownerHash) sql.exec('INSERT OR IGNORE INTO code (hash, expires_at) VALUES (?, ?)', hash, FOREVER);
  const [row] = sql.exec<{ person_id: string; invites: string | null; expires_at: number; spent_at: number | null }>(
    'SELECT person_id, invites, expires_at, spent_at FROM code WHERE hash = ?',
    hash,
  );
  if (!row) return { person: null, problem: 'wrong' };
  if (row.spent_at !== null || row.expires_at <= now) return { person: null, problem: 'spent' };
  sql.exec('UPDATE code SET spent_at = ? WHERE hash = ?', now, hash);
  return { person: v.parse(PersonId, row.person_id), invites: row.invites, problem: null };
}
