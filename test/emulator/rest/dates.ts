import { invalid } from './errors.ts';

/** The ways the call list is asked about a time: on that day, before, after. */
export const TIME_FIELDS = ['StartTime', 'StartTime<', 'StartTime>', 'EndTime', 'EndTime<', 'EndTime>'] as const;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Whether a time is one that `StartTime`, `StartTime<` and `StartTime>` (or those of `EndTime`) ask for: on that day of
 * UTC, up to the instant, from the instant on, both with it, to the second. A day alone stands for its midnight, as
 * Twilio's page says. A call that has no such time is in none of them.
 */
export function timeFilter(query: Record<string, string>, name: 'StartTime' | 'EndTime') {
  const [on, before, after] = [name, `${name}<`, `${name}>`].map((field) => instantOf(query, field));
  return (atMs: number | null): boolean => {
    if (on === undefined && before === undefined && after === undefined) return true;
    if (atMs === null) return false;
    const at = Math.floor(atMs / 1000) * 1000;
    return dayOf(on ?? at) === dayOf(at) && at <= (before ?? at) && at >= (after ?? at);
  };
}

function instantOf(query: Record<string, string>, field: string): number | undefined {
  const value = query[field];
  if (value === undefined) return undefined;
  const atMs = DAY.test(value) || TIME.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(atMs)) throw invalid(`${field} "${value}" is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ`);
  return atMs;
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
