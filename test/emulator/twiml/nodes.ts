/** TwiML as a typed tree. Times are in seconds as written; `loop` 0 means until the call ends. */

export type Method = 'GET' | 'POST';
export type ProgressEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

export interface Say {
  verb: 'Say';
  text: string;
  voice: string;
  language: string;
  loop: number;
}

export interface Play {
  verb: 'Play';
  /** A URL to fetch, or null when only `digits` are played. */
  url: string | null;
  digits: string | null;
  loop: number;
}

export interface Pause {
  verb: 'Pause';
  lengthSeconds: number;
}

export interface Hangup {
  verb: 'Hangup';
}

export interface Reject {
  verb: 'Reject';
  reason: 'rejected' | 'busy';
}

export interface Redirect {
  verb: 'Redirect';
  url: string;
  method: Method;
}

/** Where a noun's call progress is reported, and which steps of it. */
export interface Progress {
  url: string | null;
  method: Method;
  events: ProgressEvent[];
}

/** TwiML that the called side hears after it answered, before it is connected. */
export interface Whisper {
  url: string;
  method: Method;
}

export interface NumberNoun {
  noun: 'Number';
  phoneNumber: string;
  whisper: Whisper | null;
  progress: Progress;
}

export interface ClientNoun {
  noun: 'Client';
  identity: string;
  parameters: { name: string; value: string }[];
  whisper: Whisper | null;
  progress: Progress;
}

export type Noun = NumberNoun | ClientNoun;

export const CONFERENCE_EVENTS = ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'announcement'] as const;
/** What a conference may be asked to report. `speaker` is Twilio's too, and not emulated. */
export type ConferenceEvent = (typeof CONFERENCE_EVENTS)[number];

export const BEEPS = ['true', 'false', 'onEnter', 'onExit'] as const;
export type Beep = (typeof BEEPS)[number];

/** How somebody comes into a conference (https://www.twilio.com/docs/voice/twiml/conference). */
export interface ConferenceManner {
  label: string | null;
  isMuted: boolean;
  beep: Beep;
  startsConference: boolean;
  endsConference: boolean;
  maxParticipants: number;
  /** What is heard while waiting: `url` null is Twilio's music, '' is nothing. */
  wait: { url: string | null; method: Method };
  /** The Call SID of the one who alone hears this participant. */
  coaches: string | null;
  report: { url: string | null; method: Method; events: ConferenceEvent[] };
}

export interface ConferenceNoun {
  name: string;
  manner: ConferenceManner;
}

export interface Dial {
  verb: 'Dial';
  /** Empty when a conference is dialed. */
  nouns: Noun[];
  conference: ConferenceNoun | null;
  answerOnBridge: boolean;
  timeoutSeconds: number;
  timeLimitSeconds: number;
  callerId: string | null;
  action: string | null;
  method: Method;
  ringTone: string | null;
  hangupOnStar: boolean;
}

export type Verb = Say | Play | Pause | Hangup | Reject | Redirect | Dial;

export interface TwimlDocument {
  verbs: Verb[];
}
