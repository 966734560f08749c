import { hangupErrorOf, sipCodeOf, type Refusal } from './outcome.ts';
import { createListeners } from '../media/listeners.ts';
import type { Call } from './call.ts';
import type { FarEnd } from './far-end.ts';
import { isFinal, type FinalStatus } from './status.ts';
import type { Reports, ReportTarget } from '../webhooks/reports.ts';
import type { MediaLeg } from '../ports.ts';

/** One leg while it lives: the call resource, its far end, and who wants to know what happens to it. */
export class Leg {
  readonly call: Call;
  readonly reportTarget: ReportTarget | null;
  /** Asked for TwiML when the URL that should have given it fails. */
  readonly fallbackUrl: string | null;
  readonly #reports: Reports;
  readonly #ended = createListeners<FinalStatus>();
  readonly #answered = createListeners<null>();
  readonly #digits = createListeners<string>();
  readonly #detached = createListeners<null>();
  #far: FarEnd | null = null;
  #watched: MediaLeg | null = null;
  #refusal: Refusal | null = null;
  /** What must be over before the end is reported: the TwiML of this leg, with its last `action`. */
  #work: (() => Promise<void>) | null = null;

  constructor(deps: { call: Call; reports: Reports; reportTarget: ReportTarget | null; fallbackUrl: string | null }) {
    this.call = deps.call;
    this.#reports = deps.reports;
    this.reportTarget = deps.reportTarget;
    this.fallbackUrl = deps.fallbackUrl;
  }

  readonly onEnd = this.#ended.add;
  readonly onAnswer = this.#answered.add;
  readonly onDigit = this.#digits.add;
  /** Somebody redirected this leg: it leaves the Dial that made it and lives on by its own TwiML. */
  readonly onDetach = this.#detached.add;

  get far(): FarEnd {
    if (this.#far === null) throw new Error(`${this.call.sid} has no far end yet`);
    return this.#far;
  }
  get media(): MediaLeg | null {
    return this.#far?.media ?? null;
  }
  /** Twilio calls it, rather than being called by it. */
  get isCallee(): boolean {
    return this.call.facts.direction !== 'inbound';
  }
  get isAnswered(): boolean {
    return this.call.answeredAtMs !== null;
  }
  get refusal(): Refusal | null {
    return this.#refusal;
  }

  connect(far: FarEnd): void {
    this.#far = far;
    this.#watchMedia();
  }

  /** The leg of a caller answers; the leg of a callee was answered. Reported as `answered`. */
  async answer(): Promise<void> {
    if (!this.call.move('in-progress')) return;
    if (!this.isCallee) await this.far.answer();
    this.#watchMedia();
    this.#answered.emit(null);
    this.#reports.send(this.call, this.reportTarget, { event: 'answered', status: 'in-progress', final: null });
  }

  /** A callee rings. */
  ring(): void {
    if (!this.call.move('ringing')) return;
    this.#reports.send(this.call, this.reportTarget, { event: 'ringing', status: 'ringing', final: null });
  }

  initiate(): void {
    this.#reports.send(this.call, this.reportTarget, { event: 'initiated', status: 'initiated', final: null });
  }

  detach(): void {
    this.#detached.emit(null);
  }

  /** TwiML runs on this leg; its end is reported when that is over. */
  work(untilDone: () => Promise<void>): void {
    this.#work = untilDone;
  }

  /**
   * The only way a leg ends. `by` says who ended it; a far end that hung up is not hung up on again.
   * A second end changes nothing.
   */
  end(
    status: FinalStatus,
    { by, refusal = null }: { by: 'far' | 'exchange' | 'dial' | 'rest' | 'control'; refusal?: Refusal | null },
  ): void {
    const wasAnswered = this.isAnswered;
    const sipCode = sipCodeOf(status, refusal);
    if (!this.call.move(status, { by, sipCode })) return;
    this.#refusal = refusal;
    const error = wasAnswered || this.isCallee ? null : hangupErrorOf(status, refusal);
    const media = this.media;
    if (by !== 'far') this.#far?.hangUp(error);
    media?.close();
    this.#ended.emit(status);
    void this.#reportEnd(status, sipCode);
  }

  async #reportEnd(status: FinalStatus, sipCode: number): Promise<void> {
    if (this.#work !== null) await this.#work();
    const final = { durationSeconds: this.call.durationSeconds, sipCode };
    this.#reports.send(this.call, this.reportTarget, { event: 'completed', status, final });
  }

  #watchMedia(): void {
    const media = this.media;
    if (media === null || media === this.#watched) return;
    this.#watched = media;
    media.onDigit(({ digit, via }) => {
      if (isFinal(this.call.status)) return;
      this.call.note('dtmf', digit, { via });
      this.#digits.emit(digit);
    });
  }
}
