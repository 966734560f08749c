import { isFinal, mayMove, type CallStatus } from './status.ts';
import type { Clock } from '../ports.ts';

export type TimelineKind = 'verb' | 'webhook' | 'callback' | 'leg' | 'media' | 'dtmf' | 'error';

/** One thing that happened to a call; `atMs` counts from the call's creation. */
export interface TimelineEntry {
  atMs: number;
  kind: TimelineKind;
  what: string;
  [detail: string]: unknown;
}

export type Direction = 'inbound' | 'outbound-dial' | 'outbound-api';

export interface CallFacts {
  sid: string;
  parentCallSid: string | null;
  direction: Direction;
  /** `+15145550123` or `client:alice`; '' when nobody is called, as for a client's outgoing call without a `To`. */
  from: string;
  to: string;
  /** The TwiML App an outgoing client call runs, or null. */
  applicationSid: string | null;
  /** The line that was called, or null. */
  phoneNumberSid: string | null;
  /** Further parameters of every TwiML request: the custom parameters of an SDK's call, StirVerstat and the like. */
  extra: Record<string, string>;
}

/** One call resource: one Call SID, one leg. It remembers all that happened to it. */
export class Call {
  readonly facts: CallFacts;
  readonly createdAtMs: number;
  readonly timeline: TimelineEntry[] = [];
  readonly #clock: Clock;
  readonly #onError: (what: string) => void;
  #status: CallStatus = 'queued';
  #answeredAtMs: number | null = null;
  #endedAtMs: number | null = null;
  #updatedAtMs: number;

  constructor(facts: CallFacts, clock: Clock, onError: (what: string) => void) {
    this.facts = facts;
    this.#clock = clock;
    this.#onError = onError;
    this.createdAtMs = clock.now();
    this.#updatedAtMs = this.createdAtMs;
  }

  get sid(): string {
    return this.facts.sid;
  }
  get status(): CallStatus {
    return this.#status;
  }
  get isAlive(): boolean {
    return !isFinal(this.#status);
  }
  get answeredAtMs(): number | null {
    return this.#answeredAtMs;
  }
  get endedAtMs(): number | null {
    return this.#endedAtMs;
  }
  /** When somebody answered; of a call that nobody answered, when it was made; null until one or the other is known. */
  get startedAtMs(): number | null {
    return this.#answeredAtMs ?? (this.isAlive ? null : this.createdAtMs);
  }
  get updatedAtMs(): number {
    return this.#updatedAtMs;
  }

  /** Seconds from answer to end (or to now), 0 when nobody answered. Twilio rounds up: a guess. */
  get durationSeconds(): number {
    if (this.#answeredAtMs === null) return 0;
    return Math.ceil(((this.#endedAtMs ?? this.#clock.now()) - this.#answeredAtMs) / 1000);
  }

  /** The only way a status changes. A move the table forbids changes nothing and gives false. */
  move(to: CallStatus, details: Record<string, unknown> = {}): boolean {
    if (!mayMove(this.#status, to)) return false;
    this.#status = to;
    this.#updatedAtMs = this.#clock.now();
    if (to === 'in-progress') this.#answeredAtMs = this.#updatedAtMs;
    if (isFinal(to)) this.#endedAtMs = this.#updatedAtMs;
    this.note('leg', to, details);
    return true;
  }

  note(kind: TimelineKind, what: string, details: Record<string, unknown> = {}): void {
    this.timeline.push({ atMs: this.#clock.now() - this.createdAtMs, kind, what, ...details });
    if (kind === 'error') this.#onError(what);
  }
}
