import { expect, test } from 'vitest';
import { createManualClock } from '../emulator/clock.ts';
import { Memory } from '../emulator/media/memory.ts';
import { silence, tone } from '../emulator/media/tone.ts';
import type { Source } from '../emulator/ports.ts';

async function listening() {
  const clock = createManualClock(1_000_000);
  const memory = new Memory(clock);
  const hear = async (source: Source, ms: number) => {
    for (let passed = 0; passed < ms; passed += 20) {
      memory.hear(source.next() ?? new Int16Array(160));
      await clock.advance(20);
    }
  };
  return { memory, hear, clock };
}

test('what was heard is told tenth by tenth, with the time of each and the longest silence', async () => {
  const { memory, hear } = await listening();
  await hear(tone(440), 200);
  await hear(silence(), 300);
  await hear(tone(1000), 200);
  const { blocks, longestSilenceMs } = memory.since(0, 440);
  expect(blocks.map(({ atMs }) => atMs - 1_000_000)).toEqual([0, 100, 200, 300, 400, 500, 600]);
  expect(blocks.map(({ purity }) => purity > 0.95)).toEqual([true, true, false, false, false, false, false]);
  expect(longestSilenceMs).toBe(300);
});

test('one may ask from a moment on', async () => {
  const { memory, hear, clock } = await listening();
  await hear(tone(440), 400);
  const tapAt = clock.now();
  await hear(tone(1000), 400);
  expect(memory.since(tapAt, 440).blocks.every(({ purity }) => purity < 0.1)).toBe(true);
  expect(memory.since(tapAt, 440).blocks).toHaveLength(4);
});

test('two minutes are remembered, and no more', async () => {
  const { memory } = await listening();
  const frame = new Int16Array(160);
  for (let count = 0; count < 13_000; count += 1) memory.hear(frame);
  expect(memory.since(0, 440)).toMatchObject({ longestSilenceMs: 120_000 });
});
