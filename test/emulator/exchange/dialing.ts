import { statusOfRefusal } from './outcome.ts';
import { earlyMedia } from './early-media.ts';
import { bridge } from '../media/bridge.ts';
import { ringback, silence } from '../media/tone.ts';
import type { Leg } from './leg.ts';
import type { CalleeEvents } from './far-end.ts';
import type { Guesses } from './guesses.ts';
import type { FinalStatus } from './status.ts';
import type { Clock } from '../ports.ts';
import type { Dial, Noun, Whisper } from '../twiml/nodes.ts';
import type { DialEnd } from '../webhooks/parameters.ts';

/** How a Dial ended: what its `action` is told, and the leg that decided it. */
export interface Dialed extends DialEnd {
  child: Leg | null;
  /** A redirect, of the parent or of the child, broke it up. */
  isBrokenUp: boolean;
}

/** Makes the leg of one noun and rings it; null when it could not be dialed at all (the reason is in the timeline). */
export type RingNoun = (noun: Noun, events: (child: Leg) => CalleeEvents) => Leg | null;

/** Lets a callee hear what comes before it is connected; false when it is gone after that. */
export type WhisperTo = (child: Leg, whisper: Whisper) => Promise<boolean>;

/**
 * One `<Dial>` under way. The first child to answer is bridged to the parent and the others stop ringing; the Dial
 * is over when that child ends, when no child is left, when time runs out, or when the parent is taken away.
 */
export class Dialing {
  readonly #parent: Leg;
  readonly #dial: Dial;
  readonly #clock: Clock;
  readonly #guesses: Guesses;
  readonly #result = Promise.withResolvers<Dialed>();
  readonly #children: Leg[] = [];
  readonly #whispers = new Map<Leg, Whisper>();
  #winner: Leg | null = null;
  #isOver = false;
  #isBrokenUp = false;
  #isBridged = false;
  #whisperTo: WhisperTo = async () => true;
  #part = () => {};
  #cleanups: (() => void)[] = [];
  #early: { child: Leg; stop: () => void } | null = null;

  constructor(parent: Leg, dial: Dial, { clock, guesses }: { clock: Clock; guesses: Guesses }) {
    this.#parent = parent;
    this.#dial = dial;
    this.#clock = clock;
    this.#guesses = guesses;
  }

