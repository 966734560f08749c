import { errors, jwtVerify } from 'jose';
import * as v from 'valibot';

/** What a token must agree with: the account and its API keys. */
export interface TokenAccount {
  readonly accountSid: string;
  readonly apiKeys: readonly { readonly sid: string; readonly secret: string }[];
}

export interface AccessToken {
  readonly identity: string;
  readonly expiresAtMs: number;
  /** `voice.incoming.allow`: may register to be called. */
  readonly mayBeCalled: boolean;
  /** `voice.outgoing.application_sid`: the app that handles its calls; null when it may not place any. */
  readonly applicationSid: string | null;
}

/** Twilio's error codes for tokens (https://www.twilio.com/docs/api/errors). */
export interface TokenError {
  readonly code: 31201 | 31202 | 31203 | 31204 | 31205 | 31207;
  readonly message: string;
}

export type TokenCheck = { readonly token: AccessToken } | { readonly error: TokenError };

const MAX_TTL_S = 24 * 60 * 60;

const claimsSchema = v.object({
  iss: v.string(),
  sub: v.string(),
  exp: v.number(),
  iat: v.optional(v.number()),
  nbf: v.optional(v.number()),
  grants: v.object({
    identity: v.pipe(v.string(), v.regex(/^\w{1,121}$/)),
    voice: v.object({
      incoming: v.optional(v.object({ allow: v.boolean() })),
      outgoing: v.optional(v.object({ application_sid: v.string(), params: v.optional(v.unknown()) })),
    }),
  }),
});

const headerSchema = v.object({ alg: v.literal('HS256'), typ: v.literal('JWT'), cty: v.literal('twilio-fpa;v=1') });

function parsePart(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

function refuse(code: TokenError['code'], message: string): TokenCheck {
  return { error: { code, message } };
}

/**
 * Checks a Voice access token as Twilio does: HS256 by the API key's secret, `cty` of the first-party-auth kind, a known
 * key in `iss`, the account in `sub`, `nbf` reached, `exp` ahead and at most 24 hours away, a voice grant and an identity.
 * @see https://www.twilio.com/docs/iam/access-tokens
 */
export async function checkAccessToken(jwt: string, account: TokenAccount, nowMs: number): Promise<TokenCheck> {
  const [header, payload] = jwt.split('.');
  if (!v.is(headerSchema, parsePart(header))) return refuse(31204, 'JWT is invalid: header');
  const parsed = v.safeParse(claimsSchema, parsePart(payload));
  if (!parsed.success)
    return refuse(31204, `JWT is invalid: ${parsed.issues.map((issue) => v.getDotPath(issue)).join(', ')}`);
  const { iss, sub, exp, nbf, iat, grants } = parsed.output;

  const key = account.apiKeys.find(({ sid }) => sid === iss);
  if (!key) return refuse(31202, 'JWT signature validation failed: issuer is not a known API key');
  try {
    await jwtVerify(jwt, new TextEncoder().encode(key.secret), { algorithms: ['HS256'], currentDate: new Date(nowMs) });
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return refuse(31202, 'JWT signature validation failed');
    if (error instanceof errors.JWTExpired) return refuse(31205, 'JWT has expired');
    if (error instanceof errors.JWTClaimValidationFailed) return refuse(31204, `JWT is invalid: ${error.claim}`);
    return refuse(31204, 'JWT is invalid');
  }
  if (sub !== account.accountSid) return refuse(31203, 'No valid account: subject is another account');
  const validFromS = nbf ?? iat ?? Math.floor(nowMs / 1000);
  if (exp - validFromS > MAX_TTL_S) return refuse(31207, 'JWT expiration time exceeds 24 hours');
  return {
    token: {
      identity: grants.identity,
      expiresAtMs: exp * 1000,
      mayBeCalled: grants.voice.incoming?.allow === true,
      applicationSid: grants.voice.outgoing?.application_sid ?? null,
    },
  };
}
