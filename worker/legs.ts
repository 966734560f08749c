import type { Viewer } from './conversation.ts';
import { identityOf } from './parties.ts';
import type { CallRecord, Leg } from './history.ts';
import { iso } from './iso.ts';
import { CallSid, type LegView } from './protocol.ts';
import * as v from 'valibot';

/** The legs of a call as its detail shows them: the one that dialled, then those that were rung, who answered first. */
export function legsOf(record: CallRecord, viewer: Viewer): LegView[] {
  const rung = Object.entries(record.legs).map(([sid, leg]) => legView(v.parse(CallSid, sid), leg, leg.to, viewer));
  const root = legView(record.callSid, record.root, record.root.from, viewer);
  return [{ ...root, startedAt: iso(record.startedAt) }, ...rung.toSorted(answeredFirst)];
}

function legView(callSid: CallSid, leg: Leg, address: string | null, viewer: Viewer): LegView {
  return {
    callSid,
    name: nameOf(address, viewer),
    status: leg.status,
    sipCode: leg.sipCode,
    startedAt: null,
    answeredAt: iso(leg.answeredAt),
    endedAt: iso(leg.endedAt),
    seconds: leg.durationSeconds,
  };
}

function nameOf(address: string | null, viewer: Viewer): string {
  const identity = identityOf(address);
  const who = identity && viewer.whoIs(identity);
  if (!who) return identity ?? address ?? '';
  return who.name === '' ? who.device : `${who.name} · ${who.device}`;
}

function answeredFirst(a: LegView, b: LegView): number {
  const rank = (leg: LegView): string => `${leg.answeredAt ?? 'never'} ${leg.name} ${leg.callSid}`;
  return rank(a) < rank(b) ? -1 : 1;
}
