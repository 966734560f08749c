import { geographyOf } from './geography.ts';
import type { Call } from '../exchange/call.ts';

export const API_VERSION = '2010-04-01';

/** What a noun's or a line's status callback calls the step: the first one is not a call status of its own. */
export type ReportedStatus = 'initiated' | Call['status'];

/**
 * The parameters every request about a call carries (https://www.twilio.com/docs/voice/twiml#request-parameters).
 * A client's outgoing call is `inbound`, as Twilio has it, and has empty `To` and `Called` unless the app sent a `To`.
 */
export function coreParameters(
  accountSid: string,
  call: Call,
  status: ReportedStatus = call.status,
): Record<string, string> {
  const { facts } = call;
  const isPublicNetwork = facts.from.startsWith('+') || facts.to.startsWith('+');
  const isClient = facts.from.startsWith('client:') && facts.direction === 'inbound';
  return {
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    CallSid: call.sid,
    CallStatus: status === 'queued' ? 'ringing' : status,
    Called: facts.to,
    Caller: facts.from,
    Direction: facts.direction,
    From: facts.from,
    To: facts.to,
    ...(facts.applicationSid === null ? {} : { ApplicationSid: facts.applicationSid }),
    ...(facts.parentCallSid === null ? {} : { ParentCallSid: facts.parentCallSid }),
    ...(isPublicNetwork && !isClient
      ? {
          ...geographyOf('From', facts.from),
          ...geographyOf('To', facts.to),
          ...geographyOf('Caller', facts.from),
          ...geographyOf('Called', facts.to),
        }
      : {}),
  };
}

export interface DialEnd {
  status: 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled';
  /** Null when no leg was made. */
  childSid: string | null;
  /** Null when nobody answered, or when the child was redirected away. */
  durationSeconds: number | null;
  isBridged: boolean;
}

/** What `<Dial action>` is told on top of the core (https://www.twilio.com/docs/voice/twiml/dial#action). */
export function dialParameters(end: DialEnd): Record<string, string> {
  return {
    DialCallStatus: end.status,
    DialBridged: String(end.isBridged),
    ...(end.childSid === null ? {} : { DialCallSid: end.childSid }),
    ...(end.durationSeconds === null ? {} : { DialCallDuration: String(end.durationSeconds) }),
  };
}

/** What `<Dial action>` is told after a conference: neither a leg nor a duration. */
export function conferenceParameters(): Record<string, string> {
  return { DialCallStatus: 'answered', DialBridged: 'true' };
}

/** What a status callback says on top of the core; `final` on the last one. Durations: seconds, and minutes rounded up. */
export function progressParameters(report: {
  atMs: number;
  sequenceNumber: number;
  final: { durationSeconds: number; sipCode: number } | null;
}): Record<string, string> {
  return {
    Timestamp: rfc2822(report.atMs),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(report.sequenceNumber),
    ...(report.final === null
      ? {}
      : {
          CallDuration: String(report.final.durationSeconds),
          Duration: String(Math.ceil(report.final.durationSeconds / 60)),
          SipResponseCode: String(report.final.sipCode),
        }),
  };
}

/** `Sun, 22 Nov 2026 12:00:00 +0000`. */
export function rfc2822(atMs: number): string {
  return new Date(atMs).toUTCString().replace('GMT', '+0000');
}
