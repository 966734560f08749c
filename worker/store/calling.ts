import { roundsOf, route } from '../dialplan.ts';
import { type Destination, isStale } from '../history.ts';
import { dialOver } from './steering.ts';
import type { AfterDial, DialDecision, DialedCall, DialEnd, Received, ReceivedCall } from '../ports.ts';
import type { CallSid, E164, Identity, PersonId } from '../protocol.ts';
import { isBlocked } from './blocked.ts';
import { nameOfNumber } from './contacts.ts';
import { conversationBySid, liveConversations, record, settleOlderCalls } from './conversations.ts';
import { activeDevices, ringSet } from './devices.ts';
import { append } from './ledger.ts';
import { recordingPolicy } from './lines.ts';
import { identitiesOf, whoByIdentity } from './people.ts';

/** Twilio asks what a call should do: decided from what is stored, and written down. What is promised is said in `ports.ts`. */

export function dial(sql: SqlStorage, call: DialedCall): DialDecision | null {
  const { callSid, attempt, from, now } = call;
  const known = conversationBySid(sql, callSid)?.record.destination;
  const { number } = call.line;
  if (known) return decided(sql, known, from, number);
  if (Date.now() >= call.deadline) return null;
  settleOlderCalls(sql, from, now);
  const ring = ringSet(sql, now);
  const destination = route(call.dialed, from, call.line, {
    activeIdentities: new Set(ring),
    identitiesOf: (person) => identitiesOf(sql, person, ring),
    liveConversations: liveConversations(sql, callSid, now),
  });
  record(sql, { type: 'dialed', callSid, at: now, from, attempt, line: call.line.number, destination });
  return decided(sql, destination, from, number);
}

/** What is told of it afterwards is dropped, as of a call that was erased. */
export function check(sql: SqlStorage, callSid: CallSid, from: Identity, now: number): boolean {
  if (!activeDevices(sql, now).some(({ identity }) => identity === from)) return false;
  append(sql, { topic: 'calls', subject: callSid, key: `check:${callSid}`, at: now });
  return true;
}

function decided(sql: SqlStorage, destination: Destination, from: Identity, line: E164): DialDecision {
  const who = whoByIdentity(sql);
  const callee =
    destination.kind === 'person'
      ? destination.person
      : destination.kind === 'device' && who.get(destination.identity)?.person;
  const caller = who.get(from);
  return {
    destination,
    isRecorded: destination.kind === 'number' && recordingPolicy(sql, line) === 'always',
    caller: callee && caller && callee !== caller.person ? caller : null,
  };
}

/** `awake`: devices whose page is open. They ring first. */
export function receive(
  sql: SqlStorage,
  { now, deadline, ...call }: ReceivedCall,
  awake: ReadonlySet<Identity>,
): Received | null {
  const callerName = nameOfNumber(sql, call.from);
  const isRecorded = recordingPolicy(sql, call.line) === 'always';
  const known = conversationBySid(sql, call.callSid)?.record;
  if (known?.isReceived) {
    const isPlanned = known.rounds.length > 0 || known.isTurnedAway;
    return isPlanned ? { rounds: known.rounds, isBlocked: known.isTurnedAway, callerName, isRecorded } : null;
  }
  if (Date.now() >= deadline) {
    record(sql, { type: 'received', at: now, ...call });
    return null;
  }
  const isTurnedAway = isBlocked(sql, call.from);
  const devices = activeDevices(sql, now).flatMap(({ identity }) => identity ?? []);
  const rounds = isTurnedAway ? [] : roundsOf(devices, awake);
  record(sql, { type: 'received', at: now, ...call, rounds, isBlocked: isTurnedAway });
  return { rounds, isBlocked: isTurnedAway, callerName, isRecorded };
}

export function dialEnded(sql: SqlStorage, { leg, isAlive, ...ended }: DialEnd): AfterDial | null {
  const steered = dialOver(sql, { ...ended, leg, isAlive });
  if (steered) return { rings: [], round: ended.round, callerName: null, steered };
  const known = conversationBySid(sql, ended.callSid)?.record;
  if (isStale(known, ended)) return null;
  const rounds = (known?.rounds ?? []).map((identities) => withoutDecliners(sql, identities, known?.declined ?? []));
  const next = rounds.findIndex((identities, round) => round > ended.round && identities.length > 0);
  // Without a plan, KV's copy may know of another round.
  const isLast = ended.isLast || (rounds.length > 0 && next === -1);
  record(sql, { ...ended, isLast });
  const callerName = nameOfNumber(sql, known?.root.from ?? '');
  return { rings: rounds[next] ?? [], round: next, callerName, steered: null };
}

/** Whoever turned the call down is not rung again, on whatever device. */
function withoutDecliners(sql: SqlStorage, identities: Identity[], declined: readonly PersonId[]): Identity[] {
  if (declined.length === 0) return identities;
  const who = whoByIdentity(sql);
  return identities.filter((identity) => !declined.some((person) => who.get(identity)?.person === person));
}
