/** What became of work that had to be done in time. */
export type Within<T> = { ok: true; value: T } | { ok: false; reason: 'late' | 'failed'; error?: unknown };

/** Waits for `work` at most `ms` milliseconds. Never rejects; work that is late goes on unheard. */
export function within<T>(ms: number, work: () => Promise<T>): Promise<Within<T>> {
  return settled(ms, attempt(work));
}

/**
 * `within`, for work that must be done even when it is late: `keep` is the request's `waitUntil`. The work is tried again when it
 * fails, and must come to the same when it is done twice.
 */
export function withinButKept<T>(
  ms: number,
  keep: (work: Promise<unknown>) => void,
  work: () => Promise<T>,
): Promise<Within<T>> {
  const attempted = insistently(work);
  keep(attempted);
  return settled(ms, attempted);
}

/** Before each further try; all in all less than the 30 seconds that the platform allows after the answer. */
const PAUSES_MS = [50, 200, 500, 1500, 4000];
/** What hangs as long as this is tried anew. */
const TRY_MS = 4000;

/** Tries until it is done, a few times within some seconds. Never rejects. For work as above. */
export async function insistently<T>(work: () => Promise<T>): Promise<Within<T>> {
  let tried = await within(TRY_MS, work);
  for (const pauseMs of PAUSES_MS) {
    if (tried.ok) break;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    tried = await within(TRY_MS, work);
  }
  return tried;
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
