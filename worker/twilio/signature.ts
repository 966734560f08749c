/** X-Twilio-Signature (https://www.twilio.com/docs/usage/security#validating-requests). */

/** What Twilio signs: the URL, then each key and its values, keys in order, a repeated key's distinct values in order. */
export function signedText(url: string, form: URLSearchParams): string {
  const keys = [...new Set(form.keys())].sort();
  const pairs = keys.flatMap((key) => [...new Set(form.getAll(key))].sort().map((value) => key + value));
  return url + pairs.join('');
}

/** Whether one of our auth tokens signed this request. Every comparison takes constant time. */
export async function isSigned(request: {
  authTokens: readonly string[];
  /** The URL as Twilio was given it. */
  url: string;
  form: URLSearchParams;
  /** The header's value. */
  signature: string;
}): Promise<boolean> {
  const signature = decodeSignature(request.signature);
  if (!signature) return false;
  const texts = spellings(request.url).map((url) => new TextEncoder().encode(signedText(url, request.form)));
  const checks = request.authTokens.map(async (authToken) => {
    const key = await verifyingKey(authToken);
    return Promise.all(texts.map((bytes) => crypto.subtle.verify('HMAC', key, signature, bytes)));
  });
  return (await Promise.all(checks)).flat().includes(true);
}

/** Twilio may write the scheme's own port, or leave a port out; its own libraries accept both, as we do. */
function spellings(url: string): string[] {
  const [, scheme, host, port, rest] = /^(https?):\/\/([^/:]+)(:\d+)?(\/.*)$/s.exec(url) ?? [];
  const otherPort = port ? '' : scheme === 'https' ? ':443' : ':80';
  return scheme ? [url, `${scheme}://${host ?? ''}${otherPort}${rest ?? ''}`] : [url];
}

/** 20 bytes in base64, in the one way to write them, or null. */
function decodeSignature(header: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/.test(header)) return null;
  return Uint8Array.from(atob(header), (character) => character.charCodeAt(0));
}

const keys = new Map<string, Promise<CryptoKey>>();
const MOST_KEYS = 4;

/** Imported keys are kept: there are two at most, current and next. */
function verifyingKey(authToken: string): Promise<CryptoKey> {
  const known = keys.get(authToken);
  if (known) return known;
  if (keys.size >= MOST_KEYS) keys.clear();
  const bytes = new TextEncoder().encode(authToken);
  const key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['verify']);
  keys.set(authToken, key);
  return key;
}
