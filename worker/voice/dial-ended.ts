import type { Context } from 'hono';
import * as v from 'valibot';
import { roundsOf } from '../dialplan.ts';
import { readRing } from '../directory.ts';
import { log, messageOf } from '../log.ts';
import { CallSid, type Identity } from '../protocol.ts';
import { carryOut } from '../perform.ts';
import { nothing } from '../twilio/twiml.ts';
import type { DialEnded } from '../twilio/webhooks.ts';
import { within, withinButKept } from '../within.ts';
import { twimlOf } from './instruction.ts';
import { farewell, isUnanswered, ring } from './ringing.ts';
import type { SignedEnv } from './signed.ts';
import { dialOf } from './urls.ts';

const OBJECT_MS = 700;

/**
 * A Dial is over: writes down how, then rings those who are next, or ends the call; a caller from outside whom nobody answered
 * hears a sentence first. The `action` of a Dial that was replaced meanwhile is requested too: it is answered with nothing and
 * changes nothing.
 */
export async function dialEnded(c: Context<SignedEnv>, dial: v.InferOutput<typeof DialEnded>): Promise<string> {
  const { config, ports } = c.var;
  const of = dialOf((name) => c.req.query(name));
  if (!of) return nothing();
  const { generation, round } = of;
  const leg = v.parse(CallSid, dial.CallSid);
  const callSid = v.parse(CallSid, of.call ?? leg);
  const status = dial.DialCallStatus;
  const durationSeconds = dial.DialCallDuration ?? null;
  const next = { ...round, number: round.number + 1 };
  const isLast = next.number >= round.of;

  const copy = isLast ? null : within(OBJECT_MS, () => readRing(ports.directory));
  const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
  const isAlive = dial.CallStatus === 'in-progress';
  const at = Date.now();
  const ended = { callSid, at, status, durationSeconds, generation, round: round.number, isLast, leg, isAlive };
  const told = await withinButKept(OBJECT_MS, keep, () => ports.exchange.dialEnded({ type: 'dial-ended', ...ended }));
  if (!told.ok) log.error('outcome-unrecorded', { callSid, status, error: messageOf(told.error) });
  const isReplaced = told.ok ? told.value === null : generation !== 0;
  if (isReplaced) return nothing();
  const steered = told.ok ? told.value?.steered : null;
  if (steered?.instruction) {
    log.info('steered', { callSid, generation, does: steered.instruction.does });
    if (steered.commands.length > 0) keep(carryOut(c.var, steered, null));
    return twimlOf(config, steered.about, steered.instruction, at);
  }
  log.info('dial-ended', { callSid, status, durationSeconds });
  if (isLast || !isUnanswered(status)) return farewell(config, dial.From, status);

  // Who was rung by the copy is not rung again by the object's plan: that has another order.
  const planned = told.ok && !round.isCopy ? told.value : null;
  const CallerName = (told.ok && told.value?.callerName) || dial.CallerName;
  const call = { ...dial, CallerName };
  if (planned) return ring(c, call, planned.rings, { ...next, number: planned.round });
  return ring(c, call, copied(await copy, next.number), { ...next, isCopy: true });
}

function copied(copy: Awaited<ReturnType<typeof within<Identity[]>>> | null, round: number): Identity[] {
  return copy?.ok ? (roundsOf(copy.value)[round] ?? []) : [];
}
