import fc from 'fast-check';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { sign } from '../emulator/webhooks/signature.ts';
import { parseTwiml } from '../emulator/twiml/parser.ts';

const runs = { numRuns: process.env['FULL'] ? 2000 : 200, seed: 2 };

test('the official helper accepts every signature of ours, and none after a change of one value', () => {
  const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,12}$/);
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.webUrl({ withQueryParameters: true }),
      fc.dictionary(name, fc.string()),
      (token, url, params) => {
        const signature = sign(token, url, params);
        expect(twilio.validateRequest(token, signature, url, params)).toBe(true);
        expect(
          twilio.validateRequest(token, signature, url, { ...params, CallSid: `${params['CallSid'] ?? ''}!` }),
        ).toBe(false);
      },
    ),
    runs,
  );
});

test('TwiML written by the official helper is read as it was meant', () => {
  const response = new twilio.twiml.VoiceResponse();
  response.say({ voice: 'Polly.Chantal', language: 'fr-CA' }, 'Bonjour <à> tous & toutes');
  const dial = response.dial({
    answerOnBridge: true,
    callerId: '+18195550100',
    timeLimit: 600,
    timeout: 20,
    action: '/ended',
    method: 'POST',
    ringTone: 'us',
  });
  dial.number(
    { statusCallback: '/s', statusCallbackEvent: ['initiated', 'completed'], statusCallbackMethod: 'POST' },
    '+15145550123',
  );
  const client = dial.client({ statusCallback: '/s', statusCallbackEvent: ['ringing'] });
  client.identity('alice');
  client.parameter({ name: 'line', value: 'maison "1"' });
  response.play({ digits: 'ww12#', loop: 2 });
  response.pause({ length: 2 });
  response.redirect({ method: 'GET' }, '/next?a=1&b=2');
  response.hangup();
  expect(parseTwiml(response.toString()).verbs).toMatchObject([
    { verb: 'Say', text: 'Bonjour <à> tous & toutes', language: 'fr-CA' },
    {
      verb: 'Dial',
      answerOnBridge: true,
      timeLimitSeconds: 600,
      timeoutSeconds: 20,
      ringTone: 'us',
      nouns: [
        { phoneNumber: '+15145550123', progress: { events: ['initiated', 'completed'] } },
        { identity: 'alice', parameters: [{ name: 'line', value: 'maison "1"' }], progress: { events: ['ringing'] } },
      ],
    },
    { verb: 'Play', digits: 'ww12#', loop: 2 },
    { verb: 'Pause', lengthSeconds: 2 },
    { verb: 'Redirect', url: '/next?a=1&b=2', method: 'GET' },
    { verb: 'Hangup' },
  ]);
});
