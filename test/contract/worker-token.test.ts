import { decodeJwt, decodeProtectedHeader } from 'jose';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { signToken } from '../../worker/twilio/token.ts';

const account = {
  accountSid: 'AC00000000000000000000000000000001',
  apiKey: 'SK00000000000000000000000000000002',
  apiSecret: 'a secret, as long as Twilio makes them',
  applicationSid: 'AP00000000000000000000000000000003',
};

test.each([null, 'ie1'])('our token equals the official helper’s, field by field (region %s)', async (region) => {
  const identity = 'p_0123456789abcdefghjk';
  const issuedAt = 1_795_348_800;
  const { AccessToken } = twilio.jwt;
  const options = { identity, ttl: 3600, ...(region ? { region } : {}) };
  const official = new AccessToken(account.accountSid, account.apiKey, account.apiSecret, options);
  const { applicationSid: outgoingApplicationSid } = account;
  official.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true, outgoingApplicationSid }));
  const theirs = official.toJwt();
  const ours = await signToken({ ...account, region, identity, issuedAt });

  expect(decodeProtectedHeader(ours)).toEqual(decodeProtectedHeader(theirs));
  const { jti, iat, exp, ...claims } = decodeJwt(ours);
  const { jti: theirJti, iat: theirIat, exp: theirExp, ...theirClaims } = decodeJwt(theirs);
  expect(claims).toEqual(theirClaims);
  expect(jti).toBe(`${account.apiKey}-${String(issuedAt)}`);
  expect(theirJti).toBe(`${account.apiKey}-${String(theirIat)}`);
  expect([iat, exp]).toEqual([issuedAt, issuedAt + 3600]);
  expect((theirExp ?? 0) - (theirIat ?? 0)).toBe((exp ?? 0) - (iat ?? 0));
});
