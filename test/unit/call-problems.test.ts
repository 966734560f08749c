import { TwilioError } from '@twilio/voice-sdk';
import { expect, test } from 'vitest';
import { isKnownSdkCode, problemCodes, problemOf, problemOfSdkCode, Trouble } from '../../web/src/call/problems.ts';
import { timeouts } from '../../web/src/call/timeouts.ts';

/** Every code of the SDK's error classes, found by making one of each. */
function sdkCodes(): number[] {
  const families = Object.values(TwilioError).filter((family) => typeof family === 'object');
  const classes = families.flatMap((family) => Object.values(family)).filter((each) => typeof each === 'function');
  return classes.map((SdkError) => (new SdkError() as { code: number }).code);
}

test('every error the SDK can make is a trouble we have words for', () => {
  expect(sdkCodes().length).toBeGreaterThan(35);
  expect(sdkCodes().filter((code) => !isKnownSdkCode(code))).toEqual([]);
  for (const code of sdkCodes()) expect(problemCodes).toContain(problemOfSdkCode(code).code);
});

test('a code nobody knows yet keeps its number, and no code at all is no crash', () => {
  expect(problemOfSdkCode(39999)).toEqual({ code: 'unknown', sdkCode: 39999 });
  expect(problemOfSdkCode(null)).toEqual({ code: 'unknown' });
  expect(problemOf(undefined)).toEqual({ code: 'unknown' });
  expect(problemOf(new Trouble({ code: 'offline' }))).toEqual({ code: 'offline' });
});

test('every timeout is told as a trouble we have words for', () => {
  for (const { problem } of Object.values(timeouts)) expect(problemCodes).toContain(problem);
});
