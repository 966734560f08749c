import type { Chore } from '../alarms.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long the ledger keeps what happened; what is known of a call is in its conversation, which stays. */
const KEPT_MS = 30 * DAY_MS;
const AT_ONCE = 1000;

/** Takes what is too old out of the ledger, and with it which contacts were erased by then, once a day when there is something. Its newest row stays: it holds the number of the last change. */
export function ledgerRetention(sql: SqlStorage): Chore {
  return {
    name: 'ledger-retention',
    dueAt() {
      const [oldest, next] = sql.exec<{ at: number }>('SELECT at FROM event ORDER BY seq LIMIT 2');
      return oldest && next ? oldest.at + KEPT_MS + DAY_MS : null;
    },
    perform(now) {
      sql.exec(
        `DELETE FROM event WHERE at < ?1 AND seq < (SELECT max(seq) FROM event)
         AND seq < (SELECT min(seq) FROM event) + ?2`,
        now - KEPT_MS,
        AT_ONCE,
      );
      sql.exec('DELETE FROM erased_contact WHERE seq < (SELECT min(seq) FROM event)');
    },
  };
}
