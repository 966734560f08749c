import type { Viewer } from './conversation.ts';
import { type CallRecord, type CallStatus, type DialStatus, isFinal, type Leg } from './history.ts';
import { identityOf } from './parties.ts';
import type { CallState, Conversation, Failure } from './protocol.ts';
import { isAnswered, isBlocked, lastDial } from './standing.ts';

/** How a call stands or ended, in the words that one person reads. */

interface Stand {
  state: CallState;
  failure: Failure | null;
}
const stands = (state: CallState, failure: Failure | null = null): Stand => ({ state, failure });

/** The word for where it stands, and why when it failed. Who said no has declined, also while it rings on at others. */
export function stateOf(
  record: CallRecord,
  viewer: Viewer,
  { direction, isOver, answeredBy }: Pick<Conversation, 'direction' | 'answeredBy'> & { isOver: boolean },
): Stand {
  if (isBlocked(record)) return stands('blocked');
  if (record.isUnplaced) return stands('failed', 'network');
  if (isAnswered(record)) {
    if (answeredBy?.isMe === false) return stands('answered-elsewhere');
    return stands(isOver ? 'completed' : 'in-progress');
  }
  if (direction === 'inbound' && isDeclinedBy(record, viewer)) return stands('declined');
  if (!isOver) return stands('ringing');
  return direction === 'inbound' ? stands('missed') : outboundEnd(record);
}

/** Whether this person said no, on any device of theirs: told by that device, or by how its leg ended. */
function isDeclinedBy(record: CallRecord, viewer: Viewer): boolean {
  const turnedDown = Object.values(record.legs).filter(isTurnedDown);
  const identities = turnedDown.flatMap(({ to }) => identityOf(to) ?? []);
  return [...record.declined, ...identities.map((identity) => viewer.whoIs(identity)?.person)].includes(viewer.person);
}

/** A device of ours that is told no ends its leg as busy. */
function isTurnedDown({ status, sipCode }: Leg): boolean {
  return status === 'busy' || sipCode === DECLINE;
}

/** SIP responses that say there is nobody at this number (RFC 3261, 21.4.5, 21.4.8, 21.4.22 and 21.6.3). */
const NOT_IN_SERVICE = [404, 410, 484, 604];
/** The callee said no (RFC 3261, 21.6.2). */
const DECLINE = 603;

function outboundEnd(record: CallRecord): Stand {
  const legs = Object.values(record.legs);
  const isInside = record.destination?.kind === 'device' || record.destination?.kind === 'person';
  if (legs.some(({ sipCode }) => sipCode === DECLINE)) return stands('declined');
  if (isInside && (record.declined.length > 0 || legs.some(isTurnedDown))) return stands('declined');
  switch (endingOf(record)) {
    case 'busy':
      return stands('busy');
    case 'no-answer':
      return stands('no-answer');
    case 'failed':
      if (isInside) return stands('no-answer');
      return stands('failed', legs.some(isNotInService) ? 'not-in-service' : 'network');
    case 'queued':
    case 'initiated':
    case 'ringing':
      return stands('failed', 'untold');
    // The caller left before anybody answered: its own leg then ends like any other.
    case 'canceled':
    case 'answered':
    case 'in-progress':
    case 'completed':
      return stands('canceled');
  }
}

const isNotInService = ({ sipCode }: Leg) => sipCode !== null && NOT_IN_SERVICE.includes(sipCode);

/** How it ended unanswered: as the Dial says, else a caller who left, else the dialled legs. */
function endingOf(record: CallRecord): CallStatus | DialStatus {
  const dial = lastDial(record);
  if (dial) return dial.status;
  const ends = Object.values(record.legs)
    .map(({ status }) => status)
    .filter(isFinal);
  return record.root.status === 'canceled'
    ? 'canceled'
    : (ENDS.find((end) => ends.includes(end)) ?? record.root.status);
}

/** Of several legs the first of these says how the call ended. */
const ENDS = ['busy', 'no-answer', 'failed', 'canceled', 'completed'] as const;
