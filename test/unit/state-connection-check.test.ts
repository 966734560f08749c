import { expect, test } from 'vitest';
import type { Config } from '../../worker/protocol.ts';
import { Trouble } from '../../web/src/call/problems.ts';
import type { Sample } from '../../web/src/call/quality.ts';
import { ConnectionCheck } from '../../web/src/state/connection-check.svelte.ts';
import { ManualClock, settled } from '../support/manual-clock.ts';

const fine: Sample = { mos: 4.4, rttMs: 40, jitterMs: 3, lossPercent: 0, packetsReceived: 50, packetsSent: 50 };
const seconds = (facts: Partial<Sample>) => Array.from({ length: 8 }, (): Sample => ({ ...fine, ...facts }));
const config: Config = {
  lines: [{ number: '+18195550100' as never, country: 'CA', label: '', recording: 'ask' }],
  edge: 'roaming',
  signaling: null,
  insights: false,
  emergencyNumbers: [],
  timeLimitSeconds: 60,
};

/** A check whose microphone, Worker and test call do what the test says. */
function underTest({ microphone = true } = {}) {
  const clock = new ManualClock();
  const world = { microphonesOpen: 0, begun: 0, stopped: 0 };
  let call = Promise.withResolvers<{ edge: string | null; samples: Sample[] }>();
  const check = new ConnectionCheck({
    clock,
    microphone: {
      permission: () => Promise.resolve('granted'),
      open: () => {
        if (!microphone) return Promise.reject(new Trouble({ code: 'microphone-missing' }));
        world.microphonesOpen += 1;
        return Promise.resolve(() => (world.microphonesOpen -= 1));
      },
    },
    config: () => Promise.resolve(config),
    token: () => Promise.resolve('token'),
    load: () =>
      Promise.resolve(() => {
        world.begun += 1;
        call = Promise.withResolvers();
        return { result: call.promise, stop: () => (world.stopped += 1) };
      }),
  });
  return {
    check,
    clock,
    world,
    begins: async () => {
      const run = check.run();
      await settled();
      return run;
    },
    measures: async (samples: Sample[]) => {
      call.resolve({ edge: 'ashburn', samples });
      await settled();
    },
    fails: async (thrown: unknown) => {
      call.reject(thrown);
      await settled();
    },
  };
}

test.each([
  ['well', {}, 'good', null],
  ['with flaws', { lossPercent: 2 }, 'fair', 'loss'],
  ['badly', { rttMs: 900 }, 'poor', 'delay'],
] as const)('calls get through %s, and it is said why', async (_, facts, worst, cause) => {
  const { check, begins, measures, world } = underTest();
  void begins();
  await settled();
  expect(check.state.step).toBe('running');
  await measures(seconds(facts));
  expect(check.state).toMatchObject({ step: 'done', connection: { edge: 'ashburn', quality: { worst, cause } } });
  expect(world.microphonesOpen).toBe(0);
});

test('a call that connects and carries nothing is a failure of the sound', async () => {
  const { check, begins, measures } = underTest();
  void begins();
  await settled();
  await measures([]);
  expect(check.state).toEqual({ step: 'failed', problem: { code: 'media-failed' } });
});

test('without a microphone no call is made, and it is said why', async () => {
  const { check, begins, world } = underTest({ microphone: false });
  void begins();
  await settled();
  expect(check.state).toEqual({ step: 'failed', problem: { code: 'microphone-missing' } });
  expect(world.begun).toBe(0);
});

test('what the SDK says is told', async () => {
  const { check, begins, fails } = underTest();
  void begins();
  await settled();
  await fails(new Trouble({ code: 'token-refused', sdkCode: 31202 }));
  expect(check.state).toEqual({ step: 'failed', problem: { code: 'token-refused', sdkCode: 31202 } });
});

test('a check that never ends is ended, and said to have failed', async () => {
  const { check, begins, clock, world } = underTest();
  void begins();
  await clock.advance(60_000);
  expect(check.state).toMatchObject({ step: 'failed', problem: { code: 'twilio-unreachable' } });
  expect(world).toMatchObject({ stopped: 1, microphonesOpen: 0 });
});

test('a call that comes ends it; what it still finds out is no longer news, and it can be tried again', async () => {
  const { check, begins, measures, fails, world } = underTest();
  void begins();
  await settled();
  check.stop('interrupted');
  await fails(new Trouble({ code: 'call-canceled' }));
  expect(check.state).toEqual({ step: 'interrupted' });
  expect(world).toMatchObject({ begun: 1, stopped: 1, microphonesOpen: 0 });
  void begins();
  await settled();
  await measures(seconds({}));
  expect(check.state.step).toBe('done');
});

test('a second tap while it runs changes nothing', async () => {
  const { check, begins, world } = underTest();
  void begins();
  await settled();
  void begins();
  await settled();
  expect(world.begun).toBe(1);
  expect(check.state.step).toBe('running');
});
