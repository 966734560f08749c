import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { CallEvent, LegFacts } from './history.ts';
import { log, messageOf } from './log.ts';
import { carryOut } from './perform.ts';
import type { Steered } from './ports/steering.ts';
import { CallSid } from './protocol.ts';
import { ConferenceCallback, RecordingCallback, StatusCallback } from './twilio/webhooks.ts';
import { parseForm, signed, type SignedEnv } from './voice/signed.ts';
import { withinButKept } from './within.ts';

/** Twilio waits longer; it does not tell again by itself (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides). */
const OBJECT_MS = 5000;

/** Twilio tells what happened. It is thanked once the fact is stored, never before; to store it is tried again, also after it was not thanked. */
export const events = new Hono<SignedEnv>()
  .use('/events/*', signed)
  // Of each leg that we dial, of the line's number and of the TwiML App.
  .post('/events/call', async (c) => {
    const callback = parseForm(c, StatusCallback);
    if (!callback) return c.text('Bad request', 400);
    log.info('leg', { callSid: callback.CallSid, status: callback.CallStatus, sip: callback.SipResponseCode });
    const event = callEvent(callback, Date.now(), c.req.query('call'));
    const origin = {
      generation: Number(c.req.query('g') ?? 0),
      isGuest: c.req.query('as') === 'guest',
      isNoticed: c.req.query('n') === '1',
    };
    return store(c, event.callSid, () => c.var.ports.exchange.record(event, origin));
  })
  // Of the room of a call.
  .post('/events/room', async (c) => {
    const callback = parseForm(c, ConferenceCallback);
    const callSid = v.safeParse(CallSid, c.req.query('call'));
    if (!callback || !callSid.success) return c.text('Bad request', 400);
    const { StatusCallbackEvent: what, CallSid: leg } = callback;
    const { exchange } = c.var.ports;
    const told = { callSid: callSid.output, now: Date.now() };
    const change = roomChange(callback);
    const isHeard = what === 'announcement-end';
    if (change) {
      const generation = Number(c.req.query('g') ?? 0);
      log.info('room', { callSid: told.callSid, what, leg });
      return store(c, told.callSid, () => exchange.roomTold({ ...change, ...told, generation }));
    }
    if (!isHeard && what !== 'announcement-fail') return c.body(null, 204);
    const since = sinceOf(callback.AnnounceUrl);
    log.info('notice', { callSid: told.callSid, isHeard });
    return store(c, told.callSid, () => exchange.noticeTold({ ...told, since, isHeard }));
  })
  // Of what is recorded of a call.
  .post('/events/recording', async (c) => {
    const callback = parseForm(c, RecordingCallback);
    const callSid = v.safeParse(CallSid, c.req.query('call'));
    if (!callback || !callSid.success) return c.text('Bad request', 400);
    const { RecordingSid: sid, CallSid: leg, RecordingStatus: status } = callback;
    const now = Date.now();
    const startedAt = timeOr(now, callback.RecordingStartTime);
    const told = { callSid: callSid.output, sid, leg, status, startedAt, seconds: callback.RecordingDuration ?? null };
    log.info('recording', { callSid: told.callSid, sid, status });
    return store(c, told.callSid, () => c.var.ports.exchange.recordingTold({ ...told, now }));
  });

/** Twilio is thanked once it is stored; what follows is done after that: the next thing it tells may be the answer to it. */
async function store(c: Context<SignedEnv>, callSid: CallSid, work: () => Promise<Steered | null>): Promise<Response> {
  const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
  const stored = await withinButKept(OBJECT_MS, keep, work);
  if (!stored.ok) {
    log.error('event-unstored', { callSid, error: messageOf(stored.error) });
    return c.text('Storage cannot be reached', 503);
  }
  const steered = stored.value;
  if (steered && steered.commands.length > 0) {
    const what = steered.commands.some((command) => command.do === 'invite') ? 'consult' : 'hold';
    keep(carryOut(c.var, steered, what));
  }
  return c.body(null, 204);
}

/** Who came or went; null for what else happens in a conference. */
function roomChange(callback: v.InferOutput<typeof ConferenceCallback>) {
  const { CallSid: leg, ConferenceSid: room, StatusCallbackEvent: what, SequenceNumber: number } = callback;
  if (!leg || (what !== 'participant-join' && what !== 'participant-leave')) return null;
  return { leg: v.parse(CallSid, leg), isIn: what === 'participant-join', room, number: number ?? 0 };
}

/** A status callback as an event. Twilio's own time counts; `now` when it sent none. `conversation`: as its address names it. */
export function callEvent(
  callback: v.InferOutput<typeof StatusCallback>,
  now: number,
  conversation?: string,
): Extract<CallEvent, { type: 'leg' | 'root' }> {
  const legSid = v.parse(CallSid, callback.CallSid);
  const at = timeOr(now, callback.Timestamp);
  const leg: LegFacts = {
    status: callback.CallStatus,
    from: callback.From,
    to: callback.To,
    sipCode: callback.SipResponseCode ?? null,
    durationSeconds: callback.CallDuration ?? null,
  };
  // A leg that was dialled in the middle of a call has another parent than its root, or none.
  const callSid = v.parse(CallSid, conversation ?? (callback.ParentCallSid || legSid));
  return callSid === legSid ? { type: 'root', callSid, at, leg } : { type: 'leg', callSid, at, legSid, leg };
}

/** RFC 2822, in milliseconds since the epoch. */
function timeOr(now: number, written: string | undefined): number {
  const told = Date.parse(written ?? '');
  return Number.isNaN(told) ? now : told;
}

/** Which notice it was, by its address; null when Twilio did not give one. */
function sinceOf(announceUrl: string | null): number | null {
  return announceUrl === null ? null : Number(URL.parse(announceUrl)?.searchParams.get('since') ?? 0);
}
