import { m } from '../../paraglide/messages.js';
import type { Quality, QualityCause, QualityLevel } from '../../../../worker/protocol.ts';
import type { CallHealth } from '../../call/call-monitor.ts';
import type { Issue } from '../../call/voice.ts';

/** How a call sounds, in words: the cause and what to do about it. */

export const levelWords: Readonly<Record<QualityLevel, () => string>> = {
  good: m.quality_good,
  fair: m.quality_fair,
  poor: m.quality_poor,
};

const causeWords: Readonly<Record<QualityCause, () => string>> = {
  connection: m.quality_connection,
  'nothing-heard': m.quality_nothing_heard,
  'nothing-sent': m.quality_nothing_sent,
  loss: m.quality_loss,
  delay: m.quality_delay,
  jitter: m.quality_jitter,
  weak: m.quality_weak,
};

export const issueWords: Readonly<Record<Issue, () => string>> = {
  'choppy-audio': m.issue_choppy_audio,
  'one-way-audio': m.issue_one_way_audio,
  'audio-latency': m.issue_audio_latency,
  'noisy-call': m.issue_noisy_call,
  echo: m.issue_echo,
  'dropped-call': m.issue_dropped_call,
};

/** What is to be known of the sound, asked for. */
export const soundWords = ({ cause }: { cause: QualityCause | null }): string =>
  cause === null ? m.quality_fine() : causeWords[cause]();

/** What must be said without being asked: one thing at a time, the gravest first; empty when there is nothing. */
export function warningOf(health: CallHealth | null): string {
  if (health?.isSpeakingMuted) return m.muted_speaking();
  return health?.level === 'poor' ? soundWords(health) : '';
}

export const percentOf = (percent: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(percent / 100);

export const scoreOf = (mos: number, locale: string): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(mos);

/** A whole call in one line: the word, then the figures. */
export function qualityLine({ worst, mos, lossPercent, rttMs }: Quality, locale: string): string {
  return [
    levelWords[worst](),
    ...(mos === null ? [] : [m.detail_score({ mos: scoreOf(mos, locale) })]),
    ...(lossPercent ? [m.detail_lost({ percent: percentOf(lossPercent, locale) })] : []),
    ...(rttMs === null ? [] : [m.detail_round_trip({ ms: rttMs })]),
  ].join(' · ');
}
