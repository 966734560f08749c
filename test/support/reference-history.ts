/**
 * What a person should read of a call, worked out a second time and another way: not folded event by event, but asked of the whole
 * set of what was told. Written from the words of the product and of Twilio, apart from the Worker; shares no code with it.
 */

interface LegFacts {
  status: string;
  from: string | null;
  to: string | null;
  sipCode: number | null;
  durationSeconds: number | null;
  startedAt?: number;
}

/** Something that was told of a call. Times are milliseconds. */
export type Fact = { at: number } & (
  | { type: 'dialed'; from: string; destination: Destination }
  | { type: 'received'; from: string; isBlocked?: boolean }
  | {
      type: 'dial-ended';
      status: string;
      durationSeconds: number | null;
      generation: number;
      round: number;
      isLast: boolean;
    }
  | { type: 'leg'; legSid: string; leg: LegFacts }
  | { type: 'root'; leg: LegFacts }
  | { type: 'declined'; person: string }
  | { type: 'untold' }
  | { type: 'unplaced' }
);
type Destination =
  | { kind: 'number'; number: string }
  | { kind: 'device'; identity: string }
  | { kind: 'person'; person: string }
  | { kind: 'blocked'; reason: string };
type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** The person who reads, and whose device is whose. */
interface Reader {
  person: string;
  identity: string | null;
  ownerOf(identity: string): string | undefined;
}

/** What is compared of a row. */
export interface Row {
  direction: string;
  state: string;
  failure: string | null;
  blockReason: string | null;
  answeredOn: string | null;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number | null;
  talkSeconds: number | null;
}

const UNANSWERED = ['busy', 'failed', 'no-answer', 'canceled'];
const OVER = [...UNANSWERED, 'completed'];
const NOT_IN_SERVICE = [404, 410, 484, 604];

/** The row of a call once everything in `facts` is known, in whatever order and however often it was told; null when it is not shown. */
export function referenceRow(facts: readonly Fact[], reader: Reader): Row | null {
  const all = facts.filter((fact) => fact.type !== 'dial-ended' || fact.generation === 0);
  const told = <T extends Fact['type']>(type: T) => all.filter((fact): fact is Of<T> => fact.type === type);
  const [dialed] = told('dialed');
  const [received] = told('received');
  const roots = told('root');
  const caller = dialed ? `client:${dialed.from}` : (received?.from ?? smallest(roots.map(({ leg }) => leg.from)));
  if (caller === null) return null;

  const isOurs = dialed !== undefined || caller.startsWith('client:');
  const callerPerson = caller.startsWith('client:') ? reader.ownerOf(caller.slice(7)) : undefined;
  const to = dialed?.destination;
  const callee = to?.kind === 'person' ? to.person : to?.kind === 'device' ? reader.ownerOf(to.identity) : undefined;
  const isInside = to?.kind === 'person' || to?.kind === 'device';
  const isUnplaced = told('unplaced').length > 0;
  if (isInside && reader.person !== callerPerson && (reader.person !== callee || isUnplaced)) return null;
  const isBetweenMine = callerPerson === reader.person && callee === reader.person;
  const isMine = isBetweenMine
    ? to?.kind === 'device' && to.identity === reader.identity
    : isInside && callee === reader.person;
  const direction = isOurs && (!isMine || isUnplaced) ? 'outbound' : 'inbound';

  const legs = [...new Set(told('leg').map(({ legSid }) => legSid))]
    .sort()
    .map((sid) => legOf(told('leg').filter(({ legSid }) => legSid === sid)));
  const dials = told('dial-ended');
  const isDialJoined = dials.some(({ status }) => status === 'completed' || status === 'answered');
  const picked = legs.filter((leg) => leg.answered !== null);
  const winner = earliest(picked) ?? (isDialJoined ? earliest(legs.filter((leg) => leg.has('completed'))) : null);
  const isAnswered = winner !== null || isDialJoined;

  const startedAt = Math.min(...all.map(beginning));
  const isTurnedAway = received?.isBlocked === true && !isAnswered;
  const isBlocked = to?.kind === 'blocked' || isTurnedAway;
  const isRefused = isBlocked || isUnplaced;
  const rootEnds = roots.filter(({ leg }) => OVER.includes(leg.status)).map(({ at }) => at);
  const finalDial = dials.filter(({ round }) => round === Math.max(...dials.map((dial) => dial.round)));
  const isOver =
    isRefused || rootEnds.length > 0 || told('untold').length > 0 || isDialJoined || dials.some(({ isLast }) => isLast);
  const saidNo = [
    ...told('declined').map(({ person }) => person),
    ...legs.filter((leg) => leg.isTurnedDown).map((leg) => reader.ownerOf(leg.identity ?? '')),
  ];

  const answeredAt = winner ? atLeast(startedAt, winner.answered ?? winner.lasted) : null;
  const toldEnd = isRefused ? startedAt : (smallest(rootEnds) ?? smallest(finalDial.map(({ at }) => at)));
  return {
    direction,
    ...wordFor(),
    blockReason: to?.kind === 'blocked' ? to.reason : isTurnedAway ? 'blocked-number' : null,
    answeredOn: direction === 'inbound' ? (winner?.identity ?? null) : null,
    startedAt,
    answeredAt,
    endedAt: isOver ? atLeast(answeredAt ?? startedAt, toldEnd) : null,
    talkSeconds: isAnswered ? (winner?.seconds ?? largest(finalDial.map((dial) => dial.durationSeconds))) : null,
  };

  function wordFor(): { state: string; failure: string | null } {
    const word = (state: string, failure: string | null = null) => ({ state, failure });
    if (isBlocked) return word('blocked');
    if (isUnplaced) return word('failed', 'network');
    if (isAnswered) {
      const isTaken =
        direction === 'inbound' &&
        winner !== null &&
        winner.identity !== null &&
        reader.ownerOf(winner.identity) !== reader.person;
      return word(isTaken ? 'answered-elsewhere' : isOver ? 'completed' : 'in-progress');
    }
    if (direction === 'inbound')
      return word(saidNo.includes(reader.person) ? 'declined' : isOver ? 'missed' : 'ringing');
    if (!isOver) return word('ringing');
    const isNo = legs.some((leg) => leg.codes.includes(603));
    if (isNo || (isInside && (told('declined').length > 0 || legs.some((leg) => leg.isTurnedDown))))
      return word('declined');
    const ending = endingWord();
    if (ending === 'failed' && !isInside)
      return word(
        'failed',
        legs.some((leg) => leg.codes.some((code) => NOT_IN_SERVICE.includes(code))) ? 'not-in-service' : 'network',
      );
    if (ending === 'failed' || ending === 'no-answer') return word('no-answer');
    if (ending === 'busy') return word('busy');
    return ending === 'alive' ? word('failed', 'untold') : word('canceled');
  }

  function endingWord(): string {
    if (finalDial.length > 0)
      return strongest(
        finalDial.map(({ status }) => status),
        [...UNANSWERED, 'answered', 'completed'],
      );
    const root = strongest(
      roots.map(({ leg }) => leg.status),
      OVER,
    );
    if (root === 'canceled') return 'canceled';
    const ends = legs.map((leg) => leg.end).filter((end) => end !== 'alive');
    const [end] = ['busy', 'no-answer', 'failed', 'canceled', 'completed'].filter((each) => ends.includes(each));
    if (end) return end;
    return root === 'alive' && roots.some(({ leg }) => leg.status === 'in-progress') ? 'in-progress' : root;
  }
}

