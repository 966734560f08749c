import { type CallRecord, type DialStatus, isFinal, type Leg } from './history.ts';

/** Where a conversation stands, as far as its facts tell. What is ended or answered stays so, whatever is told after. */

/** Whether nothing of the conversation is alive any more. */
export function isEnded(record: CallRecord): boolean {
  if (record.untoldAt !== null || isRefused(record)) return true;
  const isRootOver = isFinal(record.root.status);
  // Once it was redirected, a call lives for as long as any leg of it.
  if (record.generation > 0) return isRootOver && Object.values(record.legs).every(({ status }) => isFinal(status));
  return isRootOver || Object.values(record.dials).some(isEnd);
}

/** Whether we refused it ourselves: a call of ours that may not go out, or could not be decided in time, or one from a blocked number. */
export function isRefused(record: CallRecord): boolean {
  return isBlocked(record) || record.isUnplaced;
}

/** Whether there is a rule that forbids it. */
export function isBlocked(record: CallRecord): boolean {
  return record.destination?.kind === 'blocked' || isTurnedAway(record);
}

/** Whether it is from a blocked number. Whoever talks with them all the same was rung before we could say so. */
export function isTurnedAway(record: CallRecord): boolean {
  return record.isTurnedAway && !isAnswered(record);
}

/** Whether Twilio dialled for one of us: what we decide is not yet done. */
export function isPlaced({ destination, legs, dials }: CallRecord): boolean {
  return destination !== null && (Object.keys(legs).length > 0 || Object.keys(dials).length > 0);
}

type Dial = CallRecord['dials'][string];

/** After an answered Dial, or the last one, nobody else is rung. */
function isEnd(dial: Dial): boolean {
  return dial.isLast || isJoined(dial.status);
}

/** Whether a Dial that ended so had joined two parties: `answered` is what Twilio says after a conference. */
export function isJoined(status: DialStatus): boolean {
  return status === 'completed' || status === 'answered';
}

/** The Dial that was rung last of those that are over. */
export function lastDial({ dials }: CallRecord): Dial | null {
  const rounds = Object.keys(dials).map(Number);
  return dials[Math.max(...rounds)] ?? null;
}

/** Whether the two parties were ever joined. */
export function isAnswered(record: CallRecord): boolean {
  return Object.values(record.dials).some(({ status }) => isJoined(status)) || answeredLeg(record) !== null;
}

/**
 * The leg that was picked up, the first if there are two. A leg that was ended while it rang is `completed` too, without
 * having lasted: it counts only when a Dial says that somebody answered and no other leg did.
 */
export function answeredLeg(record: CallRecord): Leg | null {
  const sid = answeredLegSid(record);
  return (sid !== null && record.legs[sid]) || null;
}

/** As above, its SID. */
export function answeredLegSid(record: CallRecord): string | null {
  const legs = Object.entries(record.legs).sort(([a], [b]) => (a < b ? -1 : 1));
  const isOver = (leg: Leg) => leg.status === 'completed';
  const answered = legs.filter(([, leg]) => isPickedUp(leg));
  const isToldByDial = answered.length === 0 && Object.values(record.dials).some(({ status }) => isJoined(status));
  const candidates = isToldByDial ? legs.filter(([, leg]) => isOver(leg)) : answered;
  const [first] = candidates.sort(([, a], [, b]) => (answerOf(a) ?? Infinity) - (answerOf(b) ?? Infinity));
  return first?.[0] ?? null;
}

/** Whether somebody talked at this leg. */
export function isPickedUp({ status, answeredAt, durationSeconds }: Leg): boolean {
  return answeredAt !== null || (status === 'completed' && (durationSeconds ?? 0) > 0);
}

/** When a leg was answered, as told or as its end and its length say. Milliseconds. */
export function answerOf(leg: Leg): number | null {
  if (leg.answeredAt !== null) return leg.answeredAt;
  return leg.endedAt === null || leg.durationSeconds === null ? null : leg.endedAt - leg.durationSeconds * 1000;
}

/** Whether the end of every leg that was heard of has been told, so that nothing is left to ask Twilio. */
export function isWhole(record: CallRecord): boolean {
  if (isRefused(record) || record.untoldAt !== null) return true;
  const legs = Object.values(record.legs);
  const isAnswererKnown = !isAnswered(record) || answeredLeg(record) !== null;
  return isFinal(record.root.status) && legs.every(({ status }) => isFinal(status)) && isAnswererKnown;
}
