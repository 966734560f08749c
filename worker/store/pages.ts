import { conversation, type Viewer } from '../conversation.ts';
import type { CallFilter, CallsQuery, Conversation, PersonId } from '../protocol.ts';
import { COLUMNS, kept, type Stored } from './conversations.ts';
import { append } from './ledger.ts';
import type { Question } from '../search.ts';
import { questionTo } from './search.ts';

/** As many unread calls as anybody counts: more are "99+". */
const MOST_UNREAD = 100;
/** As many as are looked at to find them. */
const MOST_LOOKED_AT = 500;

/** A statement and what is bound to it. */
export interface Statement {
  text: string;
  bindings: (string | number)[];
}

/** A page of history as `viewer` reads it, newest first; `next` is where the one after it begins. */
export function pageOf(
  sql: SqlStorage,
  query: CallsQuery,
  viewer: Viewer,
  now: number,
): { calls: Conversation[]; next: number | null } {
  const calls: Conversation[] = [];
  const question = query.q === '' ? undefined : questionTo(sql, query.q);
  if (question === null) return { calls, next: null };
  const { text, bindings } = pageStatement(query, viewer.person, question);
  // Rows are read as they are asked for: what nobody looks at is not read.
  for (const row of sql.exec<Stored>(text, ...bindings)) {
    const call = conversation(kept(row), viewer, now);
    if (!call || !passes(call, query.filter)) continue;
    if (calls.length === query.limit) return { calls, next: calls.at(-1)?.place ?? null };
    calls.push(call);
  }
  return { calls, next: null };
}

/**
 * Rows from `before` on, newest first, each read from an index in that order. `question`: what is searched for. Calls between
 * others of us are left out here; what only the folded facts tell is left to the reader.
 */
export function pageStatement(query: CallsQuery, person: PersonId, question?: Question): Statement {
  const bindings: Statement['bindings'] = [query.before ?? Number.MAX_SAFE_INTEGER, person];
  const bound = (value: string): string => `?${String(bindings.push(value))}`;
  const onLine = query.line ? ` AND line = ${bound(query.line)}` : '';
  if (question) {
    const holds = question.holds === null ? '' : ` AND instr(parties || ' ' || noted, ${bound(question.holds)})`;
    const missed = query.filter === 'missed' ? ' AND is_missed = 1' : '';
    return {
      text: `SELECT ${COLUMNS} FROM search CROSS JOIN conversation ON id = search.rowid
        WHERE search MATCH ${bound(question.match)} AND search.rowid < ?1 AND ${VISIBLE}${onLine}${missed}${holds}
        ORDER BY search.rowid DESC`,
      bindings,
    };
  }
  if (query.filter === 'recorded')
    return {
      text: `SELECT ${COLUMNS} FROM ${RECORDED} AND ${VISIBLE}${onLine} ORDER BY recorded.place DESC`,
      bindings,
    };
  const rows = WHICH[query.filter].map(
    (which) => `SELECT ${COLUMNS} FROM conversation WHERE id < ?1 AND ${which}${onLine}`,
  );
  return { text: `${rows.join(' UNION ALL ')} ORDER BY id DESC`, bindings };
}

/** Whoever reads came to a call between two others. */
const CAME = "instr(others, ' ' || ?2 || ' ')";
/** Leaves out calls between others of us; the second parameter is who reads. */
export const VISIBLE = `(kind <> 'internal' OR caller = ?2 OR callee = ?2 OR ${CAME})`;
/** Each call that was recorded once, read from the recordings: there are few. */
const RECORDED = `recording AS recorded CROSS JOIN conversation ON id = recorded.place
  WHERE recorded.place < ?1 AND recorded.is_erased = 0 AND NOT EXISTS (
    SELECT 1 FROM recording AS other
    WHERE other.place = recorded.place AND other.is_erased = 0 AND other.sid < recorded.sid)`;
const WHICH: Readonly<Record<Exclude<CallFilter, 'recorded'>, string[]>> = {
  all: [VISIBLE],
  missed: [`is_missed = 1 AND ${VISIBLE}`],
  inbound: ["kind = 'inbound' AND ?2 = ?2", `kind = 'internal' AND (callee = ?2 OR ${CAME})`],
  outbound: ["kind = 'outbound' AND ?2 = ?2", "kind = 'internal' AND caller = ?2"],
  voicemail: ["kind = 'voicemail' AND ?2 = ?2"],
};

function passes(call: Conversation, filter: CallFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'missed':
    case 'voicemail':
      return call.state === filter;
    case 'inbound':
    case 'outbound':
      return call.direction === filter;
    case 'recorded':
      return call.recordings.length > 0;
  }
}

/** How many missed calls this person has neither seen nor is excused from; counted up to 100. */
export function unreadOf(sql: SqlStorage, viewer: Viewer, now: number): number {
  return unreadCalls(sql, viewer, now).length;
}

/** For tests of its plan, too. */
export const UNREAD_STATEMENT = `SELECT ${COLUMNS} FROM conversation
  WHERE is_missed = 1 AND is_handled = 0 AND id > ?1 AND ${VISIBLE} ORDER BY id DESC LIMIT ${String(MOST_LOOKED_AT)}`;

function unreadCalls(sql: SqlStorage, viewer: Viewer, now: number): Conversation[] {
  const calls: Conversation[] = [];
  for (const row of sql.exec<Stored>(UNREAD_STATEMENT, viewer.seenUpTo, viewer.person)) {
    const call = conversation(kept(row), viewer, now);
    if (call?.isUnread) calls.push(call);
    if (calls.length === MOST_UNREAD) break;
  }
  return calls;
}

/** A person has looked at history up to this place: their other devices hear of each call that is unread no more. */
export function markSeen(sql: SqlStorage, viewer: Viewer, upTo: number, now: number): void {
  const seen = unreadCalls(sql, viewer, now).filter(({ place }) => place <= upTo);
  sql.exec(
    `UPDATE person SET seen_up_to = max(seen_up_to, min(?, (SELECT coalesce(max(id), 0) FROM conversation)))
     WHERE id = ?`,
    upTo,
    viewer.person,
  );
  for (const { callSid } of seen) append(sql, { topic: 'calls', subject: callSid, at: now });
}
