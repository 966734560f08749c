import type { QualitySign, Sample } from './quality.ts';

/** What this telephone needs of a voice SDK, in our words. `twilio-voice.ts` is the one adapter; tests use a double. */

export interface VoiceOptions {
  /** Twilio edge, e.g. `roaming`. */
  edge: string;
  /** `host[:port]` of the signaling server when it is not Twilio's own. */
  signaling: string | null;
  /** Whether call quality reports go to Twilio. */
  insights: boolean;
}

/** Makes a line. Throws a `Trouble` when this browser cannot carry calls. Only after a gesture or a live microphone grant. */
export type CreateVoice = (options: VoiceOptions, token: string, events: VoiceEvents) => Voice;

/** One line to the network: it may be registered (can be called) or not. */
export interface Voice {
  /** Resolves once this line can be called. May reject with nothing, and may never settle: guard it. */
  register(): Promise<void>;
  updateToken(token: string): void;
  /** Places a call; resolves as soon as there is something to hang up. Waits for a connection without end: guard it. */
  connect(params: Record<string, string>): Promise<VoiceCall>;
  /** Ends every call of the line and the line itself, without `lost`. */
  destroy(): void;
}

export interface VoiceEvents {
  registered(): void;
  /** The connection went away; the line tries to come back by itself. */
  unregistered(): void;
  /** An error of the line, by the SDK's code. Its calls live on unless they say otherwise. */
  failed(sdkCode: number | null): void;
  incoming(call: IncomingVoiceCall): void;
  /** The line ended without being asked to (the SDK does so when its page is hidden for good). */
  lost(): void;
}

/** One leg on the line. Commands that are impossible now do nothing. */
export interface VoiceCall {
  /** The leg's SID; null until the network told it. */
  readonly callSid: string | null;
  mute(isMuted: boolean): void;
  /** `0-9 * #`. */
  sendDigits(digits: string): void;
  disconnect(): void;
  /** Exactly one listener, set at once; events of the past are not repeated. */
  listen(listener: (event: VoiceCallEvent) => void): void;
  /** Whether sound ever arrived. */
  readonly hasSounded: boolean;
  /** What its media says of itself, as long as it lasts. Exactly one watcher. */
  watch(watcher: (sign: MediaSign) => void): void;
  /** Tells Twilio how the call was, also after its end; null when nothing is told to Twilio. */
  readonly rate: Rate | null;
}

export type MediaSign =
  | QualitySign
  /** How loud the microphone is (RMS, 0 to 1), ten times a second while the call is muted. */
  | { type: 'level'; level: number };

/** How a call was, from 1 (bad) to 5, and what was wrong with it. */
export type Score = 1 | 2 | 3 | 4 | 5;
export const issues = ['choppy-audio', 'one-way-audio', 'audio-latency', 'noisy-call', 'echo', 'dropped-call'] as const;
export type Issue = (typeof issues)[number];
export type Rate = (score: Score, issue: Issue | null) => Promise<void>;

/** A call to nobody, to learn how calls get through from here. */
export interface ConnectionTest {
  /** What was measured; rejects with a `Trouble` when it did not get through. */
  result: Promise<{ edge: string | null; samples: readonly Sample[] }>;
  /** Ends it, unless it is over; its result is then of no use. */
  stop(): void;
}
export type TestConnection = (options: VoiceOptions, token: string) => ConnectionTest;

export interface IncomingVoiceCall extends VoiceCall {
  /** Still to be answered. False without an event when another call pushed it aside. */
  readonly isPending: boolean;
  /** The network's own facts: `From`, `To`, `CallSid`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What the exchange sent along. */
  readonly customParameters: ReadonlyMap<string, string>;
  /** True and false as the network vouches (STIR/SHAKEN), null when it said nothing. */
  readonly isVerified: boolean | null;
  accept(): void;
  reject(): void;
}

export type VoiceCallEvent =
  | { type: 'ringing'; hasEarlyMedia: boolean }
  | { type: 'answered' }
  | { type: 'reconnecting' }
  | { type: 'reconnected' }
  /** The last event. `isLineStuck`: the line believes it is still busy and must be made anew. */
  | { type: 'ended'; sdkCode: number | null; isLineStuck: boolean };

/** Where the sound of calls comes from and goes to. A person may choose otherwise in the middle of one. */
export interface LineSound {
  /** The sink that calls are heard on; empty: the system's own choice. */
  readonly speaker: string;
  /** The microphone in use is not the one to be used any more, or went away. */
  readonly isStale: boolean;
  /** The microphone to be heard now; the one before is given back. Rejects as `getUserMedia` does. */
  openForCall(): Promise<MediaStream>;
  /** Gives the microphone back. */
  release(): void;
  /** Told when there is another `speaker`, or another `microphone` to open; until the returned function is called. */
  listen(listener: (change: { what: string }) => void): () => void;
}
