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
    line: { number: '+18195550100', country: 'CA' },
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

test('each thing that is missing is one sentence, and nothing else is said', () => {
  expect(parseConfig({}).problems).toEqual([
    'TWILIO_ACCOUNT_SID is missing.',
    'TWILIO_API_KEY is missing.',
    'TWILIO_API_SECRET is missing.',
    'TWILIO_TWIML_APP_SID is missing.',
    'TWILIO_PHONE_NUMBER is missing.',
    'TWILIO_AUTH_TOKEN is missing.',
    'PUBLIC_URL is missing.',
    'OWNER_CODE is missing.',
  ]);
});

describe('what is wrong is named, never shown', () => {
  test.each([
    ['TWILIO_ACCOUNT_SID', 'SK123-value'],
    ['TWILIO_API_KEY', 'value'],
    ['TWILIO_API_SECRET', ''],
    ['TWILIO_PHONE_NUMBER', '5550100'],
    ['TWILIO_PHONE_NUMBER', '+999 value'],
    ['TWILIO_AUTH_TOKEN_NEXT', ' '],
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
    const { problems } = parseConfig({ ...complete, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems?.[0]).toContain(name);
    expect(problems?.[0]).not.toContain('value');
  });
});
