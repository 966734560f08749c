import * as v from 'valibot';
import { askToAnswer, type Grant, ringingLegs, winnerOf } from '../answering.ts';
import { conversation, type Viewer } from '../conversation.ts';
import type { Winner } from '../problem.ts';
import { CallSid, Identity } from '../protocol.ts';
import { conversationByAnyName, type KeptConversation, record } from './conversations.ts';

/** A call that came to this viewer, by the SID of its root or of any of its legs. */
function callFor(sql: SqlStorage, name: CallSid, viewer: Viewer, now: number): KeptConversation | null {
  const kept = conversationByAnyName(sql, name);
  return kept && conversation(kept, viewer, now)?.direction === 'inbound' ? kept : null;
}

/** A call that rings at a device of the viewer's after it was answered already. */
function joiningCall(sql: SqlStorage, name: CallSid, viewer: Viewer): KeptConversation | null {
  const kept = conversationByAnyName(sql, name);
  const isTheirs = (identity: Identity) => viewer.whoIs(identity)?.person === viewer.person;
  return kept && kept.record.generation > 0 && ringingLegs(kept.record, isTheirs).length > 0 ? kept : null;
}

function grantOf(sql: SqlStorage, place: number): Grant | null {
  const { granted_to: to, granted_until: until } = sql
    .exec<{ granted_to: string | null; granted_until: number | null }>(
      'SELECT granted_to, granted_until FROM conversation WHERE id = ?',
      place,
    )
    .one();
  return to === null || until === null ? null : { to: v.parse(Identity, to), until };
}

function keepGrant(sql: SqlStorage, place: number, grant: Grant | null): void {
  const { to, until } = grant ?? { to: null, until: null };
  sql.exec('UPDATE conversation SET granted_to = ?, granted_until = ? WHERE id = ?', to, until, place);
}

/**
 * Asks for the one right to answer. `winner` names who has it: my device, or somebody else of us. A call that was answered already
 * and is to be joined is anybody's whom it rings. Null when no such call came to the viewer.
 */
export function askForGrant(
  sql: SqlStorage,
  name: CallSid,
  viewer: Viewer & { identity: Identity },
  now: number,
): { winner: Winner | null } | null {
  if (joiningCall(sql, name, viewer)) return { winner: null };
  const kept = callFor(sql, name, viewer, now);
  if (!kept) return null;
  const asked = askToAnswer(kept.record, grantOf(sql, kept.place), viewer.identity, now);
  if (asked.grant === null) return { winner: named(asked.winner, viewer) };
  keepGrant(sql, kept.place, asked.grant);
  return { winner: null };
}

/** Who has the call, or the right to answer it, other than the viewer. Null as above. */
export function winner(
  sql: SqlStorage,
  name: CallSid,
  viewer: Viewer & { identity: Identity },
  now: number,
): { winner: Winner | null } | null {
  const kept = callFor(sql, name, viewer, now);
  if (!kept) return null;
  const identity = winnerOf(kept.record, grantOf(sql, kept.place), now);
  return { winner: identity === null || identity === viewer.identity ? null : named(identity, viewer) };
}

function named(identity: Identity, viewer: Viewer): Winner {
  const who = viewer.whoIs(identity);
  const isMine = who?.person === viewer.person;
  return { by: (isMine ? who.device : who?.name || who?.device) ?? '', isMine };
}

/** The device does not answer after all. */
export function releaseGrant(sql: SqlStorage, name: CallSid, identity: Identity): void {
  const kept = conversationByAnyName(sql, name);
  if (kept && grantOf(sql, kept.place)?.to === identity) keepGrant(sql, kept.place, null);
}

/**
 * The viewer turns a call down on all their devices; gives the legs that still ring at their other ones. Null when no such call
 * came to them.
 */
export function decline(sql: SqlStorage, name: CallSid, viewer: Viewer, now: number): CallSid[] | null {
  const kept = callFor(sql, name, viewer, now) ?? joiningCall(sql, name, viewer);
  if (!kept) return null;
  record(sql, { type: 'declined', callSid: kept.record.callSid, at: now, person: viewer.person });
  const granted = grantOf(sql, kept.place);
  if (granted && viewer.whoIs(granted.to)?.person === viewer.person) keepGrant(sql, kept.place, null);
  const isOther = (identity: Identity) =>
    identity !== viewer.identity && viewer.whoIs(identity)?.person === viewer.person;
  return v.parse(v.array(CallSid), ringingLegs(kept.record, isOther));
}
