import type { Context } from 'hono';
import * as v from 'valibot';
import type { Config, Line } from '../config.ts';
import { readRing } from '../directory.ts';
import { LIMITS } from '../dialplan.ts';
import { log, messageOf } from '../log.ts';
import { CallSid, type Identity } from '../protocol.ts';
import { dialDevices, sayAndHangUp } from '../twilio/twiml.ts';
import type { FallbackRequest, VoiceRequest } from '../twilio/webhooks.ts';
import { within, type Within, withinButKept } from '../within.ts';
import { farewell } from './dial-ended.ts';
import { sentence } from './sentences.ts';
import type { SignedEnv } from './signed.ts';
import { dialEndedUrl, dialOptions } from './urls.ts';

/** The object and KV are asked at the same moment; either may hang, and the caller is still answered within a second. */
const STORAGE_MS = 350;

type VoiceCall = v.InferOutput<typeof VoiceRequest>;

/** Somebody calls the line: rings every device of the ring set, as the object knows it or else as KV last did. */
export async function incoming(c: Context<SignedEnv>, call: VoiceCall): Promise<string> {
  const { config, ports } = c.var;
  const line = lineCalled(config, call.To).number;
  const callSid = v.parse(CallSid, call.CallSid);
  const copy = within(STORAGE_MS, () => readRing(ports.directory));
  const received = { callSid, from: call.From ?? '', to: call.To ?? '', line, now: Date.now() };
  const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
  const asked = await withinButKept(STORAGE_MS, keep, () => ports.exchange.receive(received));
  if (!asked.ok) log.error('object-unreachable', { callSid, reason: asked.reason, error: messageOf(asked.error) });
  return ring(c, call, asked.ok ? asked : await copy);
}

/** Our answer failed or came too late for Twilio: rings whom KV knows, and asks nobody else. After a Dial nobody rings again. */
export async function fallback(c: Context<SignedEnv>, call: v.InferOutput<typeof FallbackRequest>): Promise<string> {
  const { config, ports } = c.var;
  const isAfterDial = call.DialCallStatus !== null || call.ErrorUrl?.startsWith(dialEndedUrl(config.publicUrl));
  if (isAfterDial) return farewell(config.language, call.From, call.DialCallStatus);
  if (call.From?.startsWith('client:')) return sayAndHangUp(sentence('cannotDial', config.language), config.language);
  return ring(c, call, await within(STORAGE_MS, () => readRing(ports.directory)));
}

/** The line that was called; the main one when Twilio names another, which a webhook of ours does not expect. */
function lineCalled({ lines }: Config, to: string | null): Line {
  return lines.find(({ number }) => number === to) ?? lines[0];
}

function ring(c: Context<SignedEnv>, call: VoiceCall, known: Within<Identity[]>): string {
  const { language, publicUrl } = c.var.config;
  if (!known.ok) log.error('ring-unknown', { callSid: call.CallSid, error: messageOf(known.error) });
  const identities = known.ok ? known.value.slice(0, LIMITS.devicesAtOnce) : [];
  log.info('received', { callSid: call.CallSid, rings: identities.length });
  if (identities.length === 0) return sayAndHangUp(sentence('nobody', language), language);
  return dialDevices({
    ...dialOptions(publicUrl, LIMITS.incomingRingSeconds),
    identities,
    parameters: {
      conversation: call.CallSid,
      line: lineCalled(c.var.config, call.To).number,
      ...(call.CallerName ? { caller_name: call.CallerName.slice(0, 64) } : {}),
    },
  });
}
