import { m } from '../../paraglide/messages.js';
import type { Control, Conversation, Party } from '../../../../worker/protocol.ts';
import { dayOf, durationOf } from '../time.ts';
import { blockWords } from '../words/blocks.ts';
import { answererName, historyWords } from '../words/calls.ts';

/** What a day is called above its calls; `ago` in days. */
export function dayTitle(iso: string, ago: number, nowMs: number, locale: string): string {
  if (ago <= 0) return m.today();
  if (ago === 1) return m.yesterday();
  const day = dayOf(iso, nowMs, locale);
  return day.charAt(0).toLocaleUpperCase(locale) + day.slice(1);
}

/** The one line of truth under a name: how long it was, where it was answered, or why it was not. */
export function truthOf(call: Conversation, locale: string, name: (party: Party) => string): string {
  if (call.control !== null) return liveWords(call.control, call.transferredTo, name);
  if (call.transferredTo !== null) return m.state_transferred({ party: name(call.transferredTo) });
  if (call.state === 'blocked' && call.blockReason !== null) return blockWords[call.blockReason]();
  if (call.answeredBy !== null && !call.answeredBy.isHere) {
    const name = answererName(call.answeredBy);
    return call.answeredBy.isMe ? m.state_answered_on({ device: name }) : m.state_answered_by({ name });
  }
  if (call.state === 'failed' && call.failure === 'not-in-service') return m.state_not_in_service();
  if (call.state === 'completed') {
    // Nobody told how long it was.
    if (call.talkSeconds === null) return m.call_ended();
    return m.state_completed({ duration: durationOf(call.talkSeconds, locale) });
  }
  return historyWords[call.state]();
}

/** Where a call goes on, and with whom. */
function liveWords({ on, isHeld }: Control, transferredTo: Party | null, name: (party: Party) => string): string {
  if (on !== null && !on.isHere) return m.state_live_on({ device: answererName(on) });
  if (on === null && transferredTo !== null) return m.state_goes_on_with({ party: name(transferredTo) });
  return isHeld ? m.on_hold() : m.state_in_progress();
}

/** A call for us that nobody of ours took. */
export const isMissed = (call: Conversation): boolean => call.direction === 'inbound' && call.state === 'missed';

/** What to dial to call this party, null when nobody can be. */
export function dialableOf(party: Party): string | null {
  switch (party.kind) {
    case 'number':
      return party.number;
    case 'device':
      return party.identity;
    case 'person':
      return `person:${party.id}`;
    case 'unknown':
      return party.dialed;
    case 'withheld':
      return null;
  }
}

/** The number dialled last, for Call on an empty field. */
export function lastDialed(calls: readonly Conversation[]): string | null {
  for (const { direction, party } of calls) {
    if (direction === 'outbound' && party.kind === 'number') return party.number;
    if (direction === 'outbound' && party.kind === 'unknown' && party.dialed !== '') return party.dialed;
  }
  return null;
}
