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

export interface NumberNoun {
  noun: 'Number';
  phoneNumber: string;
  progress: Progress;
}

export interface ClientNoun {
  noun: 'Client';
  identity: string;
  parameters: { name: string; value: string }[];
  progress: Progress;
}

export type Noun = NumberNoun | ClientNoun;

export interface Dial {
  verb: 'Dial';
  nouns: Noun[];
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
