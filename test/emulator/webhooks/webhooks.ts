import { randomUUID } from 'node:crypto';
import { sign } from './signature.ts';
import { UnreachableError, type HttpAnswer, type HttpRequest, type Transport } from './transport.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { Account } from '../account.ts';
import type { Call } from '../exchange/call.ts';
import type { Clock } from '../ports.ts';

/** What a scripted fault does to requests whose URL it matches. */
export interface WebhookFault {
  delayMs: number;
  /** An HTTP status to answer in the server's place, `unreachable`, or null to let the request through. */
  fail: number | 'unreachable' | null;
}

export interface WebhookRequest {
  kind: JournalEntry['kind'];
  call: Call;
  method: 'GET' | 'POST';
  /** Absolute. */
  url: string;
  params: Record<string, string>;
}

/** `ok` false carries the debugger code Twilio files such a failure under. */
export type WebhookResult = { ok: true; answer: HttpAnswer } | { ok: false; code: number; message: string };

export type Webhooks = (request: WebhookRequest) => Promise<WebhookResult>;

/** Twilio gives a voice webhook 15 s in all (https://www.twilio.com/docs/api/errors/11200). */
const TOTAL_TIMEOUT_MS = 15_000;

/** Makes the function through which every request to the account's server goes: signed, timed, journaled, faulty on demand. */
export function createWebhooks(deps: {
  account: Pick<Account, 'accountSid' | 'authToken'>;
  transport: Transport;
  clock: Clock;
  journal: Journal;
  faultOf: (url: string) => WebhookFault | null;
}): Webhooks {
  const { clock, journal } = deps;

  return async function send({ kind, call, method, url: plainUrl, params }) {
    if (!/^https?:\/\//.test(plainUrl) || !URL.canParse(plainUrl)) {
      return { ok: false, code: 11100, message: `Invalid URL format: "${plainUrl}"` };
    }
    // Signed as it is sent: with everything that a URL cannot hold already encoded.
    const url = new URL(method === 'GET' ? withQuery(plainUrl, params) : plainUrl).href;
    const signature = sign(deps.account.authToken, url, method === 'POST' ? params : {});
    const entry = journal.open({
      at: new Date(clock.now()).toISOString(),
      kind,
      callSid: call.sid,
      method,
      url,
      params,
      signature,
    });
    const startMs = clock.now();
    const result = await withinTime((signal) =>
      deliver(
        { method, url, headers: headersOf(signature, method), body: method === 'POST' ? form(params) : null },
        signal,
      ),
    );
    const ms = clock.now() - startMs;
    const status = result.ok ? result.answer.status : (result.status ?? null);
    journal.close(entry, {
      status,
      ms,
      responseBody: result.ok ? textOf(result.answer) : null,
      error: result.ok ? null : `${result.code} ${result.message}`,
    });
    call.note(kind === 'callback' ? 'callback' : 'webhook', new URL(plainUrl).pathname, {
      method,
      url,
      status,
      ms,
      ...(params['CallStatus'] === undefined ? {} : { callStatus: params['CallStatus'] }),
      ...(result.ok ? {} : { error: result.message }),
    });
    return result;
  };

  async function withinTime(work: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome> {
    const controller = new AbortController();
    let cancel = () => {};
    const late = new Promise<Outcome>((resolve) => {
      cancel = clock.after(TOTAL_TIMEOUT_MS, () => {
        controller.abort();
        resolve({ ok: false, code: 11205, message: 'no answer within 15 s' });
      });
    });
    return Promise.race([work(controller.signal), late]).finally(cancel);
  }

  async function deliver(request: HttpRequest, signal: AbortSignal): Promise<Outcome> {
    const fault = deps.faultOf(request.url);
    if (fault !== null && fault.delayMs > 0)
      await new Promise<void>((resolve) => void clock.after(fault.delayMs, resolve));
    if (signal.aborted) return { ok: false, code: 11205, message: 'no answer within 15 s' };
    if (fault?.fail === 'unreachable') return { ok: false, code: 11205, message: 'unreachable (a scripted fault)' };
    if (typeof fault?.fail === 'number') return retrievalFailure(fault.fail, ' (a scripted fault)');
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await deps.transport(request, signal);
        return answer.status >= 200 && answer.status < 300 ? { ok: true, answer } : retrievalFailure(answer.status, '');
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error;
        if (error.isConnected || attempt === 2) return { ok: false, code: 11205, message: error.message };
      }
    }
  }
}

type Outcome = { ok: true; answer: HttpAnswer } | { ok: false; code: number; message: string; status?: number };

function retrievalFailure(status: number, note: string): Outcome {
  return { ok: false, code: 11200, message: `HTTP retrieval failure: status ${status}${note}`, status };
}

function headersOf(signature: string, method: 'GET' | 'POST'): Record<string, string> {
  return {
    'X-Twilio-Signature': signature,
    'I-Twilio-Idempotency-Token': randomUUID(),
    'User-Agent': 'TwilioProxy/1.1',
    Accept: '*/*',
    ...(method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
  };
}

function form(params: Record<string, string>): string {
  return new URLSearchParams(params).toString();
}

function withQuery(url: string, params: Record<string, string>): string {
  const query = form(params);
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** The text of an answer, for TwiML and for the journal; sounds are only counted. */
export function textOf(answer: HttpAnswer): string {
  if (answer.contentType.startsWith('audio/')) return `${answer.body.length} bytes of ${answer.contentType}`;
  return new TextDecoder().decode(answer.body);
}
