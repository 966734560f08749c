import { httpRequestOf, type Message } from './message.ts';
import { UnreachableError, type HttpAnswer, type Transport } from './transport.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { Call } from '../exchange/call.ts';
import type { Clock } from '../ports.ts';

/** `ok` false carries the debugger code Twilio files such a failure under. */
export type WebhookResult = { ok: true; answer: HttpAnswer } | { ok: false; code: number; message: string };

/** What is odd about one sending. */
export interface Oddities {
  /** How long the server seems to take before it sees the request. */
  slowMs?: number;
  /** An HTTP status to answer in the server's place, or `unreachable`. */
  fail?: number | 'unreachable' | null;
  /** The journal's entry that is sent again. */
  replayOf?: number | null;
  /** For the call's timeline. */
  note?: Record<string, unknown>;
}

/** Twilio gives a voice webhook 15 s in all (https://www.twilio.com/docs/api/errors/11200). */
const TOTAL_TIMEOUT_MS = 15_000;
const TOO_LATE = { ok: false, code: 11205, message: 'no answer within 15 s' } as const;

export interface Sent {
  entry: JournalEntry;
  result: WebhookResult;
}

/** Makes the function that sends one message once: timed, journaled, and noted in its call's timeline. */
export function createDelivery(deps: { transport: Transport; clock: Clock; journal: Journal }) {
  const { clock, journal } = deps;

  return async function deliver(call: Call | null, message: Message, odd: Oddities = {}): Promise<Sent> {
    const entry = journal.open(message, new Date(clock.now()).toISOString(), odd.replayOf ?? null);
    const startMs = clock.now();
    const result = await withinTime((signal) => attempt(message, odd, signal));
    const ms = clock.now() - startMs;
    const status = result.ok ? result.answer.status : (result.status ?? null);
    journal.close(entry, {
      status,
      ms,
      responseBody: result.ok ? textOf(result.answer) : null,
      error: result.ok ? null : `${result.code} ${result.message}`,
    });
    const { method, url, params, kind } = message;
    call?.note(kind === 'callback' ? 'callback' : 'webhook', new URL(url).pathname, {
      method,
      url,
      status,
      ms,
      ...(params['CallStatus'] === undefined ? {} : { callStatus: params['CallStatus'] }),
      ...odd.note,
      ...(result.ok ? {} : { error: result.message }),
    });
    return { entry, result };
  };

  async function withinTime(work: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome> {
    const controller = new AbortController();
    let cancel = () => {};
    const late = new Promise<Outcome>((resolve) => {
      cancel = clock.after(TOTAL_TIMEOUT_MS, () => {
        controller.abort();
        resolve(TOO_LATE);
      });
    });
    return Promise.race([work(controller.signal), late]).finally(cancel);
  }

  async function attempt(
    message: Message,
    { slowMs = 0, fail = null }: Oddities,
    signal: AbortSignal,
  ): Promise<Outcome> {
    if (slowMs > 0) await new Promise<void>((resolve) => void clock.after(slowMs, resolve));
    if (signal.aborted) return TOO_LATE;
    if (fail === 'unreachable') return { ok: false, code: 11205, message: 'unreachable (a scripted fault)' };
    if (fail !== null) return retrievalFailure(fail, ' (a scripted fault)');
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await deps.transport(httpRequestOf(message), signal);
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

/** The text of an answer, for TwiML and for the journal; sounds are only counted. */
export function textOf(answer: HttpAnswer): string {
  if (answer.contentType.startsWith('audio/')) return `${answer.body.length} bytes of ${answer.contentType}`;
  return new TextDecoder().decode(answer.body);
}
