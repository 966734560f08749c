import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTwiml } from '../emulator/twiml/parser.ts';
import { TwimlError } from '../emulator/twiml/element.ts';
import { twiml } from '../support/emulated-exchange.ts';

const runs = { numRuns: process.env['FULL'] ? 5000 : 200, seed: 2 };

function errorOf(xml: string): { code: number; message: string } {
  try {
    parseTwiml(xml);
  } catch (error) {
    if (error instanceof TwimlError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a TwiML document is read', () => {
  test('a Dial with all that it may say', () => {
    const { verbs } = parseTwiml(
      twiml(`<Dial answerOnBridge="true" timeout="25" timeLimit="3600" callerId="+18195550100" action="/ended?g=1" method="GET" ringTone="fr" hangupOnStar="true">
        <Number url="/w" method="GET" statusCallback="/s" statusCallbackEvent="initiated ringing answered completed" statusCallbackMethod="GET">+15145550123</Number>
        <Client statusCallback="/c"><Identity>alice</Identity><Parameter name="line" value="a &amp; b"/></Client>
        <Client>bob</Client>
      </Dial>`),
    );
    expect(verbs).toEqual([
      {
        verb: 'Dial',
        answerOnBridge: true,
        timeoutSeconds: 25,
        timeLimitSeconds: 3600,
        callerId: '+18195550100',
        action: '/ended?g=1',
        method: 'GET',
        ringTone: 'fr',
        hangupOnStar: true,
        conference: null,
        nouns: [
          {
            noun: 'Number',
            phoneNumber: '+15145550123',
            whisper: { url: '/w', method: 'GET' },
            progress: { url: '/s', method: 'GET', events: ['initiated', 'ringing', 'answered', 'completed'] },
          },
          {
            noun: 'Client',
            identity: 'alice',
            parameters: [{ name: 'line', value: 'a & b' }],
            whisper: null,
            progress: { url: '/c', method: 'POST', events: [] },
          },
          {
            noun: 'Client',
            identity: 'bob',
            parameters: [],
            whisper: null,
            progress: { url: null, method: 'POST', events: [] },
          },
        ],
      },
    ]);
  });

  test('a Dial that says nothing has Twilio’s defaults, and its text is a number', () => {
    expect(parseTwiml(twiml('<Dial>+15145550123</Dial>')).verbs).toMatchObject([
      {
        timeoutSeconds: 30,
        timeLimitSeconds: 14_400,
        answerOnBridge: false,
        callerId: null,
        action: null,
        method: 'POST',
        nouns: [{ noun: 'Number' }],
      },
    ]);
  });

  test('the other verbs', () => {
    const { verbs } = parseTwiml(
      twiml(
        '<Say voice="Polly.Gabrielle" language="fr-CA" loop="2">Bonjour &lt;vous&gt;</Say><Play digits="1w2"/><Play loop="0">/a.wav</Play><Pause length="3"/><Pause/><Redirect method="GET">/next</Redirect><Reject reason="busy"/><Hangup/>',
      ),
    );
    expect(verbs).toEqual([
      { verb: 'Say', text: 'Bonjour <vous>', voice: 'Polly.Gabrielle', language: 'fr-CA', loop: 2 },
      { verb: 'Play', url: null, digits: '1w2', loop: 1 },
      { verb: 'Play', url: '/a.wav', digits: null, loop: 0 },
      { verb: 'Pause', lengthSeconds: 3 },
      { verb: 'Pause', lengthSeconds: 1 },
      { verb: 'Redirect', url: '/next', method: 'GET' },
      { verb: 'Reject', reason: 'busy' },
      { verb: 'Hangup' },
    ]);
  });

  test('a Conference with all that it may say, and one that says nothing', () => {
    const all = `beep="onEnter" startConferenceOnEnter="false" endConferenceOnExit="true" muted="true" maxParticipants="4"
      participantLabel="far" coach="CA${'0'.repeat(32)}" record="do-not-record" waitUrl="/w" waitMethod="GET"
      statusCallback="/s" statusCallbackEvent="start end join leave mute hold modify announcement" statusCallbackMethod="GET"`;
    const { verbs } = parseTwiml(
      twiml(`<Dial><Conference ${all}>a room</Conference></Dial><Dial><Conference>b</Conference></Dial>`),
    );
    expect(verbs.map((verb) => verb.verb === 'Dial' && verb.conference)).toEqual([
      {
        name: 'a room',
        manner: {
          label: 'far',
          isMuted: true,
          beep: 'onEnter',
          startsConference: false,
          endsConference: true,
          maxParticipants: 4,
          wait: { url: '/w', method: 'GET' },
          coaches: `CA${'0'.repeat(32)}`,
          report: {
            url: '/s',
            method: 'GET',
            events: ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'announcement'],
          },
        },
      },
      {
        name: 'b',
        manner: {
          label: null,
          isMuted: false,
          beep: 'true',
          startsConference: true,
          endsConference: false,
          maxParticipants: 250,
          wait: { url: null, method: 'POST' },
          coaches: null,
          report: { url: null, method: 'POST', events: [] },
        },
      },
    ]);
  });

  test('an empty Response is a document without verbs', () => {
    expect(parseTwiml('<Response/>').verbs).toEqual([]);
  });
});

