import { SignJWT } from 'jose';

/** Longest life we give a token. Twilio allows 24 hours (https://www.twilio.com/docs/iam/access-tokens). */
export const TOKEN_TTL_SECONDS = 3600;

interface VoiceToken {
  accountSid: string;
  apiKey: string;
  apiSecret: string;
  applicationSid: string;
  /** Processing region, null for the default one. */
  region: string | null;
  identity: string;
  /** Seconds since the epoch. */
  issuedAt: number;
}

/** An access token with a voice grant for one identity: may be called, may call through the TwiML App (https://www.twilio.com/docs/iam/access-tokens#step-3). */
export async function signToken(token: VoiceToken): Promise<string> {
  const region = token.region ? { twr: token.region } : {};
  return new SignJWT({
    jti: `${token.apiKey}-${String(token.issuedAt)}`,
    grants: {
      identity: token.identity,
      voice: { incoming: { allow: true }, outgoing: { application_sid: token.applicationSid } },
    },
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1', ...region })
    .setIssuer(token.apiKey)
    .setSubject(token.accountSid)
    .setIssuedAt(token.issuedAt)
    .setExpirationTime(token.issuedAt + TOKEN_TTL_SECONDS)
    .sign(await signingKey(token.apiSecret));
}

let cached: { secret: string; key: Promise<CryptoKey> } | null = null;

/** Importing a key costs more than signing with it, so the last one is kept. */
function signingKey(secret: string): Promise<CryptoKey> {
  if (cached?.secret !== secret) {
    const bytes = new TextEncoder().encode(secret);
    const key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    cached = { secret, key };
  }
  return cached.key;
}
