import { ask, AUTH_TOKEN, PUBLIC_URL } from './house.ts';

export type Params = Record<string, string> | [string, string][];

/** Twilio's signature by its documentation, written apart from the Worker's. */
export async function sign(url: string, params: Params, authToken = AUTH_TOKEN): Promise<string> {
  const pairs = (Array.isArray(params) ? params : Object.entries(params)).map(([key, value]) => ({ key, value }));
  pairs.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.value < b.value ? -1 : 1));
  const distinct = pairs.filter(({ key, value }, i) => pairs[i - 1]?.key !== key || pairs[i - 1]?.value !== value);
  const signed = url + distinct.map(({ key, value }) => key + value).join('');
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-1' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(authToken), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(signed)));
  return btoa(String.fromCharCode(...bytes));
}

interface WebhookOptions {
  authToken?: string;
  headers?: Record<string, string>;
  bindings?: Cloudflare.Env;
  /** What is sent in place of what was signed. */
  body?: string;
  /** Whether the answer is all that is waited for. */
  isPrompt?: boolean;
}

/** Twilio posts a signed form to one of our URLs. */
export async function webhook(path: string, params: Params, options: WebhookOptions = {}): Promise<Response> {
  const signature = await sign(PUBLIC_URL + path, params, options.authToken);
  const init = {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'X-Twilio-Signature': signature,
      ...options.headers,
    },
    body: options.body ?? new URLSearchParams(params).toString(),
  };
  return ask(path, init, options.bindings, options.isPrompt);
}

/** Twilio asks for TwiML and gets it. */
export async function twiml(path: string, params: Params, options: WebhookOptions = {}): Promise<string> {
  return (await webhook(path, params, options)).text();
}
