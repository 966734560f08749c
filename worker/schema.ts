import { normalized } from './search.ts';

/**
 * The object's tables. Times are milliseconds since the epoch; hashes are SHA-256 in hex.
 *
 * | table        | one row per                | notes                                                                    |
 * | ------------ | -------------------------- | ------------------------------------------------------------------------ |
 * | person       | one of us                  | `seen_up_to`: the place in history up to which they have looked; a row stays after `left_at`, so that history keeps the name |
 * | device       | device that ever signed in | `identity` once it has a phone; a row stays after `cut_off_at`, so that history keeps its label |
 * | session      | signed-in device           | only the hash of the cookie's secret                                     |
 * | code         | sign-in code               | only the hash, and whom it signs in: with `invites`, somebody of that name who is made when it is spent; the owner's code gets its row when it is spent |
 * | line         | number with choices        | the numbers themselves are configuration                                 |
 * | event        | change                     | the ledger: `seq` numbers each change, `key` makes a repeat harmless, `name` is another name the call can be found by |
 * | conversation | conversation               | `record` is the folded facts as JSON (history.ts), the other columns are read from it for lists: `others` are those of us who came to a call between two of us, each between spaces; `id` is its place; at `ask_at` Twilio is asked about it, `asks` counts the tries in vain; `quality` is the worst that a device of ours told of it, as JSON; `steering` is what is being done to it (steering/), looked after at `watch_at` |
 * | contact      | somebody we know           | `numbers` as JSON; `plain` is what it is found by: name and organization, normalised (search.ts); `seq` is the change that wrote it last |
 * | erased_contact | contact that was        | so that a device that was away hears that it is gone, and none brings it back; as long as the ledger goes back |
 * | contact_number | number of a contact     | to find a name by a number                                                |
 * | blocked      | number                     | turned away before anything rings                                        |
 * | search       | conversation               | what of it can be found (search.ts), under the conversation's place: FTS5                               |
 * | unlisted     | conversation of a release before these columns | by its place, until it is listed like any other (store/listing.ts) |
 * | recording    | recording                  | `place` is its conversation's; `seconds` null while it is made, `present` the devices of ours that were on the call meanwhile, as JSON; one that `is_erased` is only there to be deleted at Twilio; at `due_at` that is tried, or it is asked what became of it |
 * | setting      | choice of the workspace    | JSON                                                                     |
 * | call, alias  | call of the version before | nobody reads or writes them; that version can come back to them |
 * | directory    | line                       | the ring set that KV gets: `version` counts its changes, `is_copied` says that KV has it |
 */

