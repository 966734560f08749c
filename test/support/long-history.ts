import type { Page } from '@playwright/test';
import type { CallDetail, Calls, Conversation } from '../../worker/protocol.ts';

const NAMES = ['+15145550123', '+14185550142', '+33184880000', '+18195550177', '+442079460018', '+15145550199'];
const STATES = ['completed', 'missed', 'completed', 'busy', 'no-answer', 'declined', 'completed'] as const;

/** A call of a history that reads like years of a shop's telephone: the first is the newest. */
function callAt(n: number, total: number): Conversation {
  const place = total - n;
  const state = STATES[n % STATES.length] ?? 'completed';
  const isInbound = state === 'missed' || state === 'declined' || n % 3 === 0;
  const startedAt = new Date(Date.now() - 5 * 60_000 - n * 47 * 60_000).toISOString();
  return {
    callSid: nameOfPlace(place) as Conversation['callSid'],
    place,
    direction: isInbound ? 'inbound' : 'outbound',
    party: { kind: 'number', number: (NAMES[(n >> 1) % NAMES.length] ?? '') as never },
    line: null,
    state,
    failure: null,
    isFinal: true,
    isUnread: state === 'missed' && n < 20,
    blockReason: null,
    answeredBy: null,
    startedAt,
    answeredAt: state === 'completed' ? startedAt : null,
    endedAt: startedAt,
    ringSeconds: 6,
    talkSeconds: state === 'completed' ? 20 + ((n * 37) % 900) : null,
    note: '',
    transferredTo: null,
    recordings: [],
    control: null,
  };
}

/** The name of the call at this place: the newest has `total`. */
export const nameOfPlace = (place: number): string => `CA${place.toString(16).padStart(32, '0')}`;

/** The Worker of this page tells of `total` calls, page by page, and of nothing else that happens. */
export async function hasLongHistory(page: Page, total: number): Promise<void> {
  await page.routeWebSocket(/\/api\/live/, () => {});
  await page.route(/\/api\/calls\/CA[0-9a-f]{32}$/, (route) => {
    const place = parseInt(new URL(route.request().url()).pathname.slice(-32), 16);
    const json: CallDetail = { call: callAt(total - place, total), legs: [], quality: null };
    return route.fulfill({ json });
  });
  await page.route(/\/api\/calls(\?|$)/, (route) => {
    const query = new URL(route.request().url()).searchParams;
    // Nobody in it is called so.
    if (query.has('q')) return route.fulfill({ json: { calls: [], next: null, seq: 1, unread: 3 } satisfies Calls });
    const from = query.has('before') ? total - Number(query.get('before')) + 1 : 0;
    const limit = Math.min(Number(query.get('limit') ?? 50), total - from);
    const calls = Array.from({ length: Math.max(0, limit) }, (_, n) => callAt(from + n, total));
    const next = from + limit < total ? (calls.at(-1)?.place ?? null) : null;
    return route.fulfill({ json: { calls, next, seq: 1, unread: 3 } satisfies Calls });
  });
}
