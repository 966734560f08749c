/** What became of work that had to be done in time. */
export type Within<T> = { ok: true; value: T } | { ok: false; reason: 'late' | 'failed'; error?: unknown };

/** Waits for `work` at most `ms` milliseconds. Never rejects; work that is late goes on unheard. */
export function within<T>(ms: number, work: () => Promise<T>): Promise<Within<T>> {
  return settled(ms, attempt(work));
}

/** Longest that late work is kept going: the platform allows 30 seconds after the answer. */
const KEPT_MS = 10_000;

/** `within`, for work that must be done even when it is late: `keep` is the request's `waitUntil`. */
export function withinButKept<T>(
  ms: number,
  keep: (work: Promise<unknown>) => void,
  work: () => Promise<T>,
): Promise<Within<T>> {
  const attempted = attempt(work);
  keep(settled(KEPT_MS, attempted));
  return settled(ms, attempted);
}

async function settled<T>(ms: number, attempted: Promise<Within<T>>): Promise<Within<T>> {
  const late = Promise.withResolvers<Within<T>>();
  const timer = setTimeout(() => {
    late.resolve({ ok: false, reason: 'late' });
  }, ms);
  const result = await Promise.race([attempted, late.promise]);
  clearTimeout(timer);
  return result;
}

async function attempt<T>(work: () => Promise<T>): Promise<Within<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, reason: 'failed', error };
  }
}
