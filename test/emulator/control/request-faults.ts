import type { Fault } from './fault-inputs.ts';
import type { RestFault, RestRequest } from '../rest/faulty.ts';
import type { Outgoing, WebhookFault } from '../webhooks/webhooks.ts';

/** The faults that wait for a request: of ours to the account's server, or of the account's server to the REST API. */
export type RequestFault = Extract<Fault, { urlContains: string }>;
type WebhookKind = Exclude<RequestFault, { kind: 'delay-rest' | 'fail-rest' }>;
type RestKind = Exclude<RequestFault, WebhookKind>;

const isAboutWebhooks = (fault: RequestFault): fault is WebhookKind => !isAboutRest(fault);
const isAboutRest = (fault: RequestFault): fault is RestKind =>
  fault.kind === 'delay-rest' || fault.kind === 'fail-rest';

/** Whether a fault meets this webhook. One for callbacks meets a TwiML request only when its URL was asked for. */
export function meetsWebhook(fault: RequestFault, request: Outgoing): boolean {
  if (!isAboutWebhooks(fault)) return false;
  const isForCallbacks = fault.kind !== 'delay-webhook' && fault.kind !== 'fail-webhook';
  return (
    request.url.includes(fault.urlContains) &&
    (fault.callSid === undefined || [request.callSid, request.parentCallSid].includes(fault.callSid)) &&
    (fault.status ?? request.status) === request.status &&
    (fault.event ?? request.event) === request.event &&
    (request.kind === 'callback' || !isForCallbacks || fault.urlContains !== '')
  );
}

export function meetsRest(fault: RequestFault, request: RestRequest): boolean {
  return (
    isAboutRest(fault) &&
    contains(request.url, fault.urlContains) &&
    (fault.method ?? request.method) === request.method
  );
}

/** Whether the parts of `pattern` between its asterisks are in `url`, in that order. */
function contains(url: string, pattern: string): boolean {
  let from = 0;
  for (const part of pattern.split('*')) {
    const at = url.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

/** What all the faults that one webhook meets do to it: delays add up, of the rest the first of a kind counts. */
export function webhookFaultOf(met: readonly RequestFault[], hold: WebhookFault['hold']): WebhookFault {
  const failing = met.find((fault) => fault.kind === 'fail-webhook');
  const doubling = met.find((fault) => fault.kind === 'double-callback');
  return {
    isLost: met.some(({ kind }) => kind === 'lose-callback'),
    lateMs: met.reduce((sum, fault) => sum + (fault.kind === 'delay-callback' ? fault.ms : 0), 0),
    slowMs: met.reduce((sum, fault) => sum + (fault.kind === 'delay-webhook' ? fault.ms : 0), 0),
    fail: failing === undefined ? null : (failing.httpStatus ?? 'unreachable'),
    copies: { times: doubling?.times ?? 1, afterMs: doubling?.afterMs ?? 0 },
    hold,
  };
}

/** What all the faults that one REST request meets do to it: delays add up, the first failure counts. */
export function restFaultOf(met: readonly RequestFault[]): RestFault {
  const failing = met.find((fault) => fault.kind === 'fail-rest');
  return {
    delayMs: met.reduce((sum, fault) => sum + (fault.kind === 'delay-rest' ? fault.ms : 0), 0),
    fail:
      failing === undefined
        ? null
        : {
            httpStatus: failing.httpStatus ?? null,
            retryAfterSeconds: failing.retryAfterSeconds ?? null,
            isDone: failing.isDone,
          },
  };
}