  /** Rings the nouns; resolves when the Dial is over. `signal` aborts with the reason `ended` or `redirected`. */
  async run(ring: RingNoun, whisperTo: WhisperTo, signal: AbortSignal): Promise<Dialed> {
    this.#whisperTo = whisperTo;
    if (!this.#dial.answerOnBridge) await this.#parent.answer();
    if (signal.aborted) return this.#nobody('canceled');
    const abort = () => this.#taken(String(signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    this.#cleanups.push(
      () => signal.removeEventListener('abort', abort),
      this.#clock.after(this.#dial.timeoutSeconds * 1000, () => void this.timeIsUp()),
      this.#parent.onDigit((digit) => this.#digit(digit)),
    );
    for (const noun of this.#dial.nouns) {
      const child = ring(noun, (leg) => this.#eventsOf(leg));
      if (child === null) continue;
      this.#children.push(child);
      if (noun.whisper !== null) this.#whispers.set(child, noun.whisper);
      this.#cleanups.push(
        child.onEnd((status) => this.#childEnded(child, status)),
        child.onDetach(() => this.#childDetached(child)),
      );
    }
    if (this.#children.length === 0) return this.#over('failed', null);
    return this.#result.promise;
  }

  #eventsOf(child: Leg): CalleeEvents {
    return {
      ringing: ({ withMedia }) => {
        child.ring();
        this.#ringParent(child, withMedia).catch((error: unknown) => this.#defect(error));
      },
      answered: () => this.#answered(child).catch((error: unknown) => this.#defect(error)),
      refused: (refusal) => child.end(statusOfRefusal(refusal), { by: 'far', refusal }),
      hungUp: () => child.end(child.isAnswered ? 'completed' : 'no-answer', { by: 'far' }),
    };
  }

  #defect(error: unknown): void {
    this.#parent.call.note('error', `emulator defect: ${String(error)}`);
    this.#parent.end('failed', { by: 'exchange' });
  }

  /** Ringback, or the called network's own sound: one of them, never both. */
  async #ringParent(child: Leg, withMedia: boolean): Promise<void> {
    if (this.#winner !== null || this.#isOver || this.#early !== null) return;
    const parent = this.#parent;
    if (withMedia && parent.media !== null && child.media !== null) {
      parent.call.note('media', 'early media', { from: child.call.sid });
      this.#early = { child, stop: earlyMedia(child.media, parent.media) };
    } else if (parent.isAnswered && parent.media !== null) {
      parent.call.note('media', 'ringback');
      parent.media.sends = ringback();
    }
    if (!parent.isAnswered) {
      parent.call.note('leg', 'told that it rings', { withMedia });
      await parent.far.ringing({ withMedia });
    }
  }

  async #answered(child: Leg): Promise<void> {
    if (this.#winner !== null || this.#isOver) return child.end('canceled', { by: 'dial' });
    this.#winner = child;
    for (const loser of this.#children) if (loser !== child) loser.end(this.#guesses.ringLosers, { by: 'dial' });
    await child.answer();
    const whisper = this.#whispers.get(child);
    if (whisper !== undefined && !(await this.#whisperTo(child, whisper))) return;
    if (this.#isOver) return;
    await this.#parent.answer();
    if (this.#isOver || this.#parent.media === null || child.media === null) return;
    this.#early?.stop();
    this.#isBridged = true;
    const partSound = bridge(this.#parent.media, child.media);
    const partKeys = [
      this.#parent.onDigit((digit) => child.far.hearDigit(digit)),
      child.onDigit((digit) => this.#parent.far.hearDigit(digit)),
    ];
    this.#parent.call.note('media', 'bridged', { with: child.call.sid });
    child.call.note('media', 'bridged', { with: this.#parent.call.sid });
    this.#part = () => {
      partSound();
      partKeys.forEach((stop) => stop());
    };
    this.#cleanups.push(
      this.#clock.after(this.#dial.timeLimitSeconds * 1000, () => {
        this.#parent.call.note('leg', 'timeLimit reached', { seconds: this.#dial.timeLimitSeconds });
        child.end('completed', { by: 'dial' });
      }),
    );
  }

  #childEnded(child: Leg, status: FinalStatus): void {
    if (this.#early?.child === child) {
      this.#early.stop();
      this.#early = null;
    }
    if (child === this.#winner) return void this.#over('completed', child);
    if (this.#winner !== null || this.#children.some((one) => one.call.isAlive)) return;
    void this.#over(status === 'completed' ? 'no-answer' : this.#commonStatus(), child);
  }

  /** With several nouns and no answer, one busy among them is what the Dial reports: a guess. */
  #commonStatus(): FinalStatus {
    const statuses = this.#children.map(({ call }) => call.status);
    for (const status of ['busy', 'no-answer', 'failed'] as const) if (statuses.includes(status)) return status;
    return 'canceled';
  }

  #childDetached(child: Leg): void {
    if (child !== this.#winner) return;
    this.#isBrokenUp = true;
    this.#over('completed', child, { durationSeconds: null });
  }

  #digit(digit: string): void {
    if (digit !== '*' || !this.#dial.hangupOnStar) return;
    if (this.#winner !== null) return this.#winner.end('completed', { by: 'dial' });
    this.#stopRinging('canceled');
  }

  /** Nobody answered in time. False when somebody has, or when it is over already. */
  timeIsUp(): boolean {
    if (this.#winner !== null || this.#isOver) return false;
    this.#stopRinging('no-answer');
    return true;
  }

  /** The parent ended, or was redirected: its children end with it. A redirected parent's Dial always counts as completed. */
  #taken(reason: string): void {
    const winner = this.#winner;
    this.#isBrokenUp = reason === 'redirected';
    if (winner !== null) return winner.end('completed', { by: 'dial' });
    this.#stopRinging('canceled', reason === 'redirected' ? 'completed' : 'canceled');
  }

  #stopRinging(status: 'no-answer' | 'canceled', dialStatus: FinalStatus = status): void {
    const first = this.#children.find(({ call }) => call.isAlive) ?? null;
    this.#over(dialStatus, first);
    for (const child of this.#children) child.end(status, { by: 'dial' });
  }

  #over(status: FinalStatus, child: Leg | null, { durationSeconds }: { durationSeconds?: null } = {}): Dialed {
    const dialed: Dialed = {
      status,
      child,
      childSid: child?.call.sid ?? null,
      durationSeconds: this.#winner !== null && durationSeconds !== null ? (child?.call.durationSeconds ?? null) : null,
      isBridged: this.#isBridged,
      isBrokenUp: this.#isBrokenUp,
    };
    if (this.#isOver) return dialed;
    this.#isOver = true;
    this.#cleanups.forEach((cleanup) => cleanup());
    this.#early?.stop();
    this.#part();
    if (this.#parent.media !== null && this.#parent.call.isAlive) this.#parent.media.sends = silence();
    this.#result.resolve(dialed);
    return dialed;
  }

  #nobody(status: FinalStatus): Dialed {
    return {
      status,
      child: null,
      childSid: null,
      durationSeconds: null,
      isBridged: false,
      isBrokenUp: this.#isBrokenUp,
    };
  }
}
