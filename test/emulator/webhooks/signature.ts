import { createHmac } from 'node:crypto';

/**
 * `X-Twilio-Signature`: base64 of HMAC-SHA1, keyed with the auth token, over the full URL followed by every POST
 * parameter sorted by name, name and value without separators
 * (https://www.twilio.com/docs/usage/security#validating-requests). A GET is signed over its URL alone.
 */
export function sign(authToken: string, url: string, params: Record<string, string>): string {
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => `${text}${name}${params[name] ?? ''}`, url);
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
