import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../worker/config.ts';

const complete = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_API_KEY: `SK${'1'.repeat(32)}`,
  TWILIO_API_SECRET: 'secret',
  TWILIO_TWIML_APP_SID: `AP${'2'.repeat(32)}`,
  TWILIO_PHONE_NUMBER: '+1 819 555-0100',
  TWILIO_AUTH_TOKEN: 'token',
  PUBLIC_URL: 'https://phone.example/',
  OWNER_CODE: 'abcde-fghil',
};

test('a complete configuration has Twilio’s own addresses', () => {
  expect(parseConfig(complete).config).toMatchObject({
    lines: [{ number: '+18195550100', country: 'CA' }],
    authTokens: ['token'],
    publicUrl: 'https://phone.example',
    ownerCode: 'ABCDEFGH11',
    language: 'fr-CA',
    edge: 'roaming',
    endpoints: {
      signaling: 'wss://voice-js.roaming.twilio.com',
      insights: 'https://eventgw.twilio.com',
    },
  });
});

test('an edge chooses the address of signaling', () => {
  const { config } = parseConfig({ ...complete, TWILIO_EDGE: 'dublin' });
  expect(config?.endpoints.signaling).toBe('wss://voice-js.dublin.twilio.com');
});

test('each thing that is missing is one problem, and nothing else is said', () => {
  expect(parseConfig({}).problems).toEqual(
    [
      'TWILIO_ACCOUNT_SID',
      'TWILIO_API_KEY',
      'TWILIO_API_SECRET',
      'TWILIO_TWIML_APP_SID',
      'TWILIO_PHONE_NUMBER',
      'TWILIO_AUTH_TOKEN',
      'PUBLIC_URL',
      'OWNER_CODE',
    ].map((name) => ({ name, fault: 'missing' })),
  );
});

test.each(Object.keys(complete))('%s left blank, or as it was copied from the example, is not filled in', (name) => {
  for (const blank of ['', '  ', '<what it is>', ' <', '\n', '<two\nlines>']) {
    expect(parseConfig({ ...complete, [name]: blank }).problems).toEqual([{ name, fault: 'empty' }]);
  }
});

describe('what is wrong is named, never shown', () => {
  test.each([
    ['TWILIO_ACCOUNT_SID', 'SK123-value'],
    ['TWILIO_API_KEY', 'value'],
    ['TWILIO_PHONE_NUMBER', '5550100'],
    ['TWILIO_PHONE_NUMBER', '+999 value'],
    ['PUBLIC_URL', 'http://phone.example'],
    ['PUBLIC_URL', 'https://phone.example/value'],
    ['PUBLIC_URL', 'http://127.0.0.1:8787'],
    ['PUBLIC_URL', 'value'],
    ['OWNER_CODE', 'short'],
    ['LINE_LANGUAGE', 'xx-value'],
    ['TWILIO_REGION', 'value'],
    ['TWILIO_EDGE', 'evil.example/value'],
    ['ENDPOINTS', '{value'],
    ['ENDPOINTS', '{"signaling":"http://value"}'],
    ['ENDPOINTS', '{"unknown":"https://value"}'],
    ['ENDPOINTS', '{"insights":"https://value/path"}'],
  ])('%s = %j', (name, value) => {
    expect(parseConfig({ ...complete, [name]: value }).problems).toEqual([{ name, fault: 'wrong' }]);
  });
});

test('the next token is optional, not blank', () => {
  expect(parseConfig({ ...complete, TWILIO_AUTH_TOKEN_NEXT: ' ' }).problems).toEqual([
    { name: 'TWILIO_AUTH_TOKEN_NEXT', fault: 'empty' },
  ]);
});

test('a secret put where it does not belong is a problem of that place, and is not repeated', () => {
  const misplaced = Object.fromEntries(Object.keys(complete).map((name) => [name, `s3cret-of-${name}!`]));
  const { problems } = parseConfig(misplaced);
  expect(problems?.map(({ fault }) => fault)).toEqual(Array(6).fill('wrong'));
  expect(JSON.stringify(problems)).not.toContain('s3cret');
});
