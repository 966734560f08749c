import * as v from 'valibot';
import { askAt } from '../asking.ts';
import { insider } from '../dialplan.ts';
import { FORGOTTEN_AFTER_MS } from '../conversation.ts';
import { type CallEvent, CallRecord, fold, isStale } from '../history.ts';
import { type Attempt, type CallSid, E164, Identity, type PersonId } from '../protocol.ts';
import { identityOf, lineOf, talkersOf } from '../parties.ts';
import { findable } from '../search.ts';
import { RecordingFacts } from '../recorded.ts';
import { Steering } from '../steering/steering.ts';
import { answeredLeg, isAnswered, isEnded, isPlaced, isRefused } from '../standing.ts';
import { markHandled } from './handled.ts';
import { append, isErased } from './ledger.ts';
import { personOf } from './people.ts';
import { keepFindable } from './search.ts';

/** A conversation as it is kept: the folded facts, and what people added. */
export interface KeptConversation {
  place: number;
  isHandled: boolean;
  note: string;
  record: CallRecord;
  steering: Steering | null;
  recordings: RecordingFacts[];
}

export type Stored = {
  id: number;
  is_handled: number;
  note: string;
  record: string;
  steering: string | null;
  recordings: string;
};
export const COLUMNS = `id, is_handled, note, record, steering, (
  SELECT json_group_array(
    json_object('sid', sid, 'startedAt', started_at, 'seconds', seconds, 'present', json(present)))
  FROM recording WHERE place = conversation.id AND is_erased = 0) AS recordings`;
const SETTLED_AFTER_MS = 60_000;

/** What of the facts stands in columns of its own, for lists and for the alarm. */
export type Listed = {
  line: string;
  kind: 'inbound' | 'outbound' | 'internal';
  number: E164 | null;
  caller: PersonId | null;
  callee: PersonId | null;
  others: string | null;
  started_at: number;
  is_live: number;
  is_missed: number;
  ask_at: number | null;
};
export const LISTED = [
  'line',
  'kind',
  'number',
  'caller',
  'callee',
  'others',
  'started_at',
  'is_live',
  'is_missed',
  'ask_at',
] as const;

/** Adds an event to the ledger and folds it into its conversation. False when it is stale, or tells nothing new. */
export function record(sql: SqlStorage, event: CallEvent): boolean {
  const [row] = sql.exec<Listed & { record: string }>(
    `SELECT ${LISTED.join(', ')}, record FROM conversation WHERE call_sid = ?`,
    event.callSid,
  );
  const known = row && recordOf(row.record);
  if (isStale(known, event) || (!known && isErased(sql, event.callSid))) return false;
  const next = fold(known, event);
  const text = JSON.stringify(next);
  if (!next || text === row?.record) return false;
  const change = { topic: 'calls', subject: event.callSid, at: event.at, body: event } as const;
  if (append(sql, { ...change, key: keyOf(event), name: newNameIn(event, known) }) === null) return false;
  const listed = save(sql, next, text, row && known && { listed: row, record: known });
  if (isPlaced(next) && !(known && isPlaced(known))) markHandled(sql, listed, event.at);
  return true;
}

/** Another name by which the call can be found from now on. */
function newNameIn(event: CallEvent, known: CallRecord | undefined): string | null {
  if (event.type === 'dialed') return event.attempt;
  return event.type === 'leg' && !known?.legs[event.legSid] ? event.legSid : null;
}

/** What makes an event the same when Twilio tells it again: its leg and its step. */
function keyOf(event: CallEvent): string {
  switch (event.type) {
    case 'dialed':
    case 'received':
    case 'untold':
    case 'unplaced':
      return `${event.type}:${event.callSid}`;
    case 'dial-ended':
      return `dial:${event.callSid}:${String(event.generation)}:${String(event.round)}`;
    case 'leg':
      return `${event.isAsked ? 'asked' : 'leg'}:${event.legSid}:${event.leg.status}`;
    case 'root':
      return `${event.isAsked ? 'asked' : 'leg'}:${event.callSid}:${event.leg.status}`;
    case 'steered':
    case 'transferred':
      return `${event.type}:${event.callSid}:${String(event.generation)}`;
    case 'hung-up':
      return `hung-up:${event.legSid}`;
    case 'declined':
      return `declined:${event.callSid}:${event.person}`;
  }
}

/** The one door by which a conversation's facts are stored, as they are and as `text`. */
export function save(
  sql: SqlStorage,
  next: CallRecord,
  text: string,
  known?: { listed: Listed; record: CallRecord },
): Listed {
  const listed = listedOf(sql, next);
  const place = known ? update(sql, next.callSid, text, listed, known) : insert(sql, next.callSid, text, listed);
  const { number, caller, callee, others } = listed;
  const people = [caller, callee, answererOf(sql, next), ...(others?.trim().split(' ') ?? [])];
  keepFindable(sql, place, findable(number ?? addressOf(next), people));
  return listed;
}

