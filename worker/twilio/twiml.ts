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

/** What is told of each leg (https://www.twilio.com/docs/voice/twiml/number#attributes-status-callback-event). */
export const LEG_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

/**
 * Calls a number; the caller hears real ringing until it is answered (https://www.twilio.com/docs/voice/twiml/dial). Whoever answers
 * does first what `answeredUrl` says (https://www.twilio.com/docs/voice/twiml/number#attributes-url).
 */
export function dialNumber(
  options: DialOptions & { number: string; callerId: string; answeredUrl?: string | undefined },
): string {
  const number = el('Number', { url: options.answeredUrl, ...callbacks(options) }, text(options.number));
  return response(dial(options, options.callerId, [number]));
}

/** Calls devices, at most ten at once: the first to accept wins (https://www.twilio.com/docs/voice/twiml/client). */
export function dialDevices(
  options: DialOptions & {
    identities: readonly string[];
    callerId?: string;
    parameters: Parameters;
    /** What the caller hears first. */
    before?: Spoken | undefined;
  },
): string {
  const parameters = Object.entries(options.parameters).map(([name, value]) => el('Parameter', { name, value }));
  const clients = options.identities.map((identity) =>
    el('Client', callbacks(options), el('Identity', {}, text(identity)), ...parameters),
  );
  const said = options.before ? [say(options.before)] : [];
  return response(...said, dial(options, options.callerId, clients));
}

function say({ sentence, language }: Spoken): Xml {
  return el('Say', { language }, text(sentence));
}

/** What a leg hears before devices are rung for it. */
export interface Spoken {
  sentence: string;
  language: string;
}

/** A leg in a room of its own: with whom else it is there, Twilio's conference of this name decides. */
export interface RoomOptions {
  actionUrl: string;
  timeLimitSeconds: number;
  /** Its name within the account. */
  name: string;
  statusCallbackUrl: string;
  events: string;
  waitUrl: string;
  /** Whether the room is over when this leg leaves. */
  endsRoom: boolean;
  before?: Spoken | undefined;
}

/** Into a conference, without beeps, after what is to be heard before (https://www.twilio.com/docs/voice/twiml/conference). */
export function dialRoom(room: RoomOptions): string {
  const attributes = {
    beep: false,
    endConferenceOnExit: room.endsRoom,
    waitUrl: room.waitUrl,
    statusCallback: room.statusCallbackUrl,
    statusCallbackEvent: room.events,
  };
  const dial = { timeLimit: room.timeLimitSeconds, action: room.actionUrl };
  const said = room.before ? [say(room.before)] : [];
  return response(...said, el('Dial', dial, el('Conference', attributes, text(room.name))));
}

/** Plays a file again and again (https://www.twilio.com/docs/voice/twiml/play#attributes-loop). */
export function playForever(url: string): string {
  return response(el('Play', { loop: 0 }, text(url)));
}

/** Says a sentence, and asks what is next (https://www.twilio.com/docs/voice/twiml/redirect); without anywhere to ask that is all. */
export function sayThen({ sentence, language }: Spoken, nextUrl: string | null): string {
  return response(say({ sentence, language }), ...(nextUrl === null ? [] : [el('Redirect', {}, text(nextUrl))]));
}

/** Ends the call. */
export function hangUp(): string {
  return response(el('Hangup'));
}

/** Says a sentence, then hangs up. */
export function sayAndHangUp(sentence: string, language: string): string {
  return response(say({ sentence, language }), el('Hangup'));
}

/** Says a sentence and is silent for a while, then hangs up (https://www.twilio.com/docs/voice/twiml/pause). */
export function sayAndWait(sentence: string, language: string, seconds: number): string {
  return response(say({ sentence, language }), el('Pause', { length: seconds }), el('Hangup'));
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
  return { statusCallback: statusCallbackUrl, statusCallbackEvent: LEG_EVENTS.join(' ') };
}
