import { expect, test } from 'vitest';
import twilio from 'twilio';
import { signToken } from '../../worker/twilio/token.ts';
import { dialNumber } from '../../worker/twilio/twiml.ts';

const { AccessToken } = twilio.jwt;
const account = { accountSid: `AC${'0'.repeat(32)}`, apiKey: `SK${'1'.repeat(32)}`, apiSecret: 'a secret' };
const applicationSid = `AP${'2'.repeat(32)}`;

/** Both in turn, round by round, so that a drifting machine touches both; the median of the rounds' ratios, ours / theirs. */
async function ratio(ours: () => unknown, theirs: () => unknown, times: number): Promise<number> {
  const time = async (work: () => unknown) => {
    const startedAt = performance.now();
    for (let i = 0; i < times; i += 1) await work();
    return performance.now() - startedAt;
  };
  const ratios: number[] = [];
  for (let round = 0; round < 11; round += 1) ratios.push((await time(ours)) / (await time(theirs)));
  return ratios.toSorted((a, b) => a - b)[5] ?? Number.NaN;
}

function theirToken(): string {
  const token = new AccessToken(account.accountSid, account.apiKey, account.apiSecret, { identity: 'ann', ttl: 3600 });
  token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true, outgoingApplicationSid: applicationSid }));
  return token.toJwt();
}

test('signing an access token costs less than with the official helper', async () => {
  const ours = () => signToken({ ...account, applicationSid, region: null, identity: 'ann', issuedAt: 1_800_000_000 });
  const measured = await ratio(ours, theirToken, 300);
  console.log(`access token: ${measured.toFixed(2)}x of the official helper`);
  expect(measured).toBeLessThan(1);
});

test('writing the TwiML of a call costs less than with the official helper', async () => {
  const urls = {
    actionUrl: 'https://phone.example/twiml/dial-ended?g=0',
    statusCallbackUrl: 'https://phone.example/events/call',
  };
  const ours = () =>
    dialNumber({
      ...urls,
      ringSeconds: 30,
      timeLimitSeconds: 14_400,
      number: '+15145550123',
      callerId: '+18195550100',
    });
  const theirs = () => {
    const response = new twilio.twiml.VoiceResponse();
    const dial = response.dial({
      answerOnBridge: true,
      timeout: 30,
      timeLimit: 14_400,
      callerId: '+18195550100',
      action: urls.actionUrl,
    });
    dial.number(
      { statusCallback: urls.statusCallbackUrl, statusCallbackEvent: ['initiated', 'ringing'] },
      '+15145550123',
    );
    return response.toString();
  };
  const measured = await ratio(ours, theirs, 2_000);
  console.log(`TwiML: ${measured.toFixed(2)}x of the official helper`);
  expect(measured).toBeLessThan(1);
});