/** One leg, from all that was told of it. */
function legOf(facts: Of<'leg'>[]) {
  const has = (status: string) => facts.some(({ leg }) => leg.status === status);
  const codes = facts.flatMap(({ leg }) => leg.sipCode ?? []);
  const seconds = largest(facts.map(({ leg }) => leg.durationSeconds));
  const endedAt = smallest(facts.filter(({ leg }) => OVER.includes(leg.status)).map(({ at }) => at));
  const lasted = endedAt !== null && seconds !== null ? endedAt - seconds * 1000 : null;
  const pickedUpAt = smallest(facts.filter(({ leg }) => leg.status === 'in-progress').map(({ at }) => at));
  const end = strongest(
    facts.map(({ leg }) => leg.status),
    OVER,
  );
  const to = smallest(facts.map(({ leg }) => leg.to));
  const identity = to?.startsWith('client:') ? to.slice(7) : null;
  const answered = pickedUpAt ?? (end === 'completed' && (seconds ?? 0) > 0 ? lasted : null);
  const isTurnedDown = end === 'busy' || Math.max(...codes) === 603;
  return {
    has,
    codes: codes.length > 0 ? [Math.max(...codes)] : [],
    seconds,
    lasted,
    end,
    identity,
    answered,
    isTurnedDown,
  };
}
type Leg = ReturnType<typeof legOf>;

function earliest(legs: Leg[]): Leg | null {
  const moment = (leg: Leg) => leg.answered ?? leg.lasted ?? Infinity;
  return legs.reduce<Leg | null>((best, leg) => (best !== null && moment(best) <= moment(leg) ? best : leg), null);
}

/** The earliest moment that a fact speaks of. */
function beginning(fact: Fact): number {
  if (fact.type !== 'leg' && fact.type !== 'root') return fact.at;
  const { durationSeconds, startedAt } = fact.leg;
  return Math.min(fact.at - 1000 * (durationSeconds ?? 0), startedAt ?? Infinity);
}

/** Of contradicting ends the one that stands last among `words`; `alive` when none of them was told. */
function strongest(told: string[], words: readonly string[]): string {
  const order = ['canceled', 'no-answer', 'failed', 'busy', 'answered', 'completed'].filter((word) =>
    words.includes(word),
  );
  return order.filter((word) => told.includes(word)).at(-1) ?? 'alive';
}

function smallest<T extends number | string>(values: (T | null)[]): T | null {
  return values.filter((value) => value !== null).sort((a, b) => (a < b ? -1 : 1))[0] ?? null;
}

function largest(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

function atLeast(least: number, value: number | null): number | null {
  return value === null ? null : Math.max(least, value);
}
