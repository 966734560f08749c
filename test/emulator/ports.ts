/** The seams inside the emulator: the exchange speaks to media, signaling and time only through these. */

/** Time, injected: `real` in the command line, `manual` in unit tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `fn` once after `ms`; the returned function cancels it. */
  after(ms: number, fn: () => void): () => void;
}

/** 20 ms of sound: 160 samples, 8 kHz, 16-bit signed, mono. */
export type Frame = Int16Array;
export const FRAME_SAMPLES = 160;
export const SAMPLE_RATE = 8000;

/** Somewhere sound comes from. Called once per 20 ms tick; `null` means nothing to say (treated as silence). */
export interface Source {
  next(): Frame | null;
  /** True once a finite source (a WAV, a spoken pattern) has been played out. */
  readonly isDone?: boolean;
}

/** What a listener measured over a stretch of sound. */
export interface Heard {
  rms: number;
  /** Goertzel amplitude at the asked frequency / (rms * sqrt 2): 1 is a pure tone. 0 when silent. */
  purity: number;
  /** Every sample exactly 0, and at least one frame arrived. */
  silent: boolean;
  /** The loudest frequency between 100 and 3600 Hz, in steps of 10 Hz. */
  peakHz: number;
  frames: number;
}

/** How a key came: an RFC 4733 event in RTP, the SDK's `dtmf` frame, or the keypad of an outside telephone. */
export type KeypressPath = 'rtp' | 'signaling' | 'keypad';

export interface Keypress {
  digit: string;
  via: KeypressPath;
}

/**
 * The sound of one leg: what its far end hears is pulled from `sends`, what its far end says is handed to `receives`.
 * A leg of a browser is WebRTC; a leg of an outside phone is a source, a page's socket, or both.
 */
export interface MediaLeg {
  /** Pulled once per tick; set by the exchange (mixer, ringback, tone). */
  sends: Source;
  /** Called with each frame that arrived from the far end (20 ms). */
  onFrame(listener: (frame: Frame) => void): () => void;
  /** Called with each frame the far end is sent. */
  onHeard(listener: (frame: Frame) => void): () => void;
  /** Called once per keypress of the far end. */
  onDigit(listener: (keypress: Keypress) => void): () => void;
  /** Measures what the far end says over the next `ms`. */
  says(hz: number, ms: number): Promise<Heard>;
  /** Measures what the far end is sent over the next `ms`. */
  hears(hz: number, ms: number): Promise<Heard>;
  close(): void;
}

/** A WebRTC leg adds negotiation (SDP in, SDP out; candidates inside, no trickle) and the media fault. */
export interface WebRtcLeg extends MediaLeg {
  /** Answers a browser's offer (first offer, or an ICE restart on the same connection). */
  answer(offerSdp: string): Promise<string>;
  /** Makes an offer for a browser to answer. */
  offer(): Promise<string>;
  accept(answerSdp: string): Promise<void>;
  /** Stops answering STUN and stops sending, until switched off. */
  setBlackhole(isOn: boolean): void;
  /** Loses so much of what it sends, evenly: 0 to 100 percent. */
  setLoss(percent: number): void;
}

/** A connected SDK Device: one socket that gave a valid token. */
export interface ClientConnection {
  readonly identity: string;
  readonly isRegistered: boolean;
  /** `params.application_sid` of the outgoing grant. */
  readonly applicationSid: string | null;
}

/** How a leg of a client ends, as the SDK's `hangup` frame carries it. */
export interface HangupError {
  code: number;
  message: string;
}

/** The signaling server, seen from the exchange. Implemented in `signaling/`. */
export interface Signaling {
  /** Live registered connections of an identity (several sockets may share it). */
  registered(identity: string): ClientConnection[];
  registrations(): ClientConnection[];
  /** Rings one connection; resolves nothing: the answer comes through `ClientCallEvents`. */
  invite(
    connection: ClientConnection,
    call: { callSid: string; parameters: Record<string, string>; events: ClientCallEvents },
  ): ClientCall;
  /** Faults; without an identity they are about everybody. Those with a count say how many sockets they met. */
  dropSockets(identity?: string): number;
  setHeartbeatSilenced(isOn: boolean, identity?: string): number;
  setRefusing(isOn: boolean): void;
  expireTokens(identity?: string): number;
  close(): Promise<void>;
}

/** A leg whose far end is an SDK Device. */
export interface ClientCall {
  readonly callSid: string;
  readonly media: WebRtcLeg;
  /** Outgoing calls of the SDK only: tells it the callee rings, with early media when asked. */
  ringing(options: { withMedia: boolean }): Promise<void>;
  /** Outgoing calls of the SDK only: answers. */
  answer(): Promise<void>;
  /** Incoming calls of the SDK only: stops the ringing. */
  cancel(): void;
  /**
   * Ends the call. An SDK whose outgoing call was told neither `ringing` nor `answer` knows only its temporary id (`TJS…`) and ignores
   * a hangup frame with any other: the frame carries that id then.
   */
  hangup(error?: HangupError): void;
}

/** What the far SDK does to its call. */
export interface ClientCallEvents {
  accepted(): void;
  rejected(): void;
  hungUp(): void;
  /** The signaling socket stayed away longer than the reconnect window. */
  lost(): void;
}

/** What signaling asks of the exchange. Implemented in `exchange/`. */
export interface Switching {
  /** An SDK placed a call. `params` are the custom parameters of `connect()`. Returns the real CallSid and the listener for its events. */
  outgoing(
    connection: ClientConnection,
    call: (callSid: string, events: ClientCallEvents) => ClientCall,
    params: Record<string, string>,
  ): void;
}
