import * as v from 'valibot';
import type { Viewer } from '../conversation.ts';
import { route } from '../dialplan.ts';
import { type CallEvent, type CallRecord, isFinal } from '../history.ts';
import { addressOf, identityOf, recordedLine } from '../parties.ts';
import type { DialEnd, LegOrigin } from '../ports.ts';
import type { About, HangUp, NoticeToldOf, RoomToldOf, Steered, SteerRequest, Undone } from '../ports/steering.ts';
import type { RecordingToldOf } from '../ports/recordings.ts';
import { CallSid, type Identity, type SteerInput } from '../protocol.ts';
import type { Command, Step } from '../steering/commands.ts';
import { isJoined } from '../standing.ts';
import { afterDial, afterLeg, afterRoom, type Moment } from '../steering/heard.ts';
import { asked } from '../steering/asked.ts';
import { afterNotice, afterRecording, recordFromAnswer, settled } from '../steering/recording.ts';
import { holderOf, seenFrom, type Steering, steeringOf } from '../steering/steering.ts';
import { notDone } from '../steering/undo.ts';
import { watch, watchAt } from '../steering/watch.ts';
import { nameOfNumber } from './contacts.ts';
import {
  conversationByAnyName,
  conversationBySid,
  type KeptConversation,
  liveConversations,
  record,
} from './conversations.ts';
import { ringSet } from './devices.ts';
import { append } from './ledger.ts';
import { identitiesOf, whoByIdentity } from './people.ts';
import { askSoon, isKnown, keepPresent, keepRecording } from './recordings.ts';

type LegEvent = Extract<CallEvent, { type: 'leg' | 'root' }>;

/** What is done to calls that were answered: decided by `steering/`, kept with the conversation. What is promised is said in `ports/steering.ts`. */

export function steer(sql: SqlStorage, { name, intent, lines, now }: SteerRequest, viewer: Viewer): Steered | null {
  const kept = conversationByAnyName(sql, name);
  if (!kept || viewer.identity === null) return null;
  const { callSid } = kept.record;
  const known = read(kept);
  const before = known && seenFrom(known, viewer.identity);
  if (!before) return intent.does === 'hang-up' ? nothing(callSid, about(sql, kept, known)) : null;
  if (!mayAsk(sql, before, intent, viewer)) return null;
  const line = lines.find(({ number }) => number === kept.record.line) ?? lines[0];
  if (intent.does === 'record' && !viewer.mayRecord(recordedLine(kept.record)))
    return { ...nothing(callSid, about(sql, kept, known)), refused: 'forbidden' };
  const ring = ringSet(sql, now);
  const to =
    'to' in intent
      ? route(intent.to, viewer.identity, line, {
          activeIdentities: new Set(ring),
          identitiesOf: (person) => identitiesOf(sql, person, ring),
          // The call is one of them already, and stays one.
          liveConversations: liveConversations(sql, callSid, now),
        })
      : null;
  if (intent.does === 'move' && !isTheirs(intent.device, viewer, ring))
    return { ...nothing(callSid, about(sql, kept, known)), refused: 'unknown-device' };
  if (to?.kind === 'blocked') return { ...nothing(callSid, about(sql, kept, known)), refused: to.reason };
  const asks = asked(before, intent, to, { by: viewer.identity, at: now });
  if (!asks) return { ...nothing(callSid, about(sql, kept, known)), refused: 'not-now' };
  return keep(sql, kept, asks, now);
}

/** Whoever is on the call steers it; from elsewhere the same person can take it or end it, and anybody ends one without any of us. */
function mayAsk(sql: SqlStorage, now: Steering, intent: SteerInput, viewer: Viewer): boolean {
  if (now.ours?.identity === viewer.identity) return true;
  const holder = holderOf(now);
  const isMine = holder !== null && whoByIdentity(sql).get(holder)?.person === viewer.person;
  switch (intent.does) {
    case 'move':
      return isMine;
    case 'hang-up':
      return isMine || holder === null;
    default:
      return false;
  }
}

function isTheirs(identity: Identity, viewer: Viewer, ring: readonly Identity[]): boolean {
  return ring.includes(identity) && viewer.whoIs(identity)?.person === viewer.person;
}

