import { type CallRecord, isFinal } from './history.ts';
import { identityOf } from './parties.ts';
import type { Identity } from './protocol.ts';
import { answeredLeg } from './standing.ts';

/** The device that may answer a call, until when (milliseconds). */
export interface Grant {
  to: Identity;
  until: number;
}

/** How long a device has from being allowed to answer until Twilio says that it did. */
const GRANT_MS = 8000;

/**
 * One winner: whether `asking` may answer now. The first to ask may, and again while it may; everybody else hears who it is,
 * until its time is over or the network says that its leg failed. Whoever answered keeps the call.
 */
export function askToAnswer(
  record: CallRecord,
  held: Grant | null,
  asking: Identity,
  now: number,
): { grant: Grant } | { grant: null; winner: Identity } {
  const winner = winnerOf(record, held, now);
  if (winner !== null && winner !== asking) return { grant: null, winner };
  return { grant: { to: asking, until: now + GRANT_MS } };
}

/** Who has the call now, or may have it; null: whoever asks first. */
export function winnerOf(record: CallRecord, held: Grant | null, now: number): Identity | null {
  const answered = identityOf(answeredLeg(record)?.to ?? null);
  const isHeld = held !== null && now < held.until && !hasFailed(record, held.to);
  return answered ?? (isHeld ? held.to : null);
}

/** Whether a device was rung and is out of it: every leg of it ended. */
function hasFailed({ legs }: CallRecord, identity: Identity): boolean {
  const own = Object.values(legs).filter(({ to }) => identityOf(to) === identity);
  return own.length > 0 && own.every(({ status }) => isFinal(status));
}

/** SIDs of the legs that ring now at one of these devices. */
export function ringingLegs({ legs }: CallRecord, isTheirs: (identity: Identity) => boolean): string[] {
  return Object.entries(legs).flatMap(([sid, { to, status }]) => {
    const identity = identityOf(to);
    const isRinging = status === 'queued' || status === 'initiated' || status === 'ringing';
    return isRinging && identity !== null && isTheirs(identity) ? [sid] : [];
  });
}
