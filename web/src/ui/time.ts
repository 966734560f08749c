/** A running clock: `4:17`, `1:02:09`. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = String(whole % 60).padStart(2, '0');
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}`
    : `${String(minutes).padStart(2, '0')}:${tail}`;
}

/** Makes a formatter once for each language: making one costs as much as drawing a row of Recents. */
function once<F>(make: (locale: string) => F): (locale: string) => F {
  const made = new Map<string, F>();
  return (locale) => {
    const known = made.get(locale);
    if (known !== undefined) return known;
    const formatter = make(locale);
    made.set(locale, formatter);
    return formatter;
  };
}

const lengthIn = (unit: 'hour' | 'minute' | 'second') =>
  once((locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }));
const lengths = { hour: lengthIn('hour'), minute: lengthIn('minute'), second: lengthIn('second') };
const weekday = once((locale) => new Intl.DateTimeFormat(locale, { weekday: 'long' }));
const day = once((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }));
const dayAndYear = once(
  (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }),
);
const ago = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

const part = (value: number, unit: keyof typeof lengths, locale: string): string => lengths[unit](locale).format(value);

/** A length in words: `12 min`, `1 min 8 s`, `2 h 5 min`; seconds are dropped from ten minutes on. */
export function durationOf(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (hours > 0) return part(hours, 'hour', locale) + (minutes > 0 ? ` ${part(minutes, 'minute', locale)}` : '');
  if (minutes === 0) return part(rest, 'second', locale);
  return part(minutes, 'minute', locale) + (minutes < 10 && rest > 0 ? ` ${part(rest, 'second', locale)}` : '');
}

/**
 * The time of day: `13:05` or `1:05 PM`, as the language writes it. By hand: the first `Intl.DateTimeFormat` of a page takes
 * 20 ms, and a list of today's calls need not wait for it.
 */
export function timeOf(iso: string, locale: string): string {
  const date = new Date(iso);
  const [hours, minutes] = [date.getHours(), String(date.getMinutes()).padStart(2, '0')];
  if (locale === 'fr') return `${hours}:${minutes}`;
  return `${String(hours % 12 || 12)}:${minutes}\u00a0${hours < 12 ? 'AM' : 'PM'}`;
}

/** The number of the day that a moment is in, as the calendar of this browser counts them. */
export function dayNumber(moment: string | number): number {
  const date = new Date(moment);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** Whole days between two moments, as the calendar of this browser counts them. */
export const daysBetween = (iso: string, nowMs: number): number => dayNumber(nowMs) - dayNumber(iso);

/** A day in words: `Monday`, `22 November`, with the year once it is another one. Today and yesterday are the caller's words. */
export function dayOf(iso: string, nowMs: number, locale: string): string {
  const date = new Date(iso);
  const days = daysBetween(iso, nowMs);
  if (days > 0 && days < 7) return weekday(locale).format(date);
  const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return (isThisYear ? day : dayAndYear)(locale).format(date);
}

/** How long ago, loosely: `3 hours ago`, `yesterday`. */
export function agoOf(iso: string, nowMs: number, locale: string): string {
  const format = ago(locale);
  const minutes = Math.round((new Date(iso).getTime() - nowMs) / 60_000);
  if (minutes > -1) return format.format(0, 'second');
  if (minutes > -60) return format.format(minutes, 'minute');
  if (minutes > -24 * 60) return format.format(Math.round(minutes / 60), 'hour');
  return format.format(-daysBetween(iso, nowMs), 'day');
}
