import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dialing,
  isLive,
  isTalking,
  ringingHere,
  transition,
  type Call,
  type CallEvent,
} from '../../web/src/call/call.ts';
import { sound } from '../../web/src/call/effects.ts';
import { isSilent } from '../../web/src/call/talk.ts';
import { control } from '../support/telephone-double.ts';

const runs = { numRuns: process.env['FULL'] ? 10_000 : 200, seed: 20261122 };

const outgoing = dialing('5550199', { kind: 'unknown', dialed: '5550199' }, 'attempt', null);
const incoming = ringingHere({
  party: { kind: 'withheld' },
  callSid: 'CA1',
  conversationSid: 'CA0',
  line: '+18195550100',
  callerName: null,
  isVerified: null,
  joining: null,
});

const ending = fc.record({
  reason: fc.constantFrom('hung-up', 'remote-hung-up', 'busy', 'no-answer', 'declined', 'missed', 'failed' as const),
  isSettled: fc.boolean(),
});
const anyEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.constantFrom<CallEvent>(
    { type: 'prepared' },
    { type: 'answering' },
    { type: 'answer-failed', problem: { code: 'microphone-denied' } },
    { type: 'accepting' },
    { type: 'silenced' },
    { type: 'identified', callSid: 'CA7' },
    { type: 'digits-sent', digits: '1' },
    { type: 'reconnecting' },
    { type: 'reconnected' },
  ),
  fc.record({ type: fc.constant('ringing' as const), hasEarlyMedia: fc.boolean() }),
  fc.record({ type: fc.constant('answered' as const), at: fc.nat() }),
  fc.record({ type: fc.constant('muted' as const), isMuted: fc.boolean() }),
  fc.constantFrom<CallEvent>(
    { type: 'asked', what: { does: 'hold' } },
    { type: 'asked', what: { does: 'resume' } },
    { type: 'asked', what: { does: 'consult', to: '1', party: { kind: 'withheld' } } },
    { type: 'granted' },
    { type: 'refused', problem: { code: 'not-done' } },
    { type: 'told', control: control({ isHeld: true }) },
    { type: 'told', control: control() },
    { type: 'told', control: control({ isHeld: true, guest: { party: { kind: 'withheld' }, stage: 'talking' } }) },
  ),
  fc.record({ type: fc.constant('ended' as const), at: fc.nat(), ending }),
  fc.record({ type: fc.constant('settled' as const), ending }),
);
const anyLife = fc.record({
  start: fc.constantFrom<Call>(outgoing, incoming),
  events: fc.array(anyEvent, { maxLength: 30 }),
});

/** Every step of a life: the call before, the event, the call after. */
function steps({
  start,
  events,
}: {
  start: Call;
  events: CallEvent[];
}): { before: Call; event: CallEvent; after: Call }[] {
  let call = start;
  return events.map((event) => {
    const before = call;
    call = transition(call, event);
    return { before, event, after: call };
  });
}

const always = (holds: (step: { before: Call; event: CallEvent; after: Call }) => boolean): void =>
  fc.assert(
    fc.property(anyLife, (life) => steps(life).every(holds)),
    runs,
  );

describe('whatever happens to a call', () => {
  test('it never comes back from closed', () => always(({ before, after }) => isLive(before) || !isLive(after)));
  test('it never changes direction or party', () =>
    always(({ before, after }) => before.direction === after.direction && before.party === after.party));
  test('mute and digits exist only while people talk', () =>
    always(({ after }) => ['isMuted', 'digits', 'answeredAt'].every((fact) => fact in after === isTalking(after))));
  test('from the tap on Hold nothing goes out until the exchange refuses, or tells of a call that is not held', () =>
    always(({ before, event, after }) => {
      if (!isTalking(before) || !isTalking(after) || !before.isHolding || after.isHolding) return true;
      return event.type === 'refused' || event.type === 'told' || (event.type === 'granted' && !before.isMuted);
    }));
  test('while the far party waits alone, or Hold was asked for and not answered, the microphone is silent', () =>
    always(({ after }) => {
      if (!isTalking(after)) return true;
      const isAlone = after.control?.isHeld === true && after.control.guest === null && !after.isAsking;
      const isAsked = after.isAsking && after.asked?.does === 'hold';
      return (!isAlone || after.asked !== null || isSilent(after)) && (!isAsked || isSilent(after));
    }));
  test('muted by hand stays muted, whatever is held, resumed or refused', () =>
    always(
      ({ before, event, after }) =>
        !isTalking(before) || !isTalking(after) || event.type === 'muted' || before.isMuted === after.isMuted,
    ));
  test('one thing is asked for at a time', () =>
    always(
      ({ before, event, after }) =>
        event.type !== 'asked' || !isTalking(before) || !before.isAsking || after === before,
    ));
  test('the clock starts once, at the answer', () =>
    always(({ before, after }) => !isTalking(before) || !isTalking(after) || before.answeredAt === after.answeredAt));
  test('only an incoming call rings here, and only an outgoing one has ringback or a busy tone', () =>
    always(({ after }) => {
      const made = sound(after);
      return made === null || (made === 'ringtone') === (after.direction === 'inbound');
    }));
  test('there is no sound of ours over early media or over talk', () =>
    always(
      ({ after }) => sound(after) === null || !(isTalking(after) || (after.state === 'ringing' && after.hasEarlyMedia)),
    ));
  test('talk time is never negative, and there is none without an answer', () =>
    always(({ before, after }) => {
      if (after.state !== 'closed' || before.state === 'closed') return true;
      return isTalking(before) ? after.talkSeconds !== null && after.talkSeconds >= 0 : after.talkSeconds === null;
    }));
});

const live = (start: Call, ...events: CallEvent[]): Call => events.reduce(transition, start);

test('an outgoing call rings, is answered, is muted, loses its socket and gets it back, still muted', () => {
  const talking = live(
    outgoing,
    { type: 'prepared' },
    { type: 'ringing', hasEarlyMedia: false },
    { type: 'answered', at: 1_000 },
    { type: 'muted', isMuted: true },
    { type: 'digits-sent', digits: '12' },
    { type: 'reconnecting' },
  );
  expect(talking).toMatchObject({ state: 'reconnecting', isMuted: true, digits: '12' });
  expect(transition(talking, { type: 'reconnected' })).toMatchObject({
    state: 'open',
    isMuted: true,
    answeredAt: 1_000,
  });
});

test('an incoming call whose microphone is refused goes on ringing, and says why', () => {
  const refused = live(
    incoming,
    { type: 'answering' },
    { type: 'answer-failed', problem: { code: 'microphone-denied' } },
  );
  expect(refused).toMatchObject({ state: 'pending', isAnswering: false, problem: { code: 'microphone-denied' } });
  expect(sound(refused)).toBe('ringtone');
  expect(sound(transition(refused, { type: 'answering' }))).toBeNull();
});

test('ringback gives way to early media that comes late', () => {
  const ringing = live(outgoing, { type: 'prepared' }, { type: 'ringing', hasEarlyMedia: false });
  expect(sound(ringing)).toBe('ringback');
  expect(sound(transition(ringing, { type: 'ringing', hasEarlyMedia: true }))).toBeNull();
});

test('the busy tone waits for the exchange to say busy', () => {
  const ended = live(
    outgoing,
    { type: 'prepared' },
    { type: 'ended', at: 5, ending: { reason: 'busy', isSettled: false } },
  );
  expect(sound(ended)).toBeNull();
  expect(sound(transition(ended, { type: 'settled', ending: { reason: 'busy', isSettled: true } }))).toBe('busy');
});