/**
 * A device says that it hangs up, of which leg. Also of a call that was never steered. One that was passed on goes on without it; who
 * was about to be called back is not.
 */
export function hangUp(sql: SqlStorage, { legSid, ...request }: HangUp, viewer: Viewer): Steered | null {
  const { name, now } = request;
  const kept = conversationByAnyName(sql, name) ?? conversationByAnyName(sql, legSid);
  if (!kept || !isLegOf(kept.record, legSid, viewer)) return null;
  record(sql, { type: 'hung-up', callSid: kept.record.callSid, at: now, legSid });
  const known = read(kept);
  const before = known && viewer.identity && seenFrom(known, viewer.identity);
  const isCalledBack = before?.task?.kind === 'return' || before?.task?.kind === 'rescue';
  const isOurs = before?.ours?.leg === legSid;
  return isOurs || isCalledBack ? steer(sql, { ...request, intent: { does: 'hang-up' } }, viewer) : null;
}

/** Whether a leg is this device's, as far as anybody told. */
function isLegOf({ callSid, root, legs }: CallRecord, legSid: CallSid, { identity }: Viewer): boolean {
  const owner = identityOf((legSid === callSid ? root.from : legs[legSid]?.to) ?? null);
  return owner === null || owner === identity;
}

/** Twilio did not do what it was asked. */
export function failed(sql: SqlStorage, { callSid, what, command, now }: Undone): Steered | null {
  return next(sql, callSid, now, (before) => notDone(before, what, command));
}

/** The Dial of an answered call is over; null when the call ends as it began, or was never answered: then the plan of the line goes on. */
export function dialOver(sql: SqlStorage, end: DialEnd): Steered | null {
  const { callSid, at } = end;
  const kept = conversationBySid(sql, callSid);
  const before = kept && read(kept);
  if (!kept || !before || (before.generation === 0 && !isJoined(end.status))) return null;
  const { steering, instruction } = afterDial(before, end, moment(sql, kept, at));
  if (steering.generation === 0) return null;
  return { ...keep(sql, kept, { steering, commands: [] }, at), instruction };
}

/** A leg has another status. Of a call that is not steered it matters only when it is to be recorded. */
export function legTold(sql: SqlStorage, event: LegEvent, origin: LegOrigin, now: number): Steered | null {
  const kept = conversationBySid(sql, event.callSid);
  if (!kept) return null;
  const { generation, isGuest, isNoticed } = origin;
  const leg = event.type === 'leg' ? event.legSid : event.callSid;
  const { status, to } = event.leg;
  if (isFinal(status)) askSoon(sql, leg, now);
  if (!kept.steering) {
    const before = isNoticed && status === 'in-progress' ? read(kept) : null;
    return before && keep(sql, kept, recordFromAnswer(before, now), now);
  }
  const change = { leg, generation, isGuest, identity: identityOf(to), status, isFinal: isFinal(status) };
  return keep(sql, kept, afterLeg(kept.steering, change, moment(sql, kept, now)), now);
}

/** Somebody came into the room of a call or left it. */
export function roomTold(sql: SqlStorage, { callSid, now, ...change }: RoomToldOf): Steered | null {
  return next(sql, callSid, now, (before, kept) => afterRoom(before, change, moment(sql, kept, now)));
}

/** Everybody in the room of a call heard the notice, or did not. */
export function noticeTold(sql: SqlStorage, { callSid, now, ...notice }: NoticeToldOf): Steered | null {
  return next(sql, callSid, now, (before) => afterNotice(before, notice, now));
}

/** A recording of a call has begun, or is over. */
export function recordingTold(sql: SqlStorage, told: RecordingToldOf): Steered | null {
  const { callSid, sid, leg, status, now } = told;
  const isOver = status !== 'in-progress';
  const kept = conversationBySid(sql, callSid);
  const before = kept && read(kept);
  // What is told late of one that is known already is no news.
  const isNews = isOver || before?.recording?.sid === sid || !isKnown(sql, sid);
  const step = before && isNews ? afterRecording(before, { sid, leg, isOver }) : null;
  const isUnwanted = step?.commands.some((command) => command.do === 'stop-recording') === true;
  keepRecording(sql, told, isUnwanted);
  return kept && step ? keep(sql, kept, step, now) : null;
}

