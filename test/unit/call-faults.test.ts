import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemCodes, type ProblemCode } from '../../web/src/call/problems.ts';
import { ExchangeDouble } from '../support/exchange-double.ts';
import { TelephoneDouble } from '../support/telephone-double.ts';

/** What goes wrong around a call while people talk: whatever it is, they go on talking, or are told why not. */

const runs = (seed: number) => ({ numRuns: process.env['FULL'] ? 2_000 : 40, seed });
const HOUR_MS = 3_600_000;

async function talking() {
  const telephone = await TelephoneDouble.ready();
  telephone.view.commands.dial?.('5550199');
  await telephone.clock.advance();
  const leg = telephone.voice.line.calls[0];
  if (leg === undefined) throw new Error('nothing was dialled');
  leg.rings();
  leg.answers();
  return { telephone, leg, line: telephone.voice.line };
}
const clockOf = ({ view }: TelephoneDouble) =>
  view.call?.state === 'open' ? Math.round((view.nowMs - view.call.answeredAt) / 1000) : null;

const trouble = fc.constantFrom<ProblemCode>('server-unavailable', 'too-many-requests', 'offline', 'signed-out');

test('the token endpoint fails in a call, and its token grows old: nobody hears of it, and after the call the line comes back', async () => {
  await fc.assert(
    fc.asyncProperty(
      trouble,
      fc.array(fc.integer({ min: 1, max: HOUR_MS / 4 }), { minLength: 1, maxLength: 12 }),
      async (code, waits) => {
        const { telephone, leg, line } = await talking();
        const given = telephone.tokensGiven;
        telephone.tokenProblem = code;
        for (const ms of waits) {
          await telephone.clock.advance(ms);
          telephone.lives('visible');
        }
        expect(telephone.call.state).toBe('open');
        expect(line.isDestroyed).toBe(false);
        expect(line.tokens).toHaveLength(1);
        telephone.tokenProblem = null;
        leg.ends();
        await telephone.clock.advance(60_000);
        expect(telephone.view.readiness).toBe('ready');
        expect(telephone.tokensGiven - given).toBeLessThanOrEqual(3);
      },
    ),
    runs(11),
  );
});

test('the token expires in a call: it is kept, and the next token comes after it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3 * HOUR_MS }), async (talkMs) => {
      const { telephone, leg, line } = await talking();
      await telephone.clock.advance(talkMs);
      expect(telephone.call.state).toBe('open');
      expect(line.tokens).toHaveLength(1);
      leg.ends();
      await telephone.clock.advance(30_000);
      expect(telephone.view.readiness).toBe('ready');
      expect(telephone.voice.line.tokens.length + telephone.voice.lines.length > 2).toBe(
        talkMs > 0.75 * HOUR_MS - 30_000,
      );
    }),
    runs(12),
  );
});

test('the session is revoked in a call: the call goes on to its end, and then there is no line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: HOUR_MS }), async (talkMs) => {
      const { telephone, leg, line } = await talking();
      telephone.tokenProblem = 'signed-out';
      telephone.engine.disable();
      await telephone.clock.advance(talkMs);
      expect(telephone.call.state).toBe('open');
      leg.ends();
      await telephone.clock.advance(60_000);
      expect(line.isDestroyed).toBe(true);
      expect(telephone.view.readiness).toBe('signed-out');
      expect(telephone.voice.lines).toHaveLength(1);
    }),
    runs(13),
  );
});

test('what the exchange tells is lost on the way in a call, the socket cut or silently dead: found out within twenty seconds, and all of it is told', async () => {
  const loss = fc.constantFrom('cut', 'dead', 'none');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(loss, fc.nat(40_000), fc.boolean()), { minLength: 1, maxLength: 10 }),
      async (steps) => {
        const { telephone, leg } = await talking();
        const exchange = new ExchangeDouble(telephone, leg.callSid ?? '');
        for (const [what, ms, isHeld] of steps) {
          if (what !== 'none') exchange.loses(what);
          exchange.changes(isHeld);
          await exchange.passes(ms);
          expect(telephone.call.state).toBe('open');
        }
        await exchange.passes(20_000);
        expect(exchange.longestLossMs).toBeLessThanOrEqual(20_000);
        expect(exchange.heard).toEqual(exchange.told);
        expect(telephone.call).toMatchObject({ control: { isHeld: steps.at(-1)?.[2] } });
      },
    ),
    runs(14),
  );
});

test('the network goes and comes in a call, and the line with it: the same call goes on', async () => {
  const life = fc.constantFrom(
    'offline',
    'online',
    'visible',
    'unregistered',
    'registered',
    'reconnecting',
    'reconnected',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(life, fc.nat(8_000)), { maxLength: 20 }), async (lives) => {
      const { telephone, leg, line } = await talking();
      for (const [what, ms] of lives) {
        if (what === 'unregistered' || what === 'registered') line.events[what]();
        else if (what === 'reconnecting' || what === 'reconnected') leg.tells({ type: what });
        else telephone.lives(what);
        await telephone.clock.advance(ms);
      }
      leg.tells({ type: 'reconnected' });
      expect(telephone.call.state).toBe('open');
      expect(telephone.voice.lines).toHaveLength(1);
      expect(line.isDestroyed).toBe(false);
    }),
    runs(15),
  );
});

test('somebody sets the time in a call: its clock counts the seconds that were talked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -10 * 60_000, max: 10 * 60_000 }),
      fc.integer({ min: 1, max: 300 }),
      async (jumpMs, talkedSeconds) => {
        const { telephone, leg } = await talking();
        telephone.clock.sleep(jumpMs);
        await telephone.clock.advance(talkedSeconds * 1000);
        expect(clockOf(telephone)).toBe(talkedSeconds);
        expect(telephone.view.readiness).toBe('ready');
        leg.ends();
        expect(telephone.call).toMatchObject({ state: 'closed', talkSeconds: talkedSeconds });
      },
    ),
    runs(18),
  );
});

test('the call ends with any code of the SDK, known or not: words, never a number alone, and the line carries the next call', async () => {
  const code = fc.oneof(
    fc.constantFrom(11200, 20429, 20503, 31005, 31009, 31207, 53000, 53405),
    fc.integer({ min: 10_000, max: 64_000 }),
  );
  await fc.assert(
    fc.asyncProperty(code, fc.boolean(), async (sdkCode, isLineStuck) => {
      const { telephone, leg } = await talking();
      leg.ends(sdkCode, isLineStuck);
      await telephone.clock.advance(2_000);
      const { call } = telephone;
      expect(call).toMatchObject({ state: 'closed', isSettled: true });
      if (call.state === 'closed' && call.problem) expect(problemCodes).toContain(call.problem.code);
      telephone.view.commands.redial?.();
      await telephone.clock.advance();
      expect(telephone.call.state).toBe('connecting');
    }),
    runs(20),
  );
});

test('the Device is destroyed under a call: the call ends in words, and the line is made anew', async () => {
  const { telephone, line } = await talking();
  line.events.lost();
  await telephone.clock.advance(5_000);
  expect(telephone.call).toMatchObject({ state: 'closed', reason: 'failed', problem: { code: 'twilio-unreachable' } });
  expect(telephone.voice.lines).toHaveLength(2);
  expect(telephone.view.readiness).toBe('ready');
});
