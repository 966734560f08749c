import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { CallEvent, LegFacts } from './history.ts';
import { log, messageOf } from './log.ts';
import { CallSid } from './protocol.ts';
import { StatusCallback } from './twilio/webhooks.ts';
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
    const event = callEvent(callback, Date.now());
    const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
    const stored = await withinButKept(OBJECT_MS, keep, () => c.var.ports.exchange.record(event));
    if (!stored.ok) {
      log.error('event-unstored', { callSid: event.callSid, error: messageOf(stored.error) });
      return c.text('Storage cannot be reached', 503);
    }
    log.info(event.type, { callSid: callback.CallSid, status: callback.CallStatus, sip: callback.SipResponseCode });
    return c.body(null, 204);
  });

/** A status callback as an event. Twilio's own time counts; `now` when it sent none. */
export function callEvent(callback: v.InferOutput<typeof StatusCallback>, now: number): CallEvent {
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
  return callback.ParentCallSid
    ? { type: 'leg', callSid: v.parse(CallSid, callback.ParentCallSid), at, legSid, leg }
    : { type: 'root', callSid: legSid, at, leg };
}
