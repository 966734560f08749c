import * as v from 'valibot';
import { conversation, type Viewer } from '../conversation.ts';
import { type Attempt, type CallSid, type Identity, Quality } from '../protocol.ts';
import { tookPart, worseOf } from '../quality.ts';
import { conversationByAnyName } from './conversations.ts';
import { append } from './ledger.ts';

/** How a call sounded at its worst, as devices of ours told; null when none did. */
export function qualityOf(sql: SqlStorage, place: number): Quality | null {
  const { quality } = sql
    .exec<{ quality: string | null }>('SELECT quality FROM conversation WHERE id = ?', place)
    .one();
  return quality === null ? null : v.parse(Quality, JSON.parse(quality));
}

/** Keeps the worse of what is known and what is told. False when this device talked in no such call. */
export function keepQuality(
  sql: SqlStorage,
  name: CallSid | Attempt,
  told: Quality,
  viewer: Viewer,
  now: number,
): boolean {
  const kept = conversationByAnyName(sql, name);
  if (!kept || viewer.identity === null || !conversation(kept, viewer, now)) return false;
  if (!tookPart(kept.record, viewer.identity) && !hasGrant(sql, kept.place, viewer.identity)) return false;
  const known = qualityOf(sql, kept.place);
  const worse = JSON.stringify(known === null ? told : worseOf(known, told));
  if (worse === JSON.stringify(known)) return true;
  sql.exec('UPDATE conversation SET quality = ? WHERE id = ?', worse, kept.place);
  append(sql, { topic: 'calls', subject: kept.record.callSid, at: now });
  return true;
}

/** Whether it was this device's to answer: that it did may not have been told yet. */
function hasGrant(sql: SqlStorage, place: number, identity: Identity): boolean {
  return sql.exec('SELECT 1 FROM conversation WHERE id = ? AND granted_to = ?', place, identity).toArray().length > 0;
}
