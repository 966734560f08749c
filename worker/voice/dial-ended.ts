import type { Context } from 'hono';
import * as v from 'valibot';
import type { SpokenLanguage } from '../config.ts';
import { log, messageOf } from '../log.ts';
import { CallSid } from '../protocol.ts';
import { nothing, sayAndHangUp } from '../twilio/twiml.ts';
import type { DialEnded } from '../twilio/webhooks.ts';
import { withinButKept } from '../within.ts';
import { sentence } from './sentences.ts';
import type { SignedEnv } from './signed.ts';

const OBJECT_MS = 700;

/**
 * A Dial is over: writes down how, then ends the call; a caller from outside whom nobody answered hears a sentence first.
 * The `action` of a Dial that was replaced meanwhile is requested too: it is answered with nothing and changes nothing.
 */
export async function dialEnded(c: Context<SignedEnv>, dial: v.InferOutput<typeof DialEnded>): Promise<string> {
  const { config, ports } = c.var;
  const asked = c.req.query('g') ?? '';
  if (!/^\d{1,9}$/.test(asked)) return nothing();
  const generation = Number(asked);
  const callSid = v.parse(CallSid, dial.CallSid);
  const status = dial.DialCallStatus;
  const durationSeconds = dial.DialCallDuration ?? null;

  const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
  const recorded = await withinButKept(OBJECT_MS, keep, () =>
    ports.exchange.record({ type: 'dial-ended', callSid, at: Date.now(), status, durationSeconds, generation }),
  );
  if (!recorded.ok) log.error('outcome-unrecorded', { callSid, status, error: messageOf(recorded.error) });
  const isCurrent = recorded.ok ? recorded.value : generation === 0;
  if (!isCurrent) return nothing();
  log.info('dial-ended', { callSid, status, durationSeconds });
  return farewell(config.language, dial.From, status);
}

/** What is still to be said after a Dial: a sentence to a caller from outside whom nobody answered, nothing to anybody else. */
export function farewell(language: SpokenLanguage, from: string | null, status: string | null): string {
  const isUnanswered = status !== null && status !== 'completed' && status !== 'answered';
  const isOurs = from?.startsWith('client:') === true;
  return isUnanswered && !isOurs ? sayAndHangUp(sentence('nobody', language), language) : nothing();
}
