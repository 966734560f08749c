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
}

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
