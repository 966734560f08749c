import type { Quality, QualityCause, QualityLevel } from '../../../worker/protocol.ts';

/** How a call sounds, from what the SDK measures once a second and from what it warns of. Pure. */

/** One second of a call. A score of null: not known. */
export interface Sample {
  /** Mean opinion score, 1 to 4.5. */
  mos: number | null;
  rttMs: number;
  jitterMs: number;
  /** Of the packets that should have arrived in this second. */
  lossPercent: number;
  packetsReceived: number;
  packetsSent: number;
}

/** What the media of a call says of itself. Warnings by the SDK's names. */
export type QualitySign =
  { type: 'sample'; sample: Sample } | { type: 'warning'; name: string } | { type: 'warning-cleared'; name: string };

export interface Meter {
  level: QualityLevel;
  /** What spoils it; null while it is good. */
  cause: QualityCause | null;
  /** The last seconds, oldest first. */
  window: readonly Sample[];
  /** What the SDK warns of and has not taken back. */
  warnings: readonly QualityCause[];
}

export const newMeter: Meter = { level: 'good', cause: null, window: [], warnings: [] };

/** Seconds that are looked at, and how many of them must be bad before anybody is told: one bad second is none. */
const windowSeconds = 5;
const badSeconds = 3;

/** The SDK's own limits are RTT 400 ms, jitter 30 ms, MOS 3, loss 1 % and 3 % on average (its `statsMonitor.ts`, 2.18). */
const limits = {
  weak: { of: ({ mos }: Sample) => (mos === null ? 0 : 5 - mos), fair: 1.4, poor: 2 },
  loss: { of: ({ lossPercent }: Sample) => lossPercent, fair: 1, poor: 5 },
  delay: { of: ({ rttMs }: Sample) => rttMs, fair: 250, poor: 400 },
  jitter: { of: ({ jitterMs }: Sample) => jitterMs, fair: 30, poor: 60 },
  'nothing-heard': { of: ({ packetsReceived }: Sample) => (packetsReceived > 0 ? 0 : 1), fair: 1, poor: 0.5 },
  'nothing-sent': { of: ({ packetsSent }: Sample) => (packetsSent > 0 ? 0 : 1), fair: 1, poor: 0.5 },
} as const;

/** The gravest first: of several causes the first is told. `weak` comes of the others, so it is told alone only. */
const causes = ['connection', 'nothing-heard', 'nothing-sent', 'loss', 'delay', 'jitter', 'weak'] as const;

/** What the SDK's warnings are about, and how bad that is at least. */
const warned: Readonly<Record<string, { cause: QualityCause; level: QualityLevel }>> = {
  'ice-connectivity-lost': { cause: 'connection', level: 'poor' },
  'low-bytes-received': { cause: 'nothing-heard', level: 'poor' },
  'low-bytes-sent': { cause: 'nothing-sent', level: 'poor' },
  'high-packet-loss': { cause: 'loss', level: 'fair' },
  'high-packets-lost-fraction': { cause: 'loss', level: 'fair' },
  'high-rtt': { cause: 'delay', level: 'fair' },
  'high-jitter': { cause: 'jitter', level: 'fair' },
  'low-mos': { cause: 'weak', level: 'fair' },
};

const levels = ['good', 'fair', 'poor'] as const satisfies readonly QualityLevel[];
const rank = (level: QualityLevel): number => levels.indexOf(level);

/** The meter after a sign; the very same object when it says nothing new. Worse takes three bad seconds of five, better five good ones. */
export function measure(meter: Meter, sign: QualitySign): Meter {
  if (sign.type === 'sample') return settle(meter, { window: [...meter.window, sign.sample].slice(-windowSeconds) });
  const cause = warned[sign.name]?.cause;
  if (cause === undefined || meter.warnings.includes(cause) === (sign.type === 'warning')) return meter;
  const others = meter.warnings.filter((other) => other !== cause);
  return settle(meter, { warnings: sign.type === 'warning' ? [...others, cause] : others });
}

function settle(meter: Meter, news: Partial<Pick<Meter, 'window' | 'warnings'>>): Meter {
  const { window, warnings } = { ...meter, ...news };
  const bad = window.map((sample) => Math.max(...causes.map((cause) => rankOf(cause, sample)))).sort((a, b) => b - a);
  const worse = bad[badSeconds - 1] ?? 0;
  const better = window.length < windowSeconds ? rank(meter.level) : (bad[0] ?? 0);
  const heard = Math.max(worse, Math.min(rank(meter.level), better));
  const level = levels[Math.max(heard, ...warnings.map(leastOf))] ?? 'poor';
  return { window, warnings, level, cause: level === 'good' ? null : causeOf(window, warnings) };
}

const leastOf = (cause: QualityCause): number =>
  Math.max(...Object.values(warned).map((each) => (each.cause === cause ? rank(each.level) : 0)));

function rankOf(cause: QualityCause, sample: Sample): number {
  if (cause === 'connection') return 0;
  const { of, fair, poor } = limits[cause];
  return of(sample) > poor ? 2 : of(sample) > fair ? 1 : 0;
}

/** What weighs most over the last seconds; a warning that stands counts for all of them. */
function causeOf(window: readonly Sample[], warnings: readonly QualityCause[]): QualityCause {
  const weight = (cause: QualityCause): number =>
    window.reduce((sum, sample) => sum + rankOf(cause, sample), 0) +
    (warnings.includes(cause) ? windowSeconds * leastOf(cause) : 0);
  const told = causes.filter((cause) => cause !== 'weak' && weight(cause) > 0);
  return told.toSorted((a, b) => weight(b) - weight(a))[0] ?? 'weak';
}

/** Seconds after which there is something to say of a whole call. */
const tellingSeconds = 3;

/** A whole call: the worst that was shown of it, and the medians of its seconds; null when it was too short to tell. */
export function summaryOf(worst: Pick<Meter, 'level' | 'cause'>, samples: readonly Sample[]): Quality | null {
  if (samples.length < tellingSeconds) return null;
  const median = (figures: readonly number[], step: number): number | null => {
    const sorted = figures.filter((figure) => Number.isFinite(figure) && figure >= 0).sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)];
    return middle === undefined ? null : Math.round(middle / step) * step;
  };
  const scores = samples.flatMap(({ mos }) => (mos === null ? [] : [Math.round(mos * 10)]));
  const mos = median(scores, 1);
  // Lost of all that should have come: a second in which little came counts for little.
  const received = sum(samples.map((each) => each.packetsReceived));
  const lost = sum(
    samples.map(({ packetsReceived, lossPercent: p }) => (p < 100 ? (packetsReceived * p) / (100 - p) : 0)),
  );
  return {
    worst: worst.level,
    cause: worst.cause,
    mos: mos === null ? null : mos / 10,
    rttMs: bounded(
      median(
        samples.map(({ rttMs }) => rttMs),
        1,
      ),
    ),
    jitterMs: bounded(
      median(
        samples.map(({ jitterMs }) => jitterMs),
        1,
      ),
    ),
    lossPercent: received === 0 ? null : Math.round((1000 * lost) / (received + lost)) / 10,
  };
}

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
const bounded = (ms: number | null): number | null => (ms === null ? null : Math.min(60_000, ms));

/** The worse of two readings; of two as bad the first. */
export const worseOf = <T extends Pick<Meter, 'level'>>(a: T, b: T): T => (rank(b.level) > rank(a.level) ? b : a);
