import type { RingCopy } from '../ports.ts';
import type { Identity } from '../protocol.ts';

type Stored = { ring: string; version: number; is_copied: number };

/** Everybody rings on every line, so there is one ring set. */
const LINE = '*';

/** The ring set when KV is not known to hold it, or `isMissing` there, else null. A copy of the same ring has the same version. */
export function ringToCopy(sql: SqlStorage, ring: Identity[], isMissing: boolean): RingCopy | null {
  const text = JSON.stringify(ring);
  const [known] = sql.exec<Stored>('SELECT ring, version, is_copied FROM directory WHERE line = ?', LINE);
  // KV without a copy says the same as a copy of nobody.
  if ((known?.ring ?? '[]') === text)
    return known && (isMissing || !known.is_copied) ? { ring, version: known.version } : null;
  const { version } = sql
    .exec<Pick<Stored, 'version'>>(
      `INSERT INTO directory (line, ring, version, is_copied) VALUES (?, ?, 1, 0) ON CONFLICT (line)
       DO UPDATE SET ring = excluded.ring, version = version + 1, is_copied = 0 RETURNING version`,
      LINE,
      text,
    )
    .one();
  return { ring, version };
}

/**
 * Notes that a copy landed. An older one may have landed over a newer one: then nobody knows what KV holds, no copy under
 * way counts any more, and the next look finds that one is due.
 */
export function ringWasCopied(sql: SqlStorage, version: number): void {
  sql.exec(
    'UPDATE directory SET is_copied = version = ?1, version = version + (version <> ?1) WHERE line = ?2',
    version,
    LINE,
  );
}
