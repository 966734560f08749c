import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyQueue } from '../../web/src/call/key-queue.ts';
import { ManualClock } from '../support/manual-clock.ts';

test('keys pressed faster than they can be sent all arrive, in order, never two runs at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ keys: fc.stringMatching(/^[0-9*#]{1,4}$/), waitMs: fc.nat(600) })),
      async (presses) => {
        const clock = new ManualClock();
        const runs: { at: number; keys: string }[] = [];
        const queue = new KeyQueue(clock, (keys) => runs.push({ at: clock.now(), keys }));
        for (const { keys, waitMs } of presses) {
          queue.press(keys);
          await clock.advance(waitMs);
        }
        await clock.advance(60_000);
        expect(runs.map(({ keys }) => keys).join('')).toBe(presses.map(({ keys }) => keys).join(''));
        runs
          .slice(1)
          .forEach(({ at }, i) =>
            expect(at - (runs[i]?.at ?? 0)).toBeGreaterThanOrEqual((runs[i]?.keys.length ?? 0) * 230),
          );
      },
    ),
    { numRuns: process.env['FULL'] ? 2_000 : 100, seed: 12 },
  );
});

test('keys that a call did not send before its end are not sent in the next one', async () => {
  const clock = new ManualClock();
  const sent: string[] = [];
  const queue = new KeyQueue(clock, (keys) => sent.push(keys));
  queue.press('1');
  queue.press('2');
  queue.clear();
  await clock.advance(1_000);
  queue.press('3');
  expect(sent).toEqual(['1', '3']);
});
