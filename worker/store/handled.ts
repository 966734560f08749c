import type { Listed } from './conversations.ts';
import { append } from './ledger.ts';

/** One of us called: what they called back is handled, for all of us. `at` in milliseconds. */
export function markHandled(sql: SqlStorage, { kind, number, caller, callee }: Listed, at: number): void {
  const handled =
    kind === 'outbound' && number !== null
      ? sql.exec<{ call_sid: string }>(
          `UPDATE conversation SET is_handled = 1 WHERE number = ? AND kind = 'inbound' AND is_missed = 1 AND is_handled = 0
           RETURNING call_sid`,
          number,
        )
      : sql.exec<{ call_sid: string }>(
          `UPDATE conversation SET is_handled = 1 WHERE kind = 'internal' AND is_missed = 1 AND is_handled = 0
           AND caller = ? AND callee = ? RETURNING call_sid`,
          callee,
          caller,
        );
  for (const { call_sid } of handled.toArray()) append(sql, { topic: 'calls', subject: call_sid, at });
}
