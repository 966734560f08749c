import type { DialOptions } from '../twilio/twiml.ts';
import { LIMITS } from '../dialplan.ts';
import type { CallSid } from '../protocol.ts';

/**
 * Which of several groups of devices a Dial rings, one after the other. `isCopy`: by KV's copy of who rings, not by the object's plan.
 * `isNoticed`: the caller was told that the call is recorded.
 */
export interface Round {
  number: number;
  of: number;
  isCopy: boolean;
  isNoticed: boolean;
}

/** Everybody at once. */
export const ONE_ROUND: Round = { number: 0, of: 1, isCopy: false, isNoticed: false };

/** The `action` of every Dial, without its query. */
export function dialEndedUrl(publicUrl: string): string {
  return `${publicUrl}/twiml/dial-ended`;
}

/** Where Twilio reports on a Dial: absolute, as it signs them. `generation` tells a Dial from the ones it replaced. */
export function dialOptions(publicUrl: string, ringSeconds: number, round = ONE_ROUND, generation = 0): DialOptions {
  const query = new URLSearchParams({ g: String(generation) });
  if (round.of > 1) {
    query.set('r', String(round.number));
    query.set('of', String(round.of));
    if (round.isCopy) query.set('by', 'copy');
  }
  if (round.isNoticed) query.set('n', '1');
  return {
    actionUrl: `${dialEndedUrl(publicUrl)}?${query.toString()}`,
    statusCallbackUrl: `${publicUrl}/events/call${round.isNoticed ? '?n=1' : ''}`,
    ringSeconds,
    timeLimitSeconds: LIMITS.timeLimitSeconds,
  };
}

/**
 * What `dialOptions` put into the query of an `action`; null when it was not we who wrote it. `call`: the conversation, when the
 * leg that asks is not its root.
 */
export function dialOf(
  query: (name: string) => string | undefined,
): { generation: number; round: Round; call: string | undefined } | null {
  const [g, r, of] = [query('g') ?? '', query('r') ?? '0', query('of') ?? '1'];
  if (![g, r, of].every((count) => /^\d{1,9}$/.test(count))) return null;
  return {
    generation: Number(g),
    round: { number: Number(r), of: Number(of), isCopy: query('by') === 'copy', isNoticed: query('n') === '1' },
    call: query('call'),
  };
}

/** What says that the call is recorded: `of` is the call that whoever answers is to be joined to, or tells one notice in a room from another. */
export function noticeUrl(publicUrl: string, of: { call: CallSid } | { since: number }): string {
  const query = 'call' in of ? { call: of.call } : { since: String(of.since) };
  return `${publicUrl}/twiml/notice?${new URLSearchParams(query).toString()}`;
}

/** Asked once the notice was heard to its end, by whoever answered the call. */
export function noticedUrl(publicUrl: string, call: CallSid): string {
  return `${publicUrl}/twiml/noticed?${new URLSearchParams({ call }).toString()}`;
}

/** Where Twilio reports on what is recorded of a call. */
export function recordingEventsUrl(publicUrl: string, call: CallSid): string {
  return `${publicUrl}/events/recording?${new URLSearchParams({ call }).toString()}`;
}
