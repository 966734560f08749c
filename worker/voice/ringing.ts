import type { Context } from 'hono';
import type { Config, Line } from '../config.ts';
import { LIMITS } from '../dialplan.ts';
import { log } from '../log.ts';
import type { Identity } from '../protocol.ts';
import { dialDevices, nothing, sayAndHangUp, type Spoken } from '../twilio/twiml.ts';
import { sentence } from './sentences.ts';
import type { SignedEnv } from './signed.ts';
import { dialOptions, type Round } from './urls.ts';

/** A call from outside that is to ring. */
interface Caller {
  CallSid: string;
  To: string | null;
  /** What we call whoever calls, or else the network does. */
  CallerName: string | null;
}

/** Rings one group of devices together; with nobody in it the caller hears a sentence. */
export function ring(c: Context<SignedEnv>, call: Caller, identities: readonly Identity[], round: Round): string {
  const { config } = c.var;
  log.info('rings', { callSid: call.CallSid, devices: identities.length, round: round.number, rounds: round.of });
  if (identities.length === 0) return sayAndHangUp(sentence('nobody', config.language), config.language);
  const seconds = round.of > 1 ? LIMITS.roundRingSeconds : LIMITS.incomingRingSeconds;
  return dialDevices({
    ...dialOptions(config.publicUrl, seconds, round),
    identities,
    before: round.isNoticed && round.number === 0 ? noticeFor(config) : undefined,
    parameters: {
      conversation: call.CallSid,
      line: lineCalled(config, call.To).number,
      ...(call.CallerName ? { caller_name: call.CallerName.slice(0, 64).toWellFormed() } : {}),
    },
  });
}

/** Said before the first Dial, which answers the call. */
function noticeFor({ language }: Config): Spoken {
  return { sentence: sentence('notice', language), language };
}

/** The line that was called; the main one when Twilio names another, which a webhook of ours does not expect. */
export function lineCalled({ lines }: Config, to: string | null): Line {
  return lines.find(({ number }) => number === to) ?? lines[0];
}

/** What is still to be said after the last Dial: a sentence to a caller from outside whom nobody answered, nothing to anybody else. */
export function farewell({ language }: Config, from: string | null, status: string | null): string {
  const isOurs = from?.startsWith('client:') === true;
  return isUnanswered(status) && !isOurs ? sayAndHangUp(sentence('nobody', language), language) : nothing();
}

/** Whether a Dial, by its `DialCallStatus`, ended without anybody having answered. */
export function isUnanswered(status: string | null): boolean {
  return status !== null && status !== 'completed' && status !== 'answered';
}
