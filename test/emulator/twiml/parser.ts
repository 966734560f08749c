import { attributesOf, parseElements, TwimlError, type Element } from './element.ts';
import { conferenceOf } from './conference.ts';
import { LIMITS, RING_TONES } from './grammar.ts';
import type {
  ClientNoun,
  Dial,
  Method,
  Noun,
  NumberNoun,
  Play,
  Progress,
  ProgressEvent,
  TwimlDocument,
  Verb,
  Whisper,
} from './nodes.ts';

const METHODS: readonly Method[] = ['GET', 'POST'];
const PROGRESS_EVENTS: readonly ProgressEvent[] = ['initiated', 'ringing', 'answered', 'completed'];
const LOOPS = [0, 1000] as const;

/**
 * Reads a TwiML document. Throws {@link TwimlError} with Twilio's debugger code and the name of what is wrong.
 */
export function parseTwiml(xml: string): TwimlDocument {
  return { verbs: parseElements(xml).children.map(verbOf) };
}

function verbOf(element: Element): Verb {
  const read = attributesOf(element);
  switch (element.name) {
    case 'Say':
      return {
        verb: 'Say',
        text: element.text,
        voice: read.text('voice') ?? 'man',
        language: read.text('language') ?? 'en-US',
        loop: read.integer('loop', 1, LOOPS),
      };
    case 'Play':
      return playOf(element);
    case 'Pause':
      return { verb: 'Pause', lengthSeconds: read.integer('length', 1, [0, 86_400]) };
    case 'Hangup':
      return { verb: 'Hangup' };
    case 'Reject':
      return { verb: 'Reject', reason: read.oneOf('reason', 'rejected', ['rejected', 'busy']) };
    case 'Redirect':
      return { verb: 'Redirect', url: element.text, method: read.oneOf('method', 'POST', METHODS) };
    case 'Dial':
      return dialOf(element);
    default:
      throw new TwimlError(12200, `Element <${element.name}> is not a verb`);
  }
}

function playOf(element: Element): Play {
  const read = attributesOf(element);
  const digits = read.text('digits');
  if (digits !== null && !/^[0-9*#wWA-D]+$/.test(digits))
    throw read.wrong('digits', digits, 'must be 0-9, *, #, A-D, w or W');
  if (digits === null && element.text === '') throw new TwimlError(12200, '<Play> has neither a URL nor "digits"');
  return { verb: 'Play', url: element.text === '' ? null : element.text, digits, loop: read.integer('loop', 1, LOOPS) };
}

function dialOf(element: Element): Dial {
  const read = attributesOf(element);
  const conferences = element.children.filter((child) => child.name === 'Conference');
  if (conferences.length > 0 && (element.children.length > 1 || element.text !== ''))
    throw new TwimlError(12200, 'A <Dial> of a <Conference> dials nothing else');
  const nouns: Noun[] = element.children
    .filter((child) => child.name !== 'Conference')
    .map((child) => (child.name === 'Number' ? numberOf(child) : clientOf(child)));
  if (element.text !== '') {
    if (nouns.length > 0) throw new TwimlError(12200, 'A <Dial> has either text or nouns, not both');
    nouns.push({
      noun: 'Number',
      phoneNumber: phoneNumberOf(element),
      whisper: null,
      progress: { url: null, method: 'POST', events: [] },
    });
  }
  if (nouns.length === 0 && conferences.length === 0) throw new TwimlError(12200, 'A <Dial> needs somebody to dial');
  if (nouns.length > LIMITS.nounsPerDial) {
    throw new TwimlError(12200, `A <Dial> rings at most ${LIMITS.nounsPerDial} nouns, not ${nouns.length}`);
  }
  const ringTone = read.text('ringTone');
  if (ringTone !== null && !RING_TONES.includes(ringTone))
    throw read.wrong('ringTone', ringTone, 'is not a country of ours');
  return {
    verb: 'Dial',
    nouns,
    conference: conferences[0] === undefined ? null : conferenceOf(conferences[0]),
    answerOnBridge: read.boolean('answerOnBridge', false),
    timeoutSeconds: read.integer('timeout', 30, LIMITS.dialTimeoutSeconds),
    timeLimitSeconds: read.integer('timeLimit', 14_400, LIMITS.dialTimeLimitSeconds),
    callerId: read.text('callerId'),
    action: read.text('action'),
    method: read.oneOf('method', 'POST', METHODS),
    ringTone,
    hangupOnStar: read.boolean('hangupOnStar', false),
  };
}

function numberOf(element: Element): NumberNoun {
  const phoneNumber = phoneNumberOf(element);
  return { noun: 'Number', phoneNumber, whisper: whisperOf(element), progress: progressOf(element, ['completed']) };
}

function whisperOf(element: Element): Whisper | null {
  const read = attributesOf(element);
  const [url, method] = [read.text('url'), read.oneOf('method', 'POST', METHODS)];
  return url === null ? null : { url, method };
}

function phoneNumberOf(element: Element): string {
  if (!/^\+[1-9]\d{6,14}$/.test(element.text)) {
    throw new TwimlError(13223, `<${element.name}> holds "${element.text}": this emulator dials E.164 numbers only`);
  }
  return element.text;
}

function clientOf(element: Element): ClientNoun {
  const identities = element.children.filter((child) => child.name === 'Identity').map((child) => child.text);
  if (element.text !== '') identities.push(element.text);
  const [identity, ...others] = identities;
  if (identity === undefined || others.length > 0) throw new TwimlError(12200, 'A <Client> has exactly one identity');
  if (identity.length > 256 || !/^[^\s<>"'`{}|\\^]+$/.test(identity)) {
    throw new TwimlError(12200, `<Client> holds the identity "${identity}": not allowed`);
  }
  const parameters = element.children
    .filter((child) => child.name === 'Parameter')
    .map((child) => {
      const name = child.attributes['name'];
      if (name === undefined || name === '') throw new TwimlError(12200, 'A <Parameter> needs a "name"');
      return { name, value: child.attributes['value'] ?? '' };
    });
  return { noun: 'Client', identity, parameters, whisper: whisperOf(element), progress: progressOf(element, []) };
}

/** `<Number>` reports `completed` when no event is asked for, `<Client>` reports nothing (Twilio's noun pages). */
function progressOf(element: Element, unasked: ProgressEvent[]): Progress {
  const read = attributesOf(element);
  const asked = read.text('statusCallbackEvent');
  const events = asked?.split(/\s+/).filter((word) => word !== '') ?? unasked;
  return {
    url: read.text('statusCallback'),
    method: read.oneOf('statusCallbackMethod', 'POST', METHODS),
    events: events.map((event) => {
      const found = PROGRESS_EVENTS.find((one) => one === event);
      if (found === undefined)
        throw read.wrong('statusCallbackEvent', event, `must be one of ${PROGRESS_EVENTS.join(', ')}`);
      return found;
    }),
  };
}
