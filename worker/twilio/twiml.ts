/** TwiML, one function for each situation (https://www.twilio.com/docs/voice/twiml). Callback URLs are absolute and come in. */
import { el, text, type Xml, xmlDocument } from './xml.ts';

/** What every Dial of ours says. */
export interface DialOptions {
  /** Asked when the Dial is over. */
  actionUrl: string;
  /** Told about each leg that is dialled. */
  statusCallbackUrl: string;
  /** How long it rings. */
  ringSeconds: number;
  /** How long it may last. */
  timeLimitSeconds: number;
}

/** What a ringing device is told about the call. */
type Parameters = Readonly<Record<string, string>>;

const LEG_EVENTS = 'initiated ringing answered completed';

/** Calls a number; the caller hears real ringing until it is answered (https://www.twilio.com/docs/voice/twiml/dial). */
export function dialNumber(options: DialOptions & { number: string; callerId: string }): string {
  const number = el('Number', callbacks(options), text(options.number));
  return response(dial(options, options.callerId, [number]));
}

/** Calls devices, at most ten at once: the first to accept wins (https://www.twilio.com/docs/voice/twiml/client). */
export function dialDevices(
  options: DialOptions & { identities: readonly string[]; callerId?: string; parameters: Parameters },
): string {
  const parameters = Object.entries(options.parameters).map(([name, value]) => el('Parameter', { name, value }));
  const clients = options.identities.map((identity) =>
    el('Client', callbacks(options), el('Identity', {}, text(identity)), ...parameters),
  );
  return response(dial(options, options.callerId, clients));
}

/** Says a sentence, then hangs up. */
export function sayAndHangUp(sentence: string, language: string): string {
  return response(el('Say', { language }, text(sentence)), el('Hangup'));
}

/** Turns a call away without answering it (https://www.twilio.com/docs/voice/twiml/reject). */
export function reject(): string {
  return response(el('Reject', { reason: 'rejected' }));
}

/** Nothing more to do: the call ends, or goes on where it is. */
export function nothing(): string {
  return response();
}

function response(...verbs: Xml[]): string {
  return xmlDocument(el('Response', {}, ...verbs));
}

function dial(options: DialOptions, callerId: string | undefined, nouns: Xml[]): Xml {
  const attributes = {
    answerOnBridge: true,
    callerId,
    timeout: options.ringSeconds,
    timeLimit: options.timeLimitSeconds,
    action: options.actionUrl,
  };
  return el('Dial', attributes, ...nouns);
}

function callbacks({ statusCallbackUrl }: DialOptions) {
  return { statusCallback: statusCallbackUrl, statusCallbackEvent: LEG_EVENTS };
}
