/**
 * What of Twilio is emulated, as data. A test compares it with the code: with what the parser knows, the routes there are,
 * the frames the signaling server reads and writes, the characters and the faults.
 */
export type Surface =
  'twiml' | 'rest' | 'signaling in' | 'signaling out' | 'control' | 'character' | 'fault' | 'behaviour';

export interface Coverage {
  surface: Surface;
  item: string;
  /** `guess`: it works, but nobody has seen Twilio do it. */
  status: 'supported' | 'partial' | 'guess';
  /** The test file, under test/. */
  testedBy: string;
  note: string;
}

const rows = (surface: Surface, testedBy: string, items: Record<string, string>): Coverage[] =>
  Object.entries(items).map(([item, text]) => {
    const [, mark, note = ''] = /^(guess|partial)?:? ?(.*)$/s.exec(text) ?? [];
    const status = mark === 'guess' || mark === 'partial' ? mark : 'supported';
    return { surface, item, status, testedBy, note };
  });

const named = (items: readonly string[]): Record<string, string> => Object.fromEntries(items.map((item) => [item, '']));

export const COVERAGE: readonly Coverage[] = [
  ...rows('twiml', 'unit/emulator-twiml.test.ts', {
    ...named([
      'Response',
      'Dial',
      'Dial.action',
      'Dial.answerOnBridge',
      'Dial.method',
      'Dial.hangupOnStar',
      'Dial.timeLimit',
    ]),
    'Dial.callerId': 'towards the public network only numbers of the account, verified ones and the caller’s own',
    'Dial.ringTone': 'partial: read and checked; the ringback is always North America’s',
    'Dial.timeout': 'exact; Twilio may add up to 5 s',
    Number: 'partial: E.164 only; no url, sendDigits, byoc or machine detection',
    ...named(['Number.statusCallback', 'Number.statusCallbackEvent', 'Number.statusCallbackMethod']),
    Client: 'partial: no url',
    'Client.statusCallbackEvent': 'none by default: a statusCallback alone hears nothing',
    ...named([
      'Client.statusCallback',
      'Client.statusCallbackMethod',
      'Identity',
      'Parameter',
      'Parameter.name',
      'Parameter.value',
    ]),
    Say: 'partial: a speech program when one is given, else a pattern of tones; no SSML',
    'Say.language': 'partial: only for the speech program',
    'Say.voice': 'partial: read, not heard',
    ...named([
      'Say.loop',
      'Play',
      'Play.digits',
      'Play.loop',
      'Pause',
      'Pause.length',
      'Hangup',
      'Redirect',
      'Redirect.method',
    ]),
    Reject: 'guess: the call’s status is busy for both reasons',
    'Reject.reason': '',
  }),
  ...rows('rest', 'contract/emulator-rest.test.ts', {
    'GET /Accounts/:account/Calls.json': '',
    ...named([
      'GET /Accounts/:account/Calls.json To',
      'GET /Accounts/:account/Calls.json From',
      'GET /Accounts/:account/Calls.json ParentCallSid',
    ]),
    ...named([
      'GET /Accounts/:account/Calls.json Status',
      'GET /Accounts/:account/Calls.json PageSize',
      'GET /Accounts/:account/Calls.json Page',
    ]),
    'GET /Accounts/:account/Calls.json PageToken': 'partial: accepted, Page decides',
    'GET /Accounts/:account/Calls/:file': '',
    'POST /Accounts/:account/Calls/:file': 'partial: one of Url, Twiml and Status; a ringing call may be redirected',
    ...named([
      'POST /Accounts/:account/Calls/:file Url',
      'POST /Accounts/:account/Calls/:file Method',
      'POST /Accounts/:account/Calls/:file Twiml',
    ]),
    ...named(['POST /Accounts/:account/Calls/:file Status', 'POST /Accounts/:account/Calls/:file FallbackUrl']),
  }),
  ...rows('rest', 'contract/emulator-rest-times.test.ts', {
    'GET /Accounts/:account/Calls.json StartTime': 'the day of UTC, whatever the time of day',
    'GET /Accounts/:account/Calls.json EndTime': 'likewise',
    ...Object.fromEntries(
      ['StartTime<', 'StartTime>', 'EndTime<', 'EndTime>'].map((field) => [
        `GET /Accounts/:account/Calls.json ${field}`,
        'a day is its midnight, which belongs to both sides',
      ]),
    ),
  }),
  ...rows('signaling in', 'unit/emulator-signaling-frames.test.ts', {
    ...named(['listen', 'register', 'invite', 'answer', 'reject', 'hangup', 'reinvite', 'dtmf']),
    message: 'partial: acknowledged, delivered to nobody',
  }),
  ...rows('signaling out', 'unit/emulator-signaling-calls.test.ts', {
    ...named(['connected', 'ready', 'offline', 'close', 'invite', 'ringing', 'answer', 'cancel', 'error', 'ack']),
    hangup: 'guess: which error code goes with which outcome',
  }),
  ...rows(
    'control',
    'contract/emulator-control.test.ts',
    named([
      'GET /lines',
      'GET /phones',
      'GET /phones/:e164',
      'PUT /phones/:e164',
      'POST /phones/:e164/call',
      'POST /phones/:e164/answer',
      'POST /phones/:e164/decline',
      'POST /phones/:e164/busy',
      'POST /phones/:e164/no-answer',
      'POST /phones/:e164/hang-up',
      'POST /phones/:e164/digits',
      'POST /phones/:e164/says',
      'GET /phones/:e164/hears',
      'GET /phones/:e164/events',
      'GET /calls',
      'GET /calls/:sid',
      'POST /calls/:sid/ring-out',
      'GET /calls/:sid/hears',
      'POST /calls/:sid/ring-out',
      'GET /calls/:sid/says',
      'GET /webhooks',
      'POST /webhooks/:id/replay',
      'GET /registrations',
      'GET /faults',
      'POST /faults',
      'DELETE /faults/:id',
      'DELETE /faults',
      'POST /reset',
    ]),
  ),
  ...rows('character', 'unit/emulator-phones.test.ts', {
    ...named(['manual', 'echo', 'tone', 'music', 'busy', 'no-answer', 'menu', 'early-media']),
    declines: 'guess: 603, and the Dial is busy',
    'not-in-service': 'guess: 404, and the Dial has failed; carriers often answer with a recording instead',
  }),
  ...rows(
    'fault',
    'unit/emulator-phones.test.ts',
    named([
      'drop-socket',
      'refuse-sockets',
      'silence-heartbeat',
      'blackhole-media',
      'delay-webhook',
      'fail-webhook',
      'expire-token',
    ]),
  ),
  ...rows(
    'fault',
    'unit/emulator-callback-faults.test.ts',
    named(['lose-callback', 'double-callback', 'delay-callback', 'disorder-callbacks']),
  ),
  ...rows('fault', 'contract/emulator-rest-faults.test.ts', {
    'delay-rest': '',
    'fail-rest': 'what fails was not done; Twilio may do it and lose its answer',
  }),
  ...rows('behaviour', 'unit/emulator-webhooks.test.ts', {
    'webhook signatures': '',
    'webhook parameters':
      'partial: no CallToken, ForwardedFrom or CallerName; custom parameters of an SDK only in the first request: a guess',
    'status callbacks in order, numbered':
      'guess: numbers count the events that were asked for; time and number are those of what happened, however late it is told',
    'a child’s last callback before the action, the parent’s after it': 'guess: the action waits 200 ms at most',
    'withheld numbers': 'guess: +266696687, and no StirVerstat',
  }),
  ...rows('behaviour', 'unit/emulator-runner.test.ts', {
    'fallback URL': 'guess: asked once for every TwiML that fails, not only for the first',
    'webhook timeouts and retry': 'a connection is tried twice, 5 s each; 15 s in all',
    'application error': 'partial: three falling tones in place of a spoken sentence; the call has failed',
    'the first verb answers': 'guess: a leading Pause does not, Redirect neither',
  }),
  ...rows('behaviour', 'unit/emulator-outcomes.test.ts', {
    'an unanswered call ends as its last Dial did': 'guess: and the SDK is told the matching SIP error',
    'a caller who gives up has canceled': 'guess: Twilio may say no-answer',
    'several nouns, no answer: one busy makes the Dial busy': 'guess',
  }),
  ...rows('behaviour', 'contract/emulator-rest-times.test.ts', {
    'calls listed by a time of day':
      'guess: to the second, itself included; Twilio documents days. A call without that time is left out',
  }),
  ...rows('behaviour', 'unit/emulator-ring-group.test.ts', {
    'an eleventh noun in one Dial': 'the document is refused: nobody rings',
    'one ringing child ended over REST': 'guess: canceled, also with Status=completed; its siblings ring on',
  }),
  ...rows('behaviour', 'unit/emulator-lines.test.ts', {
    'several lines': '',
    'a line of the account calls another': 'guess: two calls that know nothing of each other, and no StirVerstat',
  }),
  ...rows('behaviour', 'unit/emulator-callback-faults.test.ts', {
    'a webhook sent again': 'byte for byte, with its signature and idempotency token',
  }),
  ...rows('behaviour', 'unit/emulator-incoming.test.ts', {
    'a Client that declines is busy': 'guess: with SIP 603',
    'a Client without a registered Device does not answer': 'guess: at once, SIP 480',
  }),
  ...rows('behaviour', 'unit/emulator-redirect.test.ts', {
    'an interrupted Dial':
      'its action is asked with completed and ignored, then the new URL; also while it still rings: a guess',
    'a redirected child': '',
  }),
];