function insert(sql: SqlStorage, callSid: CallSid, text: string, listed: Listed): number {
  return sql
    .exec<{ id: number }>(
      `INSERT INTO conversation (call_sid, record, ${LISTED.join(', ')}) VALUES (?, ?${', ?'.repeat(LISTED.length)})
       RETURNING id`,
      callSid,
      text,
      ...LISTED.map((column) => listed[column]),
    )
    .one().id;
}

/** A column that stays as it is costs its indexes nothing. */
function update(
  sql: SqlStorage,
  callSid: CallSid,
  text: string,
  listed: Listed,
  known: { listed: Listed; record: CallRecord },
): number {
  // Who stopped counting as alive does not come back, but for whom we turned away and talk with all the same; when to ask changes
  // with what is known, not with each event.
  const now = {
    ...listed,
    is_live: isRefused(known.record) ? listed.is_live : Math.min(known.listed.is_live, listed.is_live),
    ask_at: askAt(known.record) === listed.ask_at ? known.listed.ask_at : listed.ask_at,
  };
  const changed = LISTED.filter((column) => now[column] !== known.listed[column]);
  return sql
    .exec<{ id: number }>(
      `UPDATE conversation SET ${changed.map((column) => `${column} = ?, `).join('')}record = ? WHERE call_sid = ?
       RETURNING id`,
      ...changed.map((column) => now[column]),
      text,
      callSid,
    )
    .one().id;
}

/** The other end as it was written, when it is no number. */
function addressOf({ root, destination }: CallRecord): string {
  if (destination?.kind === 'blocked') return destination.dialed;
  return destination || root.from?.startsWith('client:') ? '' : (root.from ?? '');
}

/** Who of us answered. */
function answererOf(sql: SqlStorage, record: CallRecord): PersonId | null {
  const identity = identityOf(answeredLeg(record)?.to ?? null);
  return identity && personOf(sql, identity);
}

function listedOf(sql: SqlStorage, record: CallRecord): Listed {
  const parties = partiesOf(sql, record);
  const isOver = isEnded(record);
  const isMissed = parties.kind !== 'outbound' && isOver && !isAnswered(record) && !isRefused(record);
  return {
    ...parties,
    others: parties.kind === 'internal' ? othersOf(sql, record, parties) : null,
    line: lineOf(record) ?? '',
    started_at: record.startedAt,
    is_live: isOver ? 0 : 1,
    is_missed: isMissed ? 1 : 0,
    ask_at: askAt(record),
  };
}

/** Who else of us came to a call between two of us: each between spaces, null when nobody did. */
function othersOf(
  sql: SqlStorage,
  record: CallRecord,
  { caller, callee }: Pick<Listed, 'caller' | 'callee'>,
): string | null {
  const others = talkersOf(record, (identity) => personOf(sql, identity));
  for (const party of [caller, callee]) if (party) others.delete(party);
  return others.size === 0 ? null : ` ${[...others].join(' ')} `;
}

/** Who speaks with whom, for lists. Calls between two of us are `internal`. */
function partiesOf(
  sql: SqlStorage,
  { root, destination, isReceived }: CallRecord,
): Pick<Listed, 'kind' | 'number' | 'caller' | 'callee'> {
  const from = v.safeParse(Identity, root.from?.replace(/^client:/, ''));
  const caller = from.success ? personOf(sql, from.output) : null;
  const outside = (address: string | null): E164 | null => {
    const number = v.safeParse(E164, address);
    return number.success ? number.output : null;
  };
  switch (destination?.kind) {
    case 'device':
      return { kind: 'internal', number: null, caller, callee: personOf(sql, destination.identity) };
    case 'person':
      return { kind: 'internal', number: null, caller, callee: destination.person };
    case 'number':
      return { kind: 'outbound', number: destination.number, caller, callee: null };
    case 'blocked':
      return { kind: insider(destination.dialed) ? 'internal' : 'outbound', number: null, caller, callee: null };
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
 * when nobody told, unless it was passed on. The minute keeps a device that does not play by this from having more calls at once than we allow.
 */
export function settleOlderCalls(sql: SqlStorage, from: Identity, now: number): void {
  sql.exec(
    `UPDATE conversation SET is_live = 0 WHERE is_live = 1 AND started_at <= ? AND record ->> '$.root.from' = ?
     AND record ->> '$.generation' = 0`,
    now - SETTLED_AFTER_MS,
    `client:${from}`,
  );
}

/** A row as it is kept. */
export function kept({ id, is_handled, note, record, steering, recordings }: Stored): KeptConversation {
  return {
    place: id,
    isHandled: is_handled === 1,
    note,
    record: recordOf(record),
    steering: steering === null ? null : v.parse(Steering, JSON.parse(steering)),
    recordings: recordings === '[]' ? [] : v.parse(v.array(RecordingFacts), JSON.parse(recordings)),
  };
}

/** The facts as they are stored. */
export function recordOf(text: string): CallRecord {
  return v.parse(CallRecord, JSON.parse(text));
}
