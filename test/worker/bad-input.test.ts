import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { ann, callSid, LINE, OUTSIDE } from './support/house.ts';
import { webhook } from './support/twilio.ts';

const EXPECTED = new Set(['Response', 'Dial', 'Number', 'Client', 'Identity', 'Parameter', 'Say', 'Hangup', 'Reject']);

interface Document {
  elements: string[];
  numbers: string[];
}

/** A document's elements and the numbers it dials; throws when it is not well-formed. */
function read(xml: string): Document {
  const document: Document = { elements: [], numbers: [] };
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => document.elements.push(name));
  parser.on('text', (data) => {
    if (document.elements.at(-1) === 'Number') document.numbers.push(data);
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return document;
}

const XML_TRICKS = [
  '"/><Hangup/><Say a="',
  ']]><Dial>+19005551234</Dial>',
  '&lt;Dial&gt;',
  '<!--',
  '<?xml?>',
  '<!DOCTYPE x [<!ENTITY a "b">]>&a;',
  '</Identity></Client><Number>+19005551234</Number>',
  '\u0000\u0008\ufffe\uffff',
  '\ufffd',
  '%00%0d%0a',
];

const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(...XML_TRICKS),
    fc.stringMatching(/^[+0-9 ().,;*#-]{0,20}$/),
    fc.constantFrom('', 'anonymous', 'client:', 'client:p_ann', 'x'.repeat(20_000)),
  )
  // What arrives is bytes: a lone surrogate cannot be sent.
  .map((any) => any.toWellFormed());
const value = (usual: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 2, arbitrary: usual }, { weight: 1, arbitrary: text });
const calls = fc.integer({ min: 1, max: 40 }).map(callSid);

/** Mostly a call as Twilio would send it, with anything at all in one place or another; keys missing, repeated, unknown. */
const form = (identity: string) =>
  fc
    .record(
      {
        CallSid: value(calls),
        From: value(fc.constantFrom(OUTSIDE, `client:${identity}`)),
        To: value(fc.constantFrom(LINE, OUTSIDE, identity, '911')),
        CallerName: text,
        DialCallStatus: value(fc.constantFrom('completed', 'busy', 'no-answer', 'failed', 'canceled', 'answered')),
        DialCallDuration: value(fc.nat().map(String)),
        Direction: text,
      },
      { requiredKeys: ['CallSid'] },
    )
    .chain((fields) =>
      fc
        .array(fc.tuple(fc.oneof(fc.constantFrom('CallSid', 'From', 'To', '__proto__', 'constructor'), text), text), {
          maxLength: 3,
        })
        .map((more): [string, string][] => [...Object.entries(fields), ...more]),
    );

const paths = fc.oneof(
  fc.constantFrom('/twiml/outgoing', '/handle_calls', '/twiml/fallback', '/twiml/dial-ended?g=0'),
  fc.constantFrom(
    '/twiml/dial-ended',
    '/twiml/dial-ended?g=-1',
    '/twiml/dial-ended?g=1e9',
    '/twiml/dial-ended?g=0&g=1',
  ),
);

test('whatever Twilio’s requests hold, the answer is TwiML of ours, or a plain refusal', async () => {
  const { identity } = await ann();
  const seen = { twiml: 0, refused: 0 };
  const check = fc.asyncProperty(paths, form(identity), async (path, params) => {
    const response = await webhook(path, params);
    const body = await response.text();
    if (response.status !== 200) {
      seen.refused += 1;
      expect([400, 413]).toContain(response.status);
      expect(body).toMatch(/^(Bad request|Too large)$/);
      return;
    }
    seen.twiml += 1;
    expect(response.headers.get('Content-Type')).toBe('text/xml; charset=utf-8');
    const { elements, numbers } = read(body);
    expect(elements.filter((name) => !EXPECTED.has(name))).toEqual([]);
    expect(elements.filter((name) => name === 'Response' || name === 'Dial').length).toBeLessThanOrEqual(2);
    for (const number of numbers) expect(number).toMatch(/^\+1(?!900)[2-9]\d{9}$/);
  });
  await fc.assert(check, { numRuns: 'FULL' in env && env.FULL ? 10_000 : 500, seed: 6 });
  // Both outcomes happened often: the generator reaches past the first check.
  expect(seen.twiml).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(20);
});
