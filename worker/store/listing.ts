import type { Chore } from '../alarms.ts';
import { LISTED, type Listed, recordOf, save } from './conversations.ts';

/** As many as are listed in one go: nobody's call waits for it. */
const AT_ONCE = 500;

/** Lists anew what a release before these lists kept. What is read of a call stays as it was; now it is also found. */
export function listing(storage: DurableObjectStorage): Chore {
  const { sql } = storage;
  return {
    name: 'listing',
    dueAt: (now) => (sql.exec('SELECT 1 FROM unlisted LIMIT 1').toArray().length > 0 ? now : null),
    perform() {
      storage.transactionSync(() => {
        listSome(sql);
      });
    },
  };
}

function listSome(sql: SqlStorage): void {
  const rows = sql.exec<Listed & { id: number; record: string }>(
    `SELECT id, ${LISTED.join(', ')}, record FROM conversation WHERE id IN (SELECT id FROM unlisted ORDER BY id DESC LIMIT ?)`,
    AT_ONCE,
  );
  for (const { id, record: text, ...listed } of rows.toArray()) {
    const record = recordOf(text);
    save(sql, record, text, { listed, record });
    sql.exec('DELETE FROM unlisted WHERE id = ?', id);
  }
}
