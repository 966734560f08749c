import type { Context } from 'hono';
import * as v from 'valibot';
import { callEvent } from '../events.ts';
import { log, messageOf } from '../log.ts';
import { CallSid } from '../protocol.ts';
import { nothing, sayThen } from '../twilio/twiml.ts';
import type { StatusCallback } from '../twilio/webhooks.ts';
import { withinButKept } from '../within.ts';
import { carryOut } from '../perform.ts';
import { sentence } from './sentences.ts';
import type { SignedEnv } from './signed.ts';
import { noticedUrl } from './urls.ts';

/** As long as whoever answered is kept waiting to be joined. */
const OBJECT_MS = 700;

/** Says that the call is recorded: in a room, or to whoever answered a call that is to be recorded. They say when they have heard it. */
export function notice(c: Context<SignedEnv>): string {
  const { publicUrl, language } = c.var.config;
  const call = v.safeParse(CallSid, c.req.query('call'));
  const spoken = { sentence: sentence('notice', language), language };
  return sayThen(spoken, call.success ? noticedUrl(publicUrl, call.output) : null);
}

/** Whoever answered has heard it, and is joined now: the call is recorded from here on. */
export async function noticed(c: Context<SignedEnv>, leg: v.InferOutput<typeof StatusCallback>): Promise<string> {
  const event = callEvent(leg, Date.now(), c.req.query('call'));
  const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
  const origin = { generation: 0, isGuest: false, isNoticed: true };
  const told = await withinButKept(OBJECT_MS, keep, () => c.var.ports.exchange.record(event, origin));
  if (!told.ok) log.error('notice-untold', { callSid: event.callSid, error: messageOf(told.error) });
  else if (told.value) keep(carryOut(c.var, told.value, 'recording'));
  return nothing();
}
