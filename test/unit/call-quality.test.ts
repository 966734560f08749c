import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Quality, QualityCause, QualityLevel } from '../../worker/protocol.ts';
import { worseOf } from '../../worker/quality.ts';
import { measure, type Meter, newMeter, type QualitySign, type Sample, summaryOf } from '../../web/src/call/quality.ts';

const numRuns = process.env['FULL'] ? 20_000 : 300;
const fine: Sample = { mos: 4.4, rttMs: 40, jitterMs: 3, lossPercent: 0, packetsReceived: 50, packetsSent: 50 };
const sample = (facts: Partial<Sample> = {}): QualitySign => ({ type: 'sample', sample: { ...fine, ...facts } });
const seconds = (count: number, facts: Partial<Sample> = {}) => Array.from({ length: count }, () => sample(facts));
const after = (...signs: QualitySign[]): Meter => signs.reduce(measure, newMeter);
const rank = (level: QualityLevel) => QualityLevel.options.indexOf(level);

test.each<[string, Partial<Sample>, QualityLevel, QualityCause | null]>([
  ['all is well', {}, 'good', null],
  ['a little is lost', { lossPercent: 2 }, 'fair', 'loss'],
  ['much is lost', { lossPercent: 8, mos: 2.5 }, 'poor', 'loss'],
  ['words come late', { rttMs: 300 }, 'fair', 'delay'],
  ['words come very late', { rttMs: 700, mos: 2.8 }, 'poor', 'delay'],
  ['words come unevenly', { jitterMs: 40 }, 'fair', 'jitter'],
  ['nothing comes', { packetsReceived: 0 }, 'poor', 'nothing-heard'],
  ['nothing goes out', { packetsSent: 0 }, 'poor', 'nothing-sent'],
  ['nobody knows why', { mos: 2.5 }, 'poor', 'weak'],
  ['the score is not known', { mos: null }, 'good', null],
])('when %s for a while', (_, facts, level, cause) => {
  expect(after(...seconds(5, facts))).toMatchObject({ level, cause });
});

test('one or two bad seconds are told to nobody, the third is', () => {
  expect(after(...seconds(5), ...seconds(2, { lossPercent: 20 })).level).toBe('good');
  expect(after(...seconds(5), ...seconds(3, { lossPercent: 20 }))).toMatchObject({ level: 'poor', cause: 'loss' });
});

test('it is good again after five good seconds, not before', () => {
  const bad = seconds(5, { lossPercent: 20 });
  expect(after(...bad, ...seconds(4)).level).toBe('poor');
  expect(after(...bad, ...seconds(5))).toMatchObject({ level: 'good', cause: null });
});

test('a warning of the SDK counts at once, and until it is taken back', () => {
  const lost: QualitySign = { type: 'warning', name: 'ice-connectivity-lost' };
  expect(after(...seconds(5), lost)).toMatchObject({ level: 'poor', cause: 'connection' });
  expect(after(...seconds(5), lost, ...seconds(9))).toMatchObject({ level: 'poor', cause: 'connection' });
  expect(after(...seconds(5), lost, { type: 'warning-cleared', name: lost.name }, sample()).level).toBe('good');
});

test('what the SDK warns of and nobody can mend is not told', () => {
  const meter = after(...seconds(5));
  expect(measure(meter, { type: 'warning', name: 'constant-audio-output-level' })).toBe(meter);
  expect(measure(meter, { type: 'warning-cleared', name: 'low-bytes-received' })).toBe(meter);
});

