import fc from 'fast-check';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { isSigned } from '../../worker/twilio/signature.ts';

const { getExpectedTwilioSignature, validateRequest } = twilio;

/** A request as Twilio could make it: any text in its values, some keys more than once. */
const request = fc.record({
  authToken: fc.string({ minLength: 1, maxLength: 40 }),
  host: fc.constantFrom('https://phone.example', 'http://localhost:8787', 'https://phone.example:8443'),
  path: fc.constantFrom('/handle_calls', '/twiml/outgoing', '/events/call', '/'),
  query: fc.constantFrom('', '?g=0', '?g=12', '?a=b&c=%20d'),
  pairs: fc.array(
    fc.tuple(
      fc.constantFrom('CallSid', 'From', 'To', 'to', 'Digits', 'Caller Name', 'É', '10', '9'),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    ),
    { maxLength: 12 },
  ),
});

test('we agree with the official helper over a thousand requests, signed well and badly', async () => {
  const check = fc.asyncProperty(request, fc.nat(), async ({ authToken, host, path, query, pairs }, where) => {
    const form = new URLSearchParams(pairs);
    const url = host + path + query;
    const params = Object.fromEntries(
      [...new Set(form.keys())].map((key) => {
        const values = form.getAll(key);
        return [key, values.length === 1 ? values[0] : values];
      }),
    );
    const signature = getExpectedTwilioSignature(authToken, url, params);
    expect(await isSigned({ authTokens: ['another', authToken], url, form, signature })).toBe(true);
    expect(validateRequest(authToken, signature, url, params)).toBe(true);

    const i = where % 27;
    const wrong = signature.slice(0, i) + (signature[i] === 'A' ? 'B' : 'A') + signature.slice(i + 1);
    expect(await isSigned({ authTokens: [authToken], url, form, signature: wrong })).toBe(false);
    expect(validateRequest(authToken, wrong, url, params)).toBe(false);

    form.append('To', `another value ${String(where)}`);
    expect(await isSigned({ authTokens: [authToken], url, form, signature })).toBe(false);
  });
  await fc.assert(check, { numRuns: 1000, seed: 4 });
});

/** How a deployment's origin may be written in what is signed: as it is, with its scheme's port, without its port. */
const origins = [
  { origin: 'https://phone.example', signed: ['https://phone.example', 'https://phone.example:443'] },
  { origin: 'https://phone.example:8443', signed: ['https://phone.example:8443', 'https://phone.example'] },
  { origin: 'http://localhost:8787', signed: ['http://localhost:8787', 'http://localhost'] },
];

test('we agree with the official helper on every way to write a port, and on wrong ones', async () => {
  const check = fc.asyncProperty(
    request,
    fc.constantFrom(...origins),
    fc.nat(3),
    async ({ authToken, path, query, pairs }, { origin, signed }, way) => {
      const form = new URLSearchParams(pairs.filter(([key], i) => pairs.findIndex(([other]) => other === key) === i));
      const params = Object.fromEntries(form);
      const from = [...signed, 'https://phone.example:9999', 'https://phone.example.evil'][way] ?? '';
      const signature = getExpectedTwilioSignature(authToken, from + path + query, params);
      const url = origin + path + query;
      const isAccepted = await isSigned({ authTokens: [authToken], url, form, signature });
      expect(isAccepted).toBe(way < 2);
      expect(isAccepted).toBe(validateRequest(authToken, signature, url, params));
    },
  );
  await fc.assert(check, { numRuns: 400, seed: 7 });
});

test('the documented example is signed as documented', async () => {
  const form = new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+12349013030',
    Digits: '1234',
    From: '+12349013030',
    To: '+18005551212',
  });
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  expect(await isSigned({ authTokens: ['12345'], url, form, signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' })).toBe(true);
});
