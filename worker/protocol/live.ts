import * as v from 'valibot';
import { Conversation } from './calls.ts';
import { CallSid, PersonId } from './ids.ts';

/** What of the workspace changed besides calls: whoever shows it asks for it again. */
export const Topic = v.picklist(['contacts', 'blocked', 'people', 'lines', 'settings', 'devices']);
export type Topic = v.InferOutput<typeof Topic>;

/** The sequence number that somebody heard of last, as an address says it. */
export const Since = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));

/**
 * What `GET /api/live?since=<seq>` (a WebSocket) says. Each change of the ledger has a sequence number; a message brings its listener up to
 * `seq`, whole: rows as they are now, as this person reads them. A socket that comes back says `since` what it heard last and
 * misses nothing; the same row may come again, never an older one.
 */
export const LiveMessage = v.variant('type', [
  v.object({
    type: v.literal('changes'),
    seq: v.number(),
    calls: v.array(Conversation),
    erased: v.array(CallSid),
    topics: v.array(Topic),
    unread: v.number(),
  }),
  /** Too much has changed to tell it one by one, or all was erased: ask for everything anew. */
  v.object({ type: v.literal('reset'), seq: v.number() }),
  /** Who is awake, all of them; has no sequence number. */
  v.object({ type: v.literal('presence'), awake: v.array(PersonId) }),
]);
export type LiveMessage = v.InferOutput<typeof LiveMessage>;

/** A device says `ping` every so often and hears `pong` without anybody being woken: so it is known to be awake. */
export const HEARTBEAT = { ask: 'ping', answer: 'pong', everyMs: 10_000, lateAfterMs: 30_000 } as const;

/** Why the Worker closes the socket of a device: signed out, or cut off. */
export const SIGNED_OUT_CLOSE = 4401;
/** A newer socket of the same device took its place: a device has at most `MOST_SOCKETS`. Come back when somebody looks. */
export const CROWDED_OUT_CLOSE = 4429;
export const MOST_SOCKETS = 10;
