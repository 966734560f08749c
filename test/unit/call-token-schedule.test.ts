import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueInMs, isExpired, retryInMs, sleptMs, tokenStep } from '../../web/src/call/token-schedule.ts';

const runs = { numRuns: process.env['FULL'] ? 10_000 : 200, seed: 4 };
const start = { now: 1_000_000, monotonic: 500 };
const life = { askedAt: start, ttlSeconds: 3600 };
const later = (nowMs: number, monotonicMs = nowMs) => ({
  now: start.now + nowMs,
  monotonic: start.monotonic + monotonicMs,
});
const minutes = (count: number): number => count * 60_000;

test('a token of an hour is exchanged after 45 minutes', () => {
  expect(dueInMs(life, start)).toBe(minutes(45));
  expect(tokenStep(life, later(minutes(44)), false)).toBe('keep');
  expect(tokenStep(life, later(minutes(45)), false)).toBe('exchange');
});

test('a token that falls due during a call waits for its end, even past its death', () => {
  expect(tokenStep(life, later(minutes(45)), true)).toBe('exchange-after-call');
  expect(tokenStep(life, later(minutes(90)), true)).toBe('exchange-after-call');
});

test('a machine that slept finds its token due, though its monotonic clock stood still', () => {
  const awake = later(minutes(120), 200);
  expect(tokenStep(life, awake, false)).toBe('exchange');
  expect(isExpired(life, awake)).toBe(true);
  expect(sleptMs(start, awake)).toBe(minutes(120) - 200);
});

test("a person's clock set back a year does not keep an old token alive", () => {
  expect(tokenStep(life, later(-365 * minutes(1440), minutes(50)), false)).toBe('exchange');
});

describe('whatever the clocks do', () => {
  const moment = fc.record({ now: fc.integer({ min: -1e9, max: 1e9 }), monotonic: fc.nat(1e9) });
  test('a token is never used to its end when one of the clocks says it is over', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 3600 }), (at, ttlSeconds) => {
        const each = { askedAt: { now: 0, monotonic: 0 }, ttlSeconds };
        const due = dueInMs(each, at);
        return due <= ttlSeconds * 750 + 1 && (!isExpired(each, at) || due === 0);
      }),
      runs,
    );
  });
  test('attempts are at least a second apart, at most 12 s, or half a minute when a person is needed', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
        const wait = retryInMs(failures, false, random);
        const slow = retryInMs(failures, true, random);
        return wait >= 1_000 && wait <= 12_000 && slow >= 30_000 && slow <= 36_000;
      }),
      runs,
    );
  });
});