/** Append-only: a step that has run somewhere is never edited. `fill`: what of it SQL cannot say. */
export const MIGRATIONS: readonly { name: string; sql: string; fill?: (sql: SqlStorage) => void }[] = [
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
  {
    name: '0003-people-and-ledger',
    sql: `
      CREATE TABLE person (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        is_owner INTEGER NOT NULL,
        joined_at INTEGER NOT NULL,
        left_at INTEGER,
        seen_up_to INTEGER NOT NULL DEFAULT 0
      );
      INSERT INTO person (id, name, is_owner, joined_at) VALUES ('owner', '', 1, 0);
      ALTER TABLE device ADD COLUMN person_id TEXT NOT NULL DEFAULT 'owner';
      ALTER TABLE code ADD COLUMN person_id TEXT NOT NULL DEFAULT 'owner';
      CREATE TABLE line (
        number TEXT PRIMARY KEY,
        label TEXT NOT NULL
      );
      CREATE TABLE event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        topic TEXT NOT NULL,
        subject TEXT NOT NULL,
        key TEXT UNIQUE,
        name TEXT,
        at INTEGER NOT NULL,
        body TEXT
      );
      CREATE INDEX event_by_subject ON event (subject, seq);
      CREATE INDEX event_by_name ON event (name) WHERE name IS NOT NULL;
      CREATE TABLE conversation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        call_sid TEXT NOT NULL UNIQUE,
        line TEXT NOT NULL,
        kind TEXT NOT NULL,
        number TEXT,
        caller TEXT,
        callee TEXT,
        started_at INTEGER NOT NULL,
        is_live INTEGER NOT NULL,
        is_missed INTEGER NOT NULL,
        is_handled INTEGER NOT NULL DEFAULT 0,
        ask_at INTEGER,
        granted_to TEXT,
        granted_until INTEGER,
        note TEXT NOT NULL DEFAULT '',
        record TEXT NOT NULL
      );
      CREATE INDEX conversation_by_number ON conversation (number, id DESC);
      CREATE INDEX conversation_by_kind ON conversation (kind, id DESC);
      CREATE INDEX conversation_by_line ON conversation (line, id DESC);
      CREATE INDEX missed_conversation ON conversation (id) WHERE is_missed = 1;
      CREATE INDEX unread_conversation ON conversation (id) WHERE is_missed = 1 AND is_handled = 0;
      CREATE INDEX live_conversation ON conversation (started_at) WHERE is_live = 1;
      CREATE INDEX conversation_to_ask ON conversation (ask_at) WHERE ask_at IS NOT NULL;
      INSERT INTO conversation (call_sid, line, kind, number, started_at, is_live, is_missed, record)
        SELECT call_sid, '',
          CASE WHEN record ->> '$.isReceived' THEN 'inbound' ELSE 'outbound' END,
          CASE WHEN record ->> '$.isReceived' THEN record ->> '$.root.from' ELSE record ->> '$.destination.number' END,
          started_at, 0, 0, record FROM call ORDER BY started_at, call_sid;
      INSERT INTO event (topic, subject, name, at) SELECT 'calls', call_sid, name, 0 FROM alias;
    `,
  },
  {
    name: '0004-rounds-and-asking',
    sql: `
      ALTER TABLE conversation ADD COLUMN asks INTEGER NOT NULL DEFAULT 0;
      UPDATE conversation SET record = json_set(record, '$.dials',
        json_object('0', json_set(record -> '$.dial', '$.isLast', json('true'))))
        WHERE record ->> '$.dial' IS NOT NULL;
    `,
  },
  {
    name: '0006-invitations',
    sql: `ALTER TABLE code ADD COLUMN invites TEXT;`,
  },
  {
    name: '0007-contacts',
    sql: `
      CREATE TABLE contact (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        organization TEXT NOT NULL,
        is_favourite INTEGER NOT NULL,
        numbers TEXT NOT NULL,
        seq INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX contact_by_change ON contact (seq);
      CREATE TABLE erased_contact (
        id TEXT PRIMARY KEY,
        seq INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX erased_contact_by_change ON erased_contact (seq);
      CREATE TABLE contact_number (
        number TEXT NOT NULL,
        contact_id TEXT NOT NULL,
        PRIMARY KEY (number, contact_id)
      ) WITHOUT ROWID;
      CREATE INDEX number_of_contact ON contact_number (contact_id);
      CREATE TABLE blocked (
        number TEXT PRIMARY KEY,
        blocked_at INTEGER NOT NULL
      ) WITHOUT ROWID;
    `,
  },
  {
    name: '0008-search-and-settings',
    sql: `
      CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
      );
      CREATE VIRTUAL TABLE search USING fts5 (runs, noted, parties);
      WITH
        place (at) AS (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13)),
        size (n) AS (VALUES (3), (4), (5), (6))
      INSERT INTO search (rowid, runs, noted, parties)
        SELECT id,
          coalesce(
            (SELECT group_concat(substr(number, 1 + at, n), ' ') FROM place, size WHERE at + n <= length(number)),
            lower(record ->> '$.destination.dialed'), ''),
          note,
          coalesce(substr(number, 2), '')
        FROM conversation;
    `,
  },
  {
    name: '0009-ring-to-copy',
    sql: `UPDATE directory SET is_copied = 0;`,
  },
  {
    name: '0010-unlisted',
    sql: `
      CREATE TABLE unlisted (id INTEGER PRIMARY KEY);
      INSERT INTO unlisted (id) SELECT id FROM conversation WHERE line = '';
    `,
  },
  {
    name: '0011-plain-names',
    sql: `ALTER TABLE contact ADD COLUMN plain TEXT NOT NULL DEFAULT '';`,
    fill(sql) {
      const rows = sql.exec<{ id: string; name: string }>(
        "SELECT id, name || ' ' || organization AS name FROM contact",
      );
      for (const { id, name } of rows.toArray())
        sql.exec('UPDATE contact SET plain = ? WHERE id = ?', normalized(name), id);
    },
  },
  {
    name: '0012-steering',
    sql: `
      ALTER TABLE conversation ADD COLUMN steering TEXT;
      ALTER TABLE conversation ADD COLUMN watch_at INTEGER;
      CREATE INDEX conversation_to_watch ON conversation (watch_at) WHERE watch_at IS NOT NULL;
    `,
  },
  {
    name: '0013-quality',
    sql: `ALTER TABLE conversation ADD COLUMN quality TEXT;`,
  },
  {
    name: '0014-recordings',
    sql: `
      CREATE TABLE recording (
        sid TEXT PRIMARY KEY,
        place INTEGER,
        call_sid TEXT NOT NULL,
        leg TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        seconds INTEGER,
        present TEXT NOT NULL DEFAULT '[]',
        is_erased INTEGER NOT NULL DEFAULT 0,
        due_at INTEGER,
        tries INTEGER NOT NULL DEFAULT 0
      ) WITHOUT ROWID;
      CREATE INDEX recording_of_conversation ON recording (place);
      CREATE INDEX recording_of_leg ON recording (leg) WHERE seconds IS NULL;
      CREATE INDEX recording_by_start ON recording (started_at) WHERE is_erased = 0 AND seconds IS NOT NULL;
      CREATE INDEX recording_due ON recording (due_at) WHERE due_at IS NOT NULL;
      ALTER TABLE line ADD COLUMN recording TEXT NOT NULL DEFAULT 'ask';
    `,
  },
  {
    name: '0015-others-on-a-call',
    sql: `
      ALTER TABLE conversation ADD COLUMN others TEXT;
      INSERT OR IGNORE INTO unlisted (id)
        SELECT id FROM conversation WHERE kind = 'internal' AND steering IS NOT NULL;
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
  for (const { name, sql, fill } of MIGRATIONS) {
    if (done.has(name)) continue;
    storage.transactionSync(() => {
      storage.sql.exec(sql);
      fill?.(storage.sql);
      storage.sql.exec('INSERT INTO migration (name) VALUES (?)', name);
    });
  }
}
