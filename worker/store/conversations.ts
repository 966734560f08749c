import * as v from 'valibot';
import { type CallEvent, CallRecord, fold, isAnswered, isEnded, isStale } from '../history.ts';
import { FORGOTTEN_AFTER_MS } from '../conversation.ts';
import { type Attempt, type CallSid, E164, type Identity, type PersonId } from '../protocol.ts';
import { append } from './ledger.ts';
import { whoByIdentity } from './people.ts';

/** A conversation as it is kept: the folded facts, and what people added. */
export interface KeptConversation {
  place: number;
  isHandled: boolean;
  note: string;
  record: CallRecord;
}

type Stored = { id: number; is_handled: number; note: string; record: string };
const COLUMNS = 'id, is_handled, note, record';
const SETTLED_AFTER_MS = 60_000;

/** Adds an event to the ledger and folds it into its conversation. False when it is stale, or was told before. */
export function record(sql: SqlStorage, event: CallEvent): boolean {
  const known = conversationBySid(sql, event.callSid)?.record;
  if (isStale(known, event)) return false;
  const next = fold(known, event);
  const name = event.type === 'leg' ? event.legSid : event.type === 'dialed' ? event.attempt : null;
  const change = {
    topic: 'calls',
    subject: event.callSid,
    key: keyOf(event),
    name,
    at: event.at,
    body: event,
  } as const;
  if (!next || append(sql, change) === null) return false;
  save(sql, next);
  return true;
}

/** What makes an event the same when Twilio tells it again: its leg and its step. */
function keyOf(event: CallEvent): string {
  switch (event.type) {
    case 'dialed':
    case 'received':
      return `${event.type}:${event.callSid}`;
    case 'dial-ended':
      return `dial:${event.callSid}:${String(event.generation)}`;
    case 'leg':
      return `leg:${event.legSid}:${event.leg.status}`;
    case 'root':
      return `leg:${event.callSid}:${event.leg.status}`;
  }
}

/** The one door by which a conversation's facts are stored. */
function save(sql: SqlStorage, next: CallRecord): void {
  const { kind, number, caller, callee } = partiesOf(sql, next);
  const isOver = isEnded(next);
  sql.exec(
    `INSERT INTO conversation (call_sid, line, kind, number, caller, callee, started_at, is_live, is_missed, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_sid) DO UPDATE SET line = excluded.line,
     kind = excluded.kind, number = excluded.number, caller = excluded.caller, callee = excluded.callee,
     started_at = excluded.started_at, is_live = min(is_live, excluded.is_live), is_missed = excluded.is_missed,
     record = excluded.record`,
    next.callSid,
    next.line ?? '',
    kind,
    number,
    caller,
    callee,
    next.startedAt,
    isOver ? 0 : 1,
    kind !== 'outbound' && isOver && !isAnswered(next) && next.destination?.kind !== 'blocked' ? 1 : 0,
    JSON.stringify(next),
  );
}

interface Parties {
  kind: 'inbound' | 'outbound' | 'internal';
  number: E164 | null;
  caller: PersonId | null;
  callee: PersonId | null;
}

/** Who speaks with whom, for lists. Calls between two of us are `internal`. */
function partiesOf(sql: SqlStorage, { root, destination, isReceived }: CallRecord): Parties {
  const who = whoByIdentity(sql);
  const caller = who.get(root.from?.replace(/^client:/, '') ?? '')?.person ?? null;
  const outside = (address: string | null): E164 | null => {
    const number = v.safeParse(E164, address);
    return number.success ? number.output : null;
  };
  switch (destination?.kind) {
    case 'device':
      return { kind: 'internal', number: null, caller, callee: who.get(destination.identity)?.person ?? null };
    case 'person':
      return { kind: 'internal', number: null, caller, callee: destination.person };
    case 'number':
      return { kind: 'outbound', number: destination.number, caller, callee: null };
    case 'blocked':
    case undefined:
      return isReceived || caller === null
        ? { kind: 'inbound', number: outside(root.from), caller: null, callee: null }
        : { kind: 'outbound', number: null, caller, callee: null };
  }
}

/** A conversation by its root's SID. */
export function conversationBySid(sql: SqlStorage, callSid: CallSid): KeptConversation | undefined {
  const [row] = sql.exec<Stored>(`SELECT ${COLUMNS} FROM conversation WHERE call_sid = ?`, callSid);
  return row && kept(row);
}

/** A conversation by the SID of its root or of any of its legs, or by the browser's own name for it. */
export function conversationByAnyName(sql: SqlStorage, name: CallSid | Attempt): KeptConversation | undefined {
  const [row] = sql.exec<Stored>(
    `SELECT ${COLUMNS} FROM conversation
     WHERE call_sid = coalesce((SELECT subject FROM event WHERE name = ?1 ORDER BY seq LIMIT 1), ?1)`,
    name,
  );
  return row && kept(row);
}

/** The newest conversations, newest first. */
export function newestConversations(sql: SqlStorage, limit: number): KeptConversation[] {
  return sql.exec<Stored>(`SELECT ${COLUMNS} FROM conversation ORDER BY id DESC LIMIT ?`, limit).toArray().map(kept);
}

/** How many conversations besides `callSid` are alive. One whose end was never told stops counting after a while. */
export function liveConversations(sql: SqlStorage, callSid: CallSid, now: number): number {
  return sql
    .exec<{ live: number }>(
      'SELECT count(*) AS live FROM conversation WHERE is_live = 1 AND started_at > ? AND call_sid <> ?',
      now - FORGOTTEN_AFTER_MS,
      callSid,
    )
    .one().live;
}

/**
 * A device carries one call at a time: now that `from` dials again, what it dialled more than a minute before is over, also
 * when nobody told. The minute keeps a device that does not play by this from having more calls at once than we allow.
 */
export function settleOlderCalls(sql: SqlStorage, from: Identity, now: number): void {
  sql.exec(
    "UPDATE conversation SET is_live = 0 WHERE is_live = 1 AND started_at <= ? AND record ->> '$.root.from' = ?",
    now - SETTLED_AFTER_MS,
    `client:${from}`,
  );
}

function kept({ id, is_handled, note, record }: Stored): KeptConversation {
  return { place: id, isHandled: is_handled === 1, note, record: v.parse(CallRecord, JSON.parse(record)) };
}
