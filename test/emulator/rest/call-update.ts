import { invalid, notInProgress } from './errors.ts';
import type { Call } from '../exchange/call.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Method } from '../twiml/nodes.ts';

/** The fields of a call update this emulator knows (https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource). */
export const UPDATE_FIELDS = ['Url', 'Method', 'Twiml', 'Status', 'FallbackUrl'] as const;

const MAX_TWIML = 4000;

/** Does what a POST to a call asks: new TwiML, or an end. Throws the error Twilio would answer. */
export function updateCall(exchange: Exchange, call: Call, fields: Record<string, string>): void {
  const { Url, Twiml, Status, FallbackUrl } = fields;
  const asked = [Url, Twiml, Status].filter((field) => field !== undefined).length;
  if (asked !== 1) throw invalid('Exactly one of Url, Twiml and Status is needed');
  if (!call.isAlive) throw notInProgress();
  if (Status !== undefined) return end(exchange, call, Status);
  if (Twiml !== undefined) {
    if (Twiml.length > MAX_TWIML) throw invalid(`Twiml is longer than ${MAX_TWIML} characters`);
    return exchange.redirect(call, { kind: 'inline', twiml: Twiml });
  }
  if (Url === undefined || !/^https?:\/\//.test(Url)) throw invalid(`Url "${Url}" is not an absolute http(s) URL`);
  exchange.redirect(call, {
    kind: 'url',
    url: Url,
    method: methodOf(fields['Method']),
    params: {},
    ...(FallbackUrl === undefined ? {} : { fallbackUrl: FallbackUrl }),
  });
}

/** `canceled` only touches calls that were not answered yet; `completed` ends any. */
function end(exchange: Exchange, call: Call, status: string): void {
  if (status !== 'canceled' && status !== 'completed')
    throw invalid(`Status "${status}" is neither canceled nor completed`);
  if (status === 'canceled' && call.status === 'in-progress') return;
  exchange.end(call, 'rest');
}

function methodOf(method: string | undefined): Method {
  if (method === undefined || method === 'POST') return 'POST';
  if (method === 'GET') return 'GET';
  throw invalid(`Method "${method}" is neither GET nor POST`);
}