describe('what is not known is refused by its name', () => {
  test.each([
    ['<Gather/>', 12200, 'Gather'],
    ['<Dial><Conference>room</Conference><Client>bob</Client></Dial>', 12200, 'Conference'],
    ['<Dial><Conference/></Dial>', 12200, 'Conference'],
    ['<Dial><Conference record="record-from-start">room</Conference></Dial>', 12200, 'record'],
    ['<Dial><Conference region="us1">room</Conference></Dial>', 12200, 'region'],
    ['<Dial><Conference statusCallbackEvent="start speaker">room</Conference></Dial>', 16002, 'speaker'],
    ['<Dial><Conference maxParticipants="251">room</Conference></Dial>', 12200, 'maxParticipants'],
    ['<Dial><Conference participantLabel="a/b">room</Conference></Dial>', 16023, 'a/b'],
    ['<Dial><Conference coach="bob">room</Conference></Dial>', 13240, 'bob'],
    ['<Dial record="true">+15145550123</Dial>', 12200, 'record'],
    ['<Dial><Number sendDigits="1">+15145550123</Number></Dial>', 12200, 'sendDigits'],
    ['<Say><Pause/></Say>', 12200, 'Pause'],
    ['<Pause length="soon"/>', 12200, 'length'],
    ['<Dial timeout="4">+15145550123</Dial>', 12200, 'timeout'],
    ['<Dial answerOnBridge="yes">+15145550123</Dial>', 12200, 'answerOnBridge'],
    ['<Dial ringTone="xx">+15145550123</Dial>', 12200, 'ringTone'],
    ['<Dial><Client statusCallbackEvent="ended">bob</Client></Dial>', 12200, 'ended'],
    ['<Dial><Client/></Dial>', 12200, 'identity'],
    ['<Dial><Client><Parameter value="1"/>bob</Client></Dial>', 12200, 'name'],
    ['<Dial></Dial>', 12200, 'somebody'],
    ['<Dial>5145550123</Dial>', 13223, '5145550123'],
    ['<Reject reason="tired"/>', 12200, 'tired'],
    ['hello', 12200, 'hello'],
    ['<Play/>', 12200, 'Play'],
  ])('%s', (verbs, code, name) => {
    const error = errorOf(twiml(verbs));
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
  });

  test('eleven nouns', () => {
    const nouns = Array.from({ length: 11 }, (_, index) => `<Client>device${index}</Client>`).join('');
    expect(errorOf(twiml(`<Dial>${nouns}</Dial>`)).message).toContain('10');
  });

  test.each(['', 'OK', '<Response>', '<Response><Say>a</Response>', '{"a":1}', '<Response/><Response/>'])(
    'a document that is not XML: %j',
    (xml) => {
      expect(errorOf(xml).code).toBe(12100);
    },
  );

  test('another root', () => {
    expect(errorOf('<html/>').message).toContain('html');
  });
});

test('whatever the bytes, the parser gives a document or a TwimlError, never anything else', () => {
  const word = fc.constantFrom(
    '<Response>',
    '</Response>',
    '<Dial>',
    '</Dial>',
    '<Say loop="0">',
    '</Say>',
    '&amp;',
    '&x;',
    '<![CDATA[a]]>',
    '<!-- -->',
    '+15145550123',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join('')),
      ),
      (xml) => {
        try {
          expect(parseTwiml(xml).verbs).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toBeInstanceOf(TwimlError);
        }
      },
    ),
    runs,
  );
});
