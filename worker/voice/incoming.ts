import type { Context } from 'hono';
import * as v from 'valibot';
import { roundsOf } from '../dialplan.ts';
import { copyRing, readRing } from '../directory.ts';
import { log, messageOf } from '../log.ts';
import type { Ports } from '../ports.ts';
import { CallSid, type Identity } from '../protocol.ts';
import { reject, sayAndHangUp } from '../twilio/twiml.ts';
import type { FallbackRequest, VoiceRequest } from '../twilio/webhooks.ts';
import { within, type Within, withinButKept } from '../within.ts';
import { farewell, lineCalled, ring } from './ringing.ts';
import { sentence } from './sentences.ts';
import type { SignedEnv } from './signed.ts';
import { dialEndedUrl, type Round } from './urls.ts';

/** The object and KV are asked at the same moment; either may hang, and the caller is still answered within a second. */
const STORAGE_MS = 350;
/** After this the object plans nothing any more: its word would come when somebody rings already. */
const PLAN_MS = STORAGE_MS - 50;

type VoiceCall = v.InferOutput<typeof VoiceRequest>;

/** Somebody calls the line: rings every device of the ring set, as the object plans it or else as KV last knew it. A blocked number is turned away. */
export async function incoming(c: Context<SignedEnv>, call: VoiceCall): Promise<string> {
  const { config, ports } = c.var;
  const line = lineCalled(config, call.To).number;
  const callSid = v.parse(CallSid, call.CallSid);
  const copy = within(STORAGE_MS, () => readRing(ports.directory));
  const now = Date.now();
  const received = { callSid, from: call.From ?? '', to: call.To ?? '', line, now, deadline: now + PLAN_MS };
  const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
  const asked = await withinButKept(STORAGE_MS, keep, () => ports.exchange.receive(received));
  const plan = asked.ok ? asked.value : null;
  if (!plan) {
    const why = asked.ok ? { reason: 'late' } : { reason: asked.reason, error: messageOf(asked.error) };
    log.error('object-unreachable', { callSid, ...why });
    return ringCopied(c, call, await copy);
  }
  const { rounds, isBlocked, callerName, isRecorded } = plan;
  if (rounds.length > 0) keep(mendCopy(ports, copy));
  if (isBlocked) {
    log.info('turned-away', { callSid });
    return reject();
  }
  const how = { isCopy: false, isNoticed: isRecorded };
  return ringFirst(c, { ...call, CallerName: callerName ?? call.CallerName }, rounds, how);
}

/** KV knows nobody who rings, though somebody does: for the next call it will. */
async function mendCopy(ports: Ports, copy: Promise<Within<Identity[]>>): Promise<void> {
  const known = await copy;
  if (known.ok && known.value.length === 0) await copyRing(ports, true);
}

/** Our answer failed or came too late for Twilio: rings whom KV knows, and asks nobody else. After a Dial nobody rings again. */
export async function fallback(c: Context<SignedEnv>, call: v.InferOutput<typeof FallbackRequest>): Promise<string> {
  const { config, ports } = c.var;
  const isAfterDial = call.DialCallStatus !== null || call.ErrorUrl?.startsWith(dialEndedUrl(config.publicUrl));
  if (isAfterDial) return farewell(config, call.From, call.DialCallStatus);
  if (call.From?.startsWith('client:')) return sayAndHangUp(sentence('cannotDial', config.language), config.language);
  return ringCopied(c, call, await within(STORAGE_MS, () => readRing(ports.directory)));
}

function ringCopied(c: Context<SignedEnv>, call: VoiceCall, copy: Within<Identity[]>): string {
  if (!copy.ok) log.error('ring-unknown', { callSid: call.CallSid, error: messageOf(copy.error) });
  return ringFirst(c, call, copy.ok ? roundsOf(copy.value) : [], { isCopy: true, isNoticed: false });
}

function ringFirst(
  c: Context<SignedEnv>,
  call: VoiceCall,
  rounds: Identity[][],
  how: Pick<Round, 'isCopy' | 'isNoticed'>,
): string {
  return ring(c, call, rounds[0] ?? [], { number: 0, of: rounds.length, ...how });
}
