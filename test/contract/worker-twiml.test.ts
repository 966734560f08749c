import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import * as twiml from '../../worker/twilio/twiml.ts';
import { el, text, xmlDocument } from '../../worker/twilio/xml.ts';

const { VoiceResponse } = twilio.twiml;

const options = {
  actionUrl: 'https://phone.example/twiml/dial-ended?g=0&a="b"',
  statusCallbackUrl: 'https://phone.example/events/call',
  ringSeconds: 25,
  timeLimitSeconds: 14_400,
};
const callbacks = {
  statusCallback: options.statusCallbackUrl,
  statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'] as ('initiated' | 'ringing')[],
};
const dial = { answerOnBridge: true, timeout: 25, timeLimit: 14_400, action: options.actionUrl };

const spoken = { sentence: 'Cet appel est enregistré.', language: 'fr-CA' };
const EVENTS = ['start', 'end', 'join', 'leave', 'announcement'] as const;

/** A document as its elements, attributes and text: what Twilio reads, without the order of attributes. */
function parsed(xml: string): unknown[] {
  const seen: unknown[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => seen.push([name, attributes]));
  parser.on('text', (data) => seen.push(data));
  parser.on('closetag', ({ name }) => seen.push(`/${name}`));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return seen;
}

test('calling a number', () => {
  const official = new VoiceResponse();
  official.dial({ ...dial, callerId: '+18195550100' }).number(callbacks, '+15145550123');
  const ours = twiml.dialNumber({ ...options, callerId: '+18195550100', number: '+15145550123' });
  expect(parsed(ours)).toEqual(parsed(official.toString()));
});

test('calling a device, and ringing several', () => {
  const identities = ['p_laptop', 'p_phone'];
  const parameters = { conversation: 'CA1', caller_name: 'Bob & <Sons> "é" 👋' };
  const official = new VoiceResponse();
  const officialDial = official.dial({ ...dial, callerId: 'client:p_ann' });
  for (const identity of identities) {
    const client = officialDial.client(callbacks);
    client.identity(identity);
    for (const [name, value] of Object.entries(parameters)) client.parameter({ name, value });
  }
  const ours = twiml.dialDevices({ ...options, identities, parameters, callerId: 'client:p_ann' });
  expect(parsed(ours)).toEqual(parsed(official.toString()));
});

test('ringing devices for a caller from outside, whose own number they see', () => {
  const official = new VoiceResponse();
  const client = official.dial(dial).client(callbacks);
  client.identity('p_laptop');
  client.parameter({ name: 'line', value: '+18195550100' });
  const ours = twiml.dialDevices({ ...options, identities: ['p_laptop'], parameters: { line: '+18195550100' } });
  expect(parsed(ours)).toEqual(parsed(official.toString()));
});

test('calling a number that hears first that it is recorded, and then says that it has', () => {
  const url = 'https://phone.example/twiml/notice?call=CA1&a=1';
  const official = new VoiceResponse();
  official.dial({ ...dial, callerId: '+18195550100' }).number({ url, ...callbacks }, '+15145550123');
  const number = { number: '+15145550123', callerId: '+18195550100', answeredUrl: url };
  expect(parsed(twiml.dialNumber({ ...options, ...number }))).toEqual(parsed(official.toString()));
  const notice = new VoiceResponse();
  notice.say({ language: 'fr-CA' }, 'Cet appel est enregistré.');
  expect(parsed(twiml.sayThen(spoken, null))).toEqual(parsed(notice.toString()));
  notice.redirect(url);
  expect(parsed(twiml.sayThen(spoken, url))).toEqual(parsed(notice.toString()));
});

test('a caller who hears that they are recorded before it rings', () => {
  const official = new VoiceResponse();
  official.say({ language: 'fr-CA' }, 'Cet appel est enregistré.');
  official.dial(dial).client(callbacks).identity('p_laptop');
  const ours = twiml.dialDevices({ ...options, identities: ['p_laptop'], parameters: {}, before: spoken });
  expect(parsed(ours)).toEqual(parsed(official.toString()));
});

test.each([undefined, spoken])('into a room, and what is heard before: %o', (before) => {
  const room = {
    name: 'CA1',
    statusCallbackUrl: 'https://phone.example/events/room?call=CA1&g=1',
    waitUrl: 'https://phone.example/twiml/music',
    endsRoom: true,
  };
  const official = new VoiceResponse();
  if (before) official.say({ language: 'fr-CA' }, before.sentence);
  const { action, timeLimit } = dial;
  official.dial({ timeLimit, action }).conference(
    {
      beep: 'false',
      endConferenceOnExit: true,
      waitUrl: room.waitUrl,
      statusCallback: room.statusCallbackUrl,
      statusCallbackEvent: [...EVENTS],
    },
    room.name,
  );
  const ours = twiml.dialRoom({ ...options, ...room, before, events: EVENTS.join(' ') });
  expect(parsed(ours)).toEqual(parsed(official.toString()));
});

test('a sentence and the end', () => {
  const official = new VoiceResponse();
  official.say({ language: 'fr-CA' }, 'L’été & <co>');
  official.hangup();
  expect(parsed(twiml.sayAndHangUp('L’été & <co>', 'fr-CA'))).toEqual(parsed(official.toString()));
});

test('turning away, and nothing', () => {
  const official = new VoiceResponse();
  official.reject({ reason: 'rejected' });
  expect(parsed(twiml.reject())).toEqual(parsed(official.toString()));
  expect(parsed(twiml.nothing())).toEqual(parsed(new VoiceResponse().toString()));
});

test('any text at all stays text: one element in, one element out, and what XML can hold comes back', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 40 });
  const check = fc.property(anything, anything, (value, content) => {
    const kept = (raw: string) => raw.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
    const [open, ...rest] = parsed(xmlDocument(el('Say', { voice: value }, text(content))));
    expect(open).toEqual(['Say', { voice: kept(value) }]);
    const said = rest.filter((part) => part !== '/Say').join('');
    expect(said).toBe(kept(content));
    expect(rest.at(-1)).toBe('/Say');
  });
  fc.assert(check, { numRuns: process.env['FULL'] ? 10_000 : 500, seed: 5 });
});
