import type { Conversation, Party } from '../../../../worker/protocol.ts';
import { dayNumber } from '../time.ts';

/** One row of Recents: a call, or several in a row with the same party that went the same way on the same day; newest first. */
export interface Group {
  /** Stays the same while newer calls join. */
  key: string;
  calls: readonly [Conversation, ...Conversation[]];
  /** How many days ago it began. */
  ago: number;
  isFirstOfDay: boolean;
}

/** Groups calls, newest first, as this browser's calendar has their days. */
export function groupsOf(calls: readonly Conversation[], nowMs: number): Group[] {
  const groups: { calls: [Conversation, ...Conversation[]]; ago: number; kind: string | null }[] = [];
  const today = dayNumber(nowMs);
  for (const call of calls) {
    const ago = today - dayOf(call);
    const kind = kindOf(call);
    const last = groups.at(-1);
    if (last && kind !== null && last.kind === kind && last.ago === ago) last.calls.push(call);
    else groups.push({ calls: [call], ago, kind });
  }
  return groups.map(({ calls, ago }, n) => ({
    key: calls.at(-1)?.callSid ?? '',
    calls,
    ago,
    isFirstOfDay: groups[n - 1]?.ago !== ago,
  }));
}

/** What calls of one row share; null for a call that stands alone: it goes on, or nobody knows with whom it was. */
function kindOf(call: Conversation): string | null {
  const party = partyKey(call.party);
  if (party === null || goesOn(call)) return null;
  return [party, call.direction, call.state === 'missed', call.line].join(' ');
}

/** Whether it still rings or is talked, also by others of us. Its last word may come later than its end. */
export const goesOn = ({ state, control }: Conversation): boolean =>
  state === 'ringing' || state === 'in-progress' || control !== null;

function partyKey(party: Party): string | null {
  switch (party.kind) {
    case 'number':
      return party.number;
    case 'person':
      return `person ${party.id}`;
    case 'device':
      return `device ${party.identity}`;
    case 'unknown':
      return `dialed ${party.dialed}`;
    case 'withheld':
      return null;
  }
}

/** Reading a date takes longer than all else here, and a long list is grouped again with each page. */
const days = new WeakMap<Conversation, number>();

function dayOf(call: Conversation): number {
  const known = days.get(call);
  if (known !== undefined) return known;
  const day = dayNumber(call.startedAt);
  days.set(call, day);
  return day;
}