/** When the first call is to be looked after; null when none is. */
export function nextWatchAt(sql: SqlStorage): number | null {
  return sql
    .exec<{ at: number | null }>('SELECT min(watch_at) AS at FROM conversation WHERE watch_at IS NOT NULL')
    .one().at;
}

/** Looks after the calls whose time has come. */
export function watchAll(sql: SqlStorage, now: number): Steered[] {
  const rows = sql.exec<{ call_sid: string }>('SELECT call_sid FROM conversation WHERE watch_at <= ?', now).toArray();
  return rows.flatMap(({ call_sid }) => {
    const kept = conversationBySid(sql, v.parse(CallSid, call_sid));
    const before = kept?.steering;
    const due = before && watch(before, moment(sql, kept, now));
    return kept && before && due ? [keep(sql, kept, due, now)] : [];
  });
}

/** What follows for a call that is steered, or was answered. */
function next(
  sql: SqlStorage,
  callSid: CallSid,
  now: number,
  follows: (before: Steering, kept: KeptConversation) => Step,
): Steered | null {
  const kept = conversationBySid(sql, callSid);
  const before = kept && read(kept);
  return before ? keep(sql, kept, follows(before, kept), now) : null;
}

/** How a call is joined now: as it was kept, else as its facts tell. */
function read({ steering, record: known }: KeptConversation): Steering | null {
  return steering ?? steeringOf(known);
}

/** The one door by which the state of a steered call is stored; a change of it is told like every other. */
function keep(sql: SqlStorage, kept: KeptConversation, step: Step, at: number): Steered {
  const { steering, commands, passedOn } = settled(step);
  const { callSid } = kept.record;
  const steered = { ...nothing(callSid, about(sql, kept, steering)), commands, generation: steering.generation };
  const text = JSON.stringify(steering);
  keepPresent(sql, kept.steering?.recording ?? null, steering.recording, at);
  const isAsItBegan = kept.steering === null && commands.length === 0 && steering.generation === kept.record.generation;
  if (isAsItBegan || text === JSON.stringify(kept.steering)) return steered;
  const { generation } = steering;
  if (generation > kept.record.generation) record(sql, { type: 'steered', callSid, at, generation });
  else append(sql, { topic: 'calls', subject: callSid, at, body: { type: 'steered', generation } });
  if (passedOn) record(sql, { type: 'transferred', callSid, at, generation, to: passedOn });
  sql.exec('UPDATE conversation SET steering = ?, watch_at = ? WHERE id = ?', text, watchAt(steering), kept.place);
  return steered;
}

function nothing(callSid: CallSid, of: About): Steered {
  return { callSid, about: of, commands: [] as Command[], generation: 0, refused: null, instruction: null };
}

function moment(sql: SqlStorage, { record: known }: KeptConversation, at: number): Moment {
  const ring = ringSet(sql, at);
  const isSignedOut = (leg: CallSid) => {
    const identity = identityOf((leg === known.callSid ? known.root.from : known.legs[leg]?.to) ?? null);
    return identity !== null && !ring.includes(identity);
  };
  return {
    at,
    devicesOf(identity: Identity) {
      const person = whoByIdentity(sql).get(identity)?.person;
      return person ? identitiesOf(sql, person, ring) : [];
    },
    // A device that is signed out cannot say so.
    isHungUp: (leg) => known.hungUp.includes(leg) || isSignedOut(leg),
  };
}

/** What a device that is rung in the middle of a call is told of it. */
function about(sql: SqlStorage, { record: known }: KeptConversation, steering: Steering | null): About {
  const { line, callSid } = known;
  const far = addressOf(known, steering?.far.leg ?? callSid) ?? '';
  const who = whoByIdentity(sql);
  const one = steering?.far.identity ? who.get(steering.far.identity) : undefined;
  if (!one) return { line, far, farName: nameOfNumber(sql, far) ?? '', farPerson: null };
  const identities = [...who].flatMap(([identity, { person }]) => (person === one.person ? [identity] : []));
  return { line, far, farName: one.name, farPerson: { id: one.person, identities } };
}
