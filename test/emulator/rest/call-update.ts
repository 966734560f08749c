import { invalid, notInProgress } from './errors.ts';
import { Fields } from './fields.ts';
import type { Call } from '../exchange/call.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { TwimlSource } from '../exchange/twiml-source.ts';

const MAX_TWIML = 4000;
/** Seconds a call may last at most, as the REST API takes it. */
export const TIME_LIMIT = [1, 86_400] as const;

/**
 * Does what a POST to a call asks (https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource): new TwiML
 * or an end, and how long it may last. Throws the error Twilio would answer.
 */
export function updateCall(exchange: Exchange, call: Call, given: Record<string, string>): void {
  const fields = new Fields('POST /Accounts/:account/Calls/:file', new URLSearchParams(given));
  const { Url, Twiml, Status } = fields.all;
  const limit = fields.integer('TimeLimit', TIME_LIMIT);
  const asked = [Url, Twiml, Status].filter((field) => field !== undefined).length;
  if (asked > 1 || (asked === 0 && limit === undefined))
    throw invalid('Exactly one of Url, Twiml and Status is needed');
  const status = fields.oneOf('Status', ['canceled', 'completed']);
  const source = status === undefined && asked > 0 ? twimlSourceOf(fields) : null;
  if (!call.isAlive) throw notInProgress();
  if (limit !== undefined) exchange.limit(call, limit);
  if (status !== undefined) return end(exchange, call, status);
  if (source === null) return;
  if (exchange.guesses.leadingPause === 'refuses-redirect' && exchange.isPausedUnanswered(call)) throw notInProgress();
  exchange.redirect(call, source);
}

/** The TwiML that a request brings or names. */
export function twimlSourceOf(fields: Fields): TwimlSource {
  const twiml = fields.text('Twiml');
  if (twiml !== undefined) {
    if (twiml.length > MAX_TWIML) throw invalid(`Twiml is longer than ${MAX_TWIML} characters`);
    return { kind: 'inline', twiml };
  }
  const url = fields.url('Url');
  if (url === undefined) throw invalid('One of Url and Twiml is needed');
  const fallbackUrl = fields.url('FallbackUrl');
  const method = fields.method('Method', 'POST');
  return { kind: 'url', url, method, params: {}, ...(fallbackUrl === undefined ? {} : { fallbackUrl }) };
}

/** `canceled` only touches calls that were not answered yet; `completed` ends any. */
function end(exchange: Exchange, call: Call, status: 'canceled' | 'completed'): void {
  if (status === 'canceled' && call.status === 'in-progress') return;
  exchange.end(call, 'rest');
}
