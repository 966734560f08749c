import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { CallEvent, LegFacts } from './history.ts';
import { log, messageOf } from './log.ts';
import { perform } from './perform.ts';
import type { Steered } from './ports/steering.ts';
import { CallSid } from './protocol.ts';
import { ConferenceCallback, StatusCallback } from './twilio/webhooks.ts';
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
    const now = Date.now();
    const event = callEvent(callback, now, c.req.query('call'));
    const origin = { generation: Number(c.req.query('g') ?? 0), isGuest: c.req.query('as') === 'guest' };
    const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
    const stored = await withinButKept(OBJECT_MS, keep, () => c.var.ports.exchange.record(event, origin));
    if (!stored.ok) {
      log.error('event-unstored', { callSid: event.callSid, error: messageOf(stored.error) });
      return c.text('Storage cannot be reached', 503);
    }
    if (stored.value) keep(follow(c, stored.value));
    log.info(event.type, { callSid: callback.CallSid, status: callback.CallStatus, sip: callback.SipResponseCode });
    return c.body(null, 204);
  })
  // Of the room of a call.
  .post('/events/room', async (c) => {
    const callback = parseForm(c, ConferenceCallback);
    const callSid = v.safeParse(CallSid, c.req.query('call'));
    if (!callback || !callSid.success) return c.text('Bad request', 400);
    const change = roomChange(callback);
    if (!change) return c.body(null, 204);
    const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
    const told = { ...change, generation: Number(c.req.query('g') ?? 0), callSid: callSid.output, now: Date.now() };
    const stored = await withinButKept(OBJECT_MS, keep, () => c.var.ports.exchange.roomTold(told));
    if (!stored.ok) {
      log.error('event-unstored', { callSid: told.callSid, error: messageOf(stored.error) });
      return c.text('Storage cannot be reached', 503);
    }
    if (stored.value) keep(follow(c, stored.value));
    log.info('room', { callSid: told.callSid, what: callback.StatusCallbackEvent, leg: callback.CallSid });
    return c.body(null, 204);
  });

/** What follows is done after Twilio was thanked: the next thing it tells may be the answer to it. */
async function follow(c: Context<SignedEnv>, steered: Steered): Promise<void> {
  if (steered.commands.length === 0) return;
  const isDone = await perform(c.var.config, steered, Date.now());
  if (isDone) return;
  const what = steered.commands.some((command) => command.do === 'invite') ? 'consult' : 'hold';
  await c.var.ports.exchange.steeringFailed(steered.callSid, what, Date.now());
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
  const told = Date.parse(callback.Timestamp ?? '');
  const at = Number.isNaN(told) ? now : told;
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
