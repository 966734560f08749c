import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallSid, E164, Identity, type SteerInput } from '../../worker/protocol.ts';
import * as v from 'valibot';
import { asked } from '../../worker/steering/asked.ts';
import type { Happening } from '../support/steering-legs.ts';
import { EmulatedRoom } from '../support/steering-model.ts';

/** A call of Ann's with Bob, steered at random over a Twilio that loses, repeats and refuses. */

const RUNS = process.env.FULL ? 20_000 : 300;

const ANN = v.parse(Identity, 'p_ann');
const LAPTOP = v.parse(Identity, 'p_laptop');
const RECORDING = ['record', 'record', 'pause-recording', 'resume-recording', 'stop-recording'] as const;
const CAROL = v.parse(E164, '+15145550177');

type Act =
  | { does: 'asks'; intent: SteerInput }
  | { does: 'twilio works off'; count: number }
  | { does: 'refuses'; count: number; isDone: boolean }
  | { does: Happening };

const intent: fc.Arbitrary<SteerInput> = fc.oneof(
  fc.constantFrom<SteerInput>(
    ...(['hold', 'resume', 'complete', 'join', 'back', ...RECORDING] as const).map((does) => ({ does })),
    { does: 'transfer', to: CAROL },
    { does: 'consult', to: CAROL },
    { does: 'move', device: LAPTOP },
    { does: 'move', device: ANN },
  ),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: intent.map((each): Act => ({ does: 'asks', intent: each })) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 8 }).map((count): Act => ({ does: 'twilio works off', count })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.boolean())
      .map(([count, isDone]): Act => ({ does: 'refuses', count, isDone })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Act>(
      { does: 'answers' },
      { does: 'is busy' },
      { does: 'far hangs up' },
      { does: 'ours is lost' },
      { does: 'ours hangs up' },
      { does: 'time passes' },
    ),
  },
);

function run(acts: readonly Act[], isInbound: boolean, after = (_: EmulatedRoom): void => undefined): EmulatedRoom {
  const twilio = new EmulatedRoom(isInbound);
  for (const each of acts) {
    switch (each.does) {
      case 'asks':
        twilio.ask((steering, at) => asked(steering, each.intent, targetOf(each.intent), { by: ANN, at }));
        break;
      case 'twilio works off':
        twilio.workOff(each.count);
        break;
      case 'refuses':
        twilio.refuses += each.count;
        twilio.isDoneAllTheSame = each.isDone;
        break;
      default:
        twilio.happens(each.does);
    }
    after(twilio);
  }
  twilio.refuses = 0;
  twilio.settle();
  return twilio;
}

const targetOf = (of: SteerInput) => ('to' in of ? ({ kind: 'number', number: CAROL } as const) : null);

test('whatever is asked, in whatever order Twilio does it: nobody is left alone, and who is not dropped stays', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), fc.boolean(), (acts, isInbound) => {
      const twilio = run(acts, isInbound);
      expect(twilio.alone()).toEqual([]);
      expect(twilio.isFarDropped).toBe(false);
    }),
    { numRuns: RUNS, ...(process.env.FULL ? {} : { seed: 5 }) },
  );
});

test('who hangs up and says so in time is never called back', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), fc.boolean(), (acts, isInbound) => {
      const before = run(acts, isInbound);
      const rung = before.rings;
      before.happens('ours hangs up');
      before.settle();
      expect(before.rings).toBe(rung);
    }),
    { numRuns: RUNS, ...(process.env.FULL ? {} : { seed: 6 }) },
  );
});

test('whatever Twilio refuses: nobody hears what they are said not to hear, waits unknown to us, or is called who never was', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), fc.boolean(), (acts, isInbound) => {
      const twilio = run(acts, isInbound, (each) => {
        expect(each.untrue()).toEqual([]);
      });
      expect(twilio.untrue()).toEqual([]);
    }),
    { numRuns: RUNS, ...(process.env.FULL ? {} : { seed: 9 }) },
  );
});

test('nobody from outside is recorded who did not hear that they are, nor while they wait; what nobody knows of is not recorded', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), fc.boolean(), (acts, isInbound) => {
      const twilio = run(acts, isInbound, ({ recordings }) => {
        expect(recordings.wronged).toEqual([]);
      });
      const { recording } = twilio.steering;
      expect(twilio.recordings.open).toEqual(recording?.sid ? [recording.sid] : []);
    }),
    { numRuns: RUNS, ...(process.env.FULL ? {} : { seed: 7 }) },
  );
});

test('some of these calls are recorded, paused and gone on with', () => {
  const seen = new Set<string>();
  const acts = fc.sample(fc.array(act, { minLength: 15, maxLength: 25 }), { numRuns: 300, seed: 8 });
  for (const each of acts)
    run(each, true, ({ steering: { recording } }) => {
      if (recording?.stage === 'on') seen.add(recording.isTaking ? 'on' : recording.isPaused ? 'paused' : 'held');
    });
  expect([...seen].sort()).toEqual(['held', 'on', 'paused']);
});

test('a leg is named by Twilio', () => {
  expect(v.is(CallSid, new EmulatedRoom(true).far)).toBe(true);
});
