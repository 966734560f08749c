import { decodeJwt, SignJWT } from 'jose';

export type TokenFault = 'signed by the wrong key' | 'expired' | 'without a grant';

/** A good access token, signed again with one thing wrong. */
export async function spoiledToken(good: string, fault: TokenFault, apiSecret: string): Promise<string> {
  const claims = decodeJwt<{ grants: { identity: string } }>(good);
  if (fault === 'expired') claims.exp = Math.floor(Date.now() / 1000) - 60;
  if (fault === 'without a grant') claims.grants = { identity: claims.grants.identity };
  const secret = fault === 'signed by the wrong key' ? 'somebody else’s secret' : apiSecret;
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })
    .sign(new TextEncoder().encode(secret));
}
