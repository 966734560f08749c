import type { Context } from 'hono';
import * as v from 'valibot';
import { LIMITS } from '../dialplan.ts';
import { log, messageOf, redacted } from '../log.ts';
import { Attempt, CallSid, Identity } from '../protocol.ts';
import { dialDevices, dialNumber, reject, sayAndHangUp } from '../twilio/twiml.ts';
import type { VoiceRequest } from '../twilio/webhooks.ts';
import { insistently, withinButKept } from '../within.ts';
import { connectionCheck } from './connection-check.ts';
import { sentence } from './sentences.ts';
import type { SignedEnv } from './signed.ts';
import { dialOptions, noticeUrl } from './urls.ts';

/** Twilio is answered within a second; this leaves time for the way there and back. */
const OBJECT_MS = 700;
/** After this the object decides nothing any more: its word would come when we have answered. */
const DECIDE_MS = OBJECT_MS - 100;

/**
 * One of our devices dials. Caller ID, limits and destination are ours to decide: of what the browser sent only `To`, which of our lines
 * it calls from, and its own name for the call count.
 * Without the object nobody knows whether the device may still call, so the call is refused in words.
 */
export async function outgoing(c: Context<SignedEnv>, call: v.InferOutput<typeof VoiceRequest>): Promise<string> {
  const { config, ports } = c.var;
  const from = v.safeParse(Identity, call.From?.replace(/^client:/, ''));
  if (!call.From?.startsWith('client:') || !from.success) return reject();
  const callSid = v.parse(CallSid, call.CallSid);
  if (call.Check !== null) return connectionCheck(c, callSid, from.output);
  const line = config.lines.find(({ number }) => number === call.Line) ?? config.lines[0];
  const attempt = v.safeParse(Attempt, call.Attempt);
  const now = Date.now();

  // Past its deadline the object decides nothing any more: to ask it again does no harm.
  const keep = c.executionCtx.waitUntil.bind(c.executionCtx);
  const decided = await withinButKept(OBJECT_MS, keep, () =>
    ports.exchange.dial({
      callSid,
      attempt: attempt.success ? attempt.output : null,
      from: from.output,
      dialed: call.To ?? '',
      line,
      now,
      deadline: now + DECIDE_MS,
    }),
  );
  const decision = decided.ok ? decided.value : null;
  if (!decision) {
    const why = decided.ok ? { reason: 'late' } : { reason: decided.reason, error: messageOf(decided.error) };
    log.error('dial-undecided', { callSid, ...why });
    keep(insistently(() => ports.exchange.record({ type: 'unplaced', callSid, at: now })));
    return sayAndHangUp(sentence('cannotDial', config.language), config.language);
  }
  const { destination, isRecorded, caller } = decision;
  const options = dialOptions(config.publicUrl, LIMITS.outgoingRingSeconds);
  switch (destination.kind) {
    case 'number':
      log.info('dialed', { callSid, to: redacted(destination.number) });
      return dialNumber({
        ...options,
        number: destination.number,
        callerId: line.number,
        answeredUrl: isRecorded ? noticeUrl(config.publicUrl, { call: callSid }) : undefined,
      });
    case 'device':
    case 'person':
      log.info('dialed', { callSid, to: destination.kind === 'person' ? destination.person : destination.identity });
      return dialDevices({
        ...options,
        identities: destination.kind === 'person' ? destination.identities : [destination.identity],
        callerId: `client:${from.output}`,
        parameters: {
          conversation: callSid,
          line: line.number,
          ...(caller && { caller_person: caller.person, caller_name: caller.name }),
        },
      });
    case 'blocked':
      log.info('blocked', { callSid, reason: destination.reason });
      return reject();
  }
}
