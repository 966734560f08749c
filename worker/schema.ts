/**
 * The object's tables. Times are milliseconds since the epoch; hashes are SHA-256 in hex.
 *
 * | table     | one row per                | notes                                                                    |
 * | --------- | -------------------------- | ------------------------------------------------------------------------ |
 * | device    | device that ever signed in | `identity` once it has a phone; a row stays after `cut_off_at`, so that history keeps its label |
 * | session   | signed-in device           | only the hash of the cookie's secret                                     |
 * | code      | sign-in code               | only the hash; the owner's code gets its row when it is spent            |
 * | call      | conversation               | `record` is the folded facts as JSON (history.ts)                        |
 * | alias     | other name of a call       | a leg it dialled, or the browser's own name for its attempt              |
 * | directory | line                       | the ring set that KV gets: `version` counts its changes, `is_copied` says that KV has it |
 */

/** Append-only: a step that has run somewhere is never edited. */
const MIGRATIONS: readonly { name: string; sql: string }[] = [
  {
    name: '0001-devices-and-calls',
    sql: `
      CREATE TABLE device (
        id TEXT PRIMARY KEY,
        label TEXT NOT NULL,
        identity TEXT UNIQUE,
        signed_in_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL,
        cut_off_at INTEGER
      );
      CREATE TABLE session (
        hash TEXT PRIMARY KEY,
        device_id TEXT NOT NULL REFERENCES device (id),
        expires_at INTEGER NOT NULL
      );
      CREATE TABLE code (
        hash TEXT PRIMARY KEY,
        expires_at INTEGER NOT NULL,
        spent_at INTEGER
      );
      CREATE TABLE call (
        call_sid TEXT PRIMARY KEY,
        started_at INTEGER NOT NULL,
        is_live INTEGER NOT NULL,
        record TEXT NOT NULL
      );
      CREATE INDEX call_by_start ON call (started_at DESC, call_sid DESC);
      CREATE INDEX live_call ON call (started_at) WHERE is_live = 1;
      CREATE TABLE alias (
        name TEXT PRIMARY KEY,
        call_sid TEXT NOT NULL
      );
      CREATE TABLE directory (
        line TEXT PRIMARY KEY,
        ring TEXT NOT NULL
      );
    `,
  },
  {
    name: '0002-ring-versions',
    sql: `
      ALTER TABLE directory ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE directory ADD COLUMN is_copied INTEGER NOT NULL DEFAULT 1;
    `,
  },
];

/** Brings the tables up to date: each step once, in one transaction with the note that it ran. */
export function migrate(storage: DurableObjectStorage): void {
  storage.sql.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)');
  const done = new Set(
    storage.sql
      .exec<{ name: string }>('SELECT name FROM migration')
      .toArray()
      .map((row) => row.name),
  );
  for (const { name, sql } of MIGRATIONS) {
    if (done.has(name)) continue;
    storage.transactionSync(() => {
      storage.sql.exec(sql);
      storage.sql.exec('INSERT INTO migration (name) VALUES (?)', name);
    });
  }
}