const anySample = fc.record<Sample>({
  mos: fc.option(fc.double({ min: 1, max: 4.5, noNaN: true })),
  rttMs: fc.double({ min: 0, max: 5000, noNaN: true }),
  jitterMs: fc.double({ min: 0, max: 500, noNaN: true }),
  lossPercent: fc.double({ min: 0, max: 100, noNaN: true }),
  packetsReceived: fc.nat(60),
  packetsSent: fc.nat(60),
});
const names = ['high-rtt', 'low-mos', 'low-bytes-received', 'ice-connectivity-lost', 'no-such-warning'];
const anySign: fc.Arbitrary<QualitySign> = fc.oneof(
  anySample.map((each): QualitySign => ({ type: 'sample', sample: each })),
  fc.constantFrom(...names).map((name): QualitySign => ({ type: 'warning', name })),
  fc.constantFrom(...names).map((name): QualitySign => ({ type: 'warning-cleared', name })),
);

test('a cause is told exactly when it is not good, and whatever came, five good seconds without a warning mend it', () => {
  fc.assert(
    fc.property(fc.array(anySign, { maxLength: 40 }), (signs) => {
      for (const meter of signs.map((_, i) => after(...signs.slice(0, i + 1))))
        expect(meter.cause === null).toBe(meter.level === 'good');
      const meter = signs.reduce(measure, newMeter);
      const mended = seconds(5).reduce(measure, { ...meter, warnings: [] });
      expect(mended).toMatchObject({ level: 'good', cause: null });
    }),
    { numRuns, seed: 1 },
  );
});

test('no single second makes it worse by itself once it was steady, and none makes it better', () => {
  fc.assert(
    fc.property(anySample, anySample, (steady, other) => {
      const before = Array.from({ length: 5 }, (): QualitySign => ({ type: 'sample', sample: steady })).reduce(
        measure,
        newMeter,
      );
      expect(measure(before, { type: 'sample', sample: other }).level).toBe(before.level);
    }),
    { numRuns, seed: 2 },
  );
});

test('a whole call is told by its medians, and by the worst that was shown', () => {
  const samples = [40, 50, 3000].map((rttMs) => ({ ...fine, rttMs }));
  expect(summaryOf({ level: 'poor', cause: 'delay' }, samples)).toEqual({
    worst: 'poor',
    cause: 'delay',
    mos: 4.4,
    rttMs: 50,
    jitterMs: 3,
    lossPercent: 0,
  });
});

test('of a call that was too short nothing is told', () => {
  expect(summaryOf(newMeter, [fine, fine])).toBeNull();
});

test('a tenth of everything lost is ten percent, however it was spread', () => {
  const samples = [fine, fine, { ...fine, packetsReceived: 35, lossPercent: 30 }];
  expect(summaryOf(newMeter, samples)?.lossPercent).toBe(10);
});

test('whatever was measured, the Worker takes what is told of it', () => {
  fc.assert(
    fc.property(fc.array(anySample, { minLength: 3, maxLength: 30 }), (samples) => {
      const meter = samples.reduce<Meter>((so, each) => measure(so, { type: 'sample', sample: each }), newMeter);
      const summary = summaryOf(meter, samples);
      expect(v.parse(Quality, JSON.parse(JSON.stringify(summary)))).toEqual(summary);
    }),
    { numRuns, seed: 3 },
  );
});

const anyReport = fc.record<Quality>({
  worst: fc.constantFrom(...QualityLevel.options),
  cause: fc.constantFrom(null, ...QualityCause.options),
  mos: fc.constantFrom(null, 2, 3, 4),
  rttMs: fc.constantFrom(null, 10, 400),
  jitterMs: fc.constantFrom(null, 10),
  lossPercent: fc.constantFrom(null, 0, 4),
});

test('the worst of several reports is the same in any order, and never better than one of them', () => {
  fc.assert(
    fc.property(anyReport, anyReport, anyReport, (a, b, c) => {
      expect(worseOf(a, a)).toEqual(a);
      expect(worseOf(a, b)).toEqual(worseOf(b, a));
      expect(worseOf(worseOf(a, b), c)).toEqual(worseOf(a, worseOf(b, c)));
      expect(rank(worseOf(a, b).worst)).toBe(Math.max(rank(a.worst), rank(b.worst)));
    }),
    { numRuns, seed: 4 },
  );
});
