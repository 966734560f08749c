import type { Conversation, Quality, SteerInput } from '../../../worker/protocol.ts';
import type { AnswererView } from './call.ts';
import type { CallHealth } from './call-monitor.ts';
import type { Clock } from './clock.ts';
import type { CreateVoice, VoiceOptions } from './voice.ts';

/** All the telephone needs from outside, in our words: the browser's in `browser-ports.ts`, doubles in tests. */
export interface PhonePorts {
  clock: Clock;
  /** Loads the SDK's chunk; tried again after a failure. */
  loadVoice(): Promise<CreateVoice>;
  exchange: Exchange;
  microphone: Microphone;
  player: Player;
  lifecycle: Lifecycle;
  turns: Turns;
  /** What the exchange tells of calls without being asked. */
  onNews(listener: (calls: readonly Conversation[]) => void): void;
  /** Takes how the call goes, whenever that changes; null: there is none. */
  tellHealth(health: CallHealth | null): void;
  /** A name for a call that is about to be placed, unlike any other (a UUID). */
  newAttempt(): string;
  /** How we call the other end, when it is one of us. */
  names: Names;
  /** The line that calls from here go out on, E.164; null: the main one. */
  line(): string | null;
}

/** Null for whoever is not known, or not yet. */
export interface Names {
  /** One of my own devices by its identity. */
  ofDevice(identity: string): string | null;
  /** One of us. */
  ofPerson(id: string): string | null;
}

/** The Worker, as the telephone knows it. Every method rejects with a `Trouble`. */
export interface Exchange {
  voiceOptions(): Promise<VoiceOptions>;
  /** An access token for this device, which gets its identity first when it has none. */
  token(): Promise<{ token: string; ttlSeconds: number }>;
  /** What became of a conversation, by the SID of any of its legs or by our name for the attempt. */
  outcome(name: string): Promise<Conversation>;
  /** Asks for the one right to answer. Null: it is ours; else who has it. */
  askToAnswer(name: string): Promise<AnswererView | null>;
  /** Who has the call, or the right to answer it now, when it is not us; null: it may be asked for. */
  winner(name: string): Promise<AnswererView | null>;
  /** We do not answer after all, or turn it down on all our devices: told as well as can be, heard by nobody here. */
  releaseAnswer(name: string): void;
  decline(name: string): void;
  /** Does something to a call that was answered. */
  steer(name: string, what: SteerInput): Promise<void>;
  /** Has a call of mine go on at this device. */
  take(name: string): Promise<void>;
  /** We hang up this leg of the call. */
  sayHangUp(name: string, leg: string): Promise<void>;
  /** How a call that is over sounded here: told as the others. */
  tellQuality(name: string, quality: Quality): void;
}

export interface Microphone {
  /** What the browser would say if asked now, without asking. `unknown`: this browser does not tell. */
  permission(): Promise<'granted' | 'denied' | 'prompt' | 'unknown'>;
  /** Asks for the microphone and holds it until the returned function is called. Rejects with a `Trouble` that says why not. */
  open(): Promise<() => void>;
}

export type SustainedSound = 'ringtone' | 'ringback' | 'busy' | 'waiting';
export type ShortSound = 'connect' | 'end';

export interface Player {
  /** Sound may be made from now on: there was a gesture, or the microphone is live. Before that, every command is silent. */
  unlock(): void;
  /** The one lasting sound, or silence. Saying the same again changes nothing. */
  sustain(sound: SustainedSound | null): void;
  once(sound: ShortSound): void;
  /** The tone of one key, `0-9 * #`. */
  key(digit: string): void;
}

/** What the page lives through. `restored`: shown again from the back/forward cache. */
export interface Lifecycle {
  /** False: there is no network at all. True promises nothing. */
  readonly isOnline: boolean;
  listen(listener: (event: 'visible' | 'restored' | 'online' | 'offline') => void): void;
  /** Opens the page again, the only way to code that arrived broken: browsers remember it for as long as the page lives. */
  reload(): void;
}

/** The tabs of a browser are one device: only one of them has the line at a time. */
export interface Turns {
  /** Wants the line, and waits for it until `leave`. */
  wait(events: TurnEvents): void;
  /** Has the line here, at the cost of another tab. False: it is needed there. */
  take(): Promise<boolean>;
  /** Lets go of the line, or of the wait for it. */
  leave(): void;
}

export interface TurnEvents {
  /** The line is this tab's. */
  got(): void;
  /** Another tab has it, and this one waits. */
  elsewhere(): void;
  /** Whether this tab cannot let go of it now. */
  isNeeded(): boolean;
}
