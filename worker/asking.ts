import * as v from 'valibot';
import { FORGOTTEN_AFTER_MS } from './conversation.ts';
import { type CallEvent, type CallRecord, isFinal } from './history.ts';
import { CallSid } from './protocol.ts';
import { answeredLeg, answerOf, isEnded, isWhole, lastDial } from './standing.ts';
import type { RestCall } from './twilio/rest.ts';

/** When Twilio is asked about a call that it stopped telling of, and what its answer tells. Times are milliseconds. */

/** The callbacks of a leg come within seconds; after this long nothing more is coming by itself. */
const LATE_MS = 60_000;
/** Longer than any round rings. */
const RINGING_MS = 90_000;
const TALKING_MS = 15 * 60_000;
/** Of a call that is over only some leg's end is unknown: at some point that is let be. */
const TRIES = 6;

/** When there will be something to ask, by what is known; null when all of it is told. */
export function askAt(record: CallRecord): number | null {
  if (isWhole(record)) return null;
  const { startedAt, root } = record;
  if (isEnded(record)) return (root.endedAt ?? lastDial(record)?.endedAt ?? startedAt) + LATE_MS;
  const answered = answeredLeg(record);
  const quietUntil = answered
    ? (answerOf(answered) ?? startedAt) + TALKING_MS
    : startedAt + RINGING_MS * Math.max(1, record.rounds.length);
  return Math.min(quietUntil, forgottenAt(record));
}

/** When to ask again after Twilio answered; null when it has said all it knows. */
export function askAgainAt(record: CallRecord, now: number): number | null {
  if (isEnded(record)) return null;
  return Math.min(now + (answeredLeg(record) ? TALKING_MS : RINGING_MS), Math.max(now, forgottenAt(record)));
}

/** When to try again after Twilio could not be asked for the `tries`-th time; null when it is let be. */
export function retryAt(record: CallRecord, tries: number, now: number): number | null {
  if (isEnded(record)) return tries < TRIES ? now + pause(tries) : null;
  return Math.min(now + pause(tries), Math.max(now, forgottenAt(record)));
}

function pause(tries: number): number {
  return Math.min(LATE_MS * 2 ** (tries - 1), TALKING_MS);
}

/** From when on a call is over, whether its end was told or not. */
export function forgottenAt({ startedAt }: CallRecord): number {
  return startedAt + FORGOTTEN_AFTER_MS;
}

/** What Twilio answered of one leg of the call `root`, as if it had told by itself. */
export function asked(root: CallSid, call: RestCall, now: number): CallEvent {
  const { sid, status, from, to, duration, date_created: createdAt, start_time: startAt, end_time: endAt } = call;
  const told = isFinal(status) ? endAt : status === 'in-progress' ? startAt : createdAt;
  const leg = {
    ...{ status, from, to, sipCode: null, durationSeconds: duration },
    ...(createdAt === null ? {} : { startedAt: createdAt }),
  };
  const legSid = v.parse(CallSid, sid);
  const event = { callSid: root, at: told ?? now, leg, isAsked: true } as const;
  return legSid === root ? { ...event, type: 'root' } : { ...event, type: 'leg', legSid };
}
