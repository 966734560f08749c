/**
 * The TwiML this emulator executes, as data: what may stand where.
 * Whatever is not listed is refused by name, also where Twilio knows it and we do not.
 * Source: https://www.twilio.com/docs/voice/twiml and the page of each verb.
 */
export const GRAMMAR = {
  Response: {
    attributes: [],
    children: ['Dial', 'Say', 'Play', 'Pause', 'Hangup', 'Reject', 'Redirect'],
    hasText: false,
  },
  Dial: {
    attributes: ['action', 'answerOnBridge', 'callerId', 'hangupOnStar', 'method', 'ringTone', 'timeLimit', 'timeout'],
    children: ['Number', 'Client', 'Conference'],
    hasText: true,
  },
  Number: {
    attributes: ['method', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod', 'url'],
    children: [],
    hasText: true,
  },
  Client: {
    attributes: ['method', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod', 'url'],
    children: ['Identity', 'Parameter'],
    hasText: true,
  },
  Conference: {
    attributes: [
      ...['beep', 'coach', 'endConferenceOnExit', 'maxParticipants', 'muted', 'participantLabel', 'record'],
      ...['startConferenceOnEnter', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod'],
      ...['waitMethod', 'waitUrl'],
    ],
    children: [],
    hasText: true,
  },
  Identity: { attributes: [], children: [], hasText: true },
  Parameter: { attributes: ['name', 'value'], children: [], hasText: false },
  Say: { attributes: ['language', 'loop', 'voice'], children: [], hasText: true },
  Play: { attributes: ['digits', 'loop'], children: [], hasText: true },
  Pause: { attributes: ['length'], children: [], hasText: false },
  Hangup: { attributes: [], children: [], hasText: false },
  Reject: { attributes: ['reason'], children: [], hasText: false },
  Redirect: { attributes: ['method'], children: [], hasText: true },
} as const satisfies Record<string, { attributes: readonly string[]; children: readonly string[]; hasText: boolean }>;

export type ElementName = keyof typeof GRAMMAR;

export function isElementName(name: string): name is ElementName {
  return Object.hasOwn(GRAMMAR, name);
}

/** Values of `ringTone` (https://www.twilio.com/docs/voice/twiml/dial#ringtone). */
export const RING_TONES = [
  'at',
  'au',
  'bg',
  'br',
  'be',
  'ch',
  'cl',
  'cn',
  'cz',
  'de',
  'dk',
  'ee',
  'es',
  'fi',
  'fr',
  'gr',
  'hu',
  'il',
  'in',
  'it',
  'lt',
  'jp',
  'mx',
  'my',
  'nl',
  'no',
  'nz',
  'ph',
  'pl',
  'pt',
  'ru',
  'se',
  'sg',
  'th',
  'uk',
  'us',
  'us-old',
  'tw',
  've',
  'za',
];

/** Twilio's own limits: nouns in one Dial, seconds of a Dial's ring and length, people in a conference. */
export const LIMITS = {
  nounsPerDial: 10,
  dialTimeoutSeconds: [5, 600],
  dialTimeLimitSeconds: [1, 86_400],
  conferenceParticipants: [2, 250],
} as const;
