import * as v from 'valibot';
import type { Viewer } from './conversation.ts';
import type { CallRecord } from './history.ts';
import { answererOf, recordedLine, targetOf } from './parties.ts';
import { type Control, E164, type Party } from './protocol.ts';
import { holderOf, isBusyWithFar, type Steering, steeringOf } from './steering/steering.ts';

/** What can be done to a call that goes on, as one person reads it; null when it is over or nobody answered. */
export function controlOf(
  { record, steering }: { record: CallRecord; steering: Steering | null },
  viewer: Viewer,
  isOver: boolean,
): Control | null {
  const now = isOver ? null : (steering ?? steeringOf(record));
  if (!now) return null;
  const { ours, far, task, guest } = now;
  const isFar = far.identity !== null && far.identity === viewer.identity;
  const on = answererOf(client((isFar ? far.identity : ours?.identity) ?? null), viewer);
  const holder = holderOf(now);
  const isMine = holder !== null && viewer.whoIs(holder)?.person === viewer.person;
  // Who is held by a colleague waits, and can do no more about it than anybody outside.
  const isTheirs = isFar && isBusyWithFar(now);
  return {
    on: isTheirs ? answererOf(client(ours?.identity ?? null), viewer) : on,
    far: farOf(record, isFar ? ours : far, viewer),
    isHeld: now.isHeld && !isFar,
    task: task?.kind ?? null,
    guest: guest && !isFar ? { party: targetOf(guest.to, viewer), stage: guest.stage } : null,
    failure: now.failure,
    canTake: isMine && on?.isHere !== true && guest === null && viewer.identity !== null,
    recording: recordingOf(now),
    mayRecord: viewer.mayRecord(recordedLine(record)),
  };
}

/** One leg takes another's place when somebody hangs up while the others talk on: whom the call began with has gone then. */
function farOf(record: CallRecord, side: Steering['far'] | null, viewer: Viewer): Party | null {
  const first = steeringOf(record);
  if (side === null || first === null || side.leg === first.far.leg || side.leg === first.ours?.leg) return null;
  if (side.identity !== null) return targetOf({ kind: 'device', identity: side.identity }, viewer);
  const number = v.safeParse(E164, record.legs[side.leg]?.to);
  return number.success ? { kind: 'number', number: number.output } : null;
}

function recordingOf({ recording }: Steering): Control['recording'] {
  if (recording === null) return null;
  if (recording.stage !== 'on') return 'notice';
  return recording.isTaking ? 'on' : 'paused';
}

const client = (identity: string | null) => identity && `client:${identity}`;
