import { randomUUID } from 'node:crypto';
import { sign } from './signature.ts';
import type { HttpRequest } from './transport.ts';

/** A request as it goes out: sent again, it is the same byte for byte. */
export interface Message {
  /** `twiml` asks what to do, `callback` reports, `media` fetches a sound. */
  kind: 'twiml' | 'callback' | 'media';
  callSid: string;
  method: 'GET' | 'POST';
  url: string;
  params: Record<string, string>;
  signature: string;
  /** The same for every sending of one message, so that a server can tell (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides). */
  idempotencyToken: string;
}

/** Signs a request for the URL it will have on the wire. `url` is absolute; a GET carries its parameters in the query. */
export function messageOf(
  authToken: string,
  { kind, callSid, method, url: plainUrl, params }: Pick<Message, 'kind' | 'callSid' | 'method' | 'url' | 'params'>,
): Message {
  // Signed as it is sent: with everything that a URL cannot hold already encoded.
  const url = new URL(method === 'GET' ? withQuery(plainUrl, params) : plainUrl).href;
  const signature = sign(authToken, url, method === 'POST' ? params : {});
  return { kind, callSid, method, url, params, signature, idempotencyToken: randomUUID() };
}

export function httpRequestOf({ method, url, params, signature, idempotencyToken }: Message): HttpRequest {
  return {
    method,
    url,
    headers: {
      'X-Twilio-Signature': signature,
      'I-Twilio-Idempotency-Token': idempotencyToken,
      'User-Agent': 'TwilioProxy/1.1',
      Accept: '*/*',
      ...(method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
    },
    body: method === 'POST' ? form(params) : null,
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
