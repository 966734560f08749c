import type { QualityCause, QualityLevel } from '../../../worker/protocol.ts';
import { isLive, nameOf, type Call } from './call.ts';
import type { PhonePorts } from './ports.ts';
import { measure, newMeter, type Meter, type Sample, summaryOf, worseOf } from './quality.ts';
import { listen, silence, type Speech } from './speaking.ts';
import type { Issue, MediaSign, Score, VoiceCall } from './voice.ts';

/** How the call on screen goes. */
export interface CallHealth {
  level: QualityLevel;
  cause: QualityCause | null;
  /** Somebody speaks here, and nobody hears it. */
  isSpeakingMuted: boolean;
  /** After a bad call: tells Twilio how it was, once. */
  rate: ((score: Score, issue: Issue | null) => void) | null;
}

/** Watches the media under the call, and tells the exchange of it once when it is over. */
export class CallMonitor {
  #leg: VoiceCall | null = null;
  #call: Call | null = null;
  #meter: Meter = newMeter;
  #worst: Meter = newMeter;
  #samples: Sample[] = [];
  #speech: Speech = silence;
  #isOver = false;
  #isRated = false;
  #told: CallHealth | null = null;
  readonly #ports: Pick<PhonePorts, 'clock' | 'exchange' | 'tellHealth'>;

  constructor(ports: Pick<PhonePorts, 'clock' | 'exchange' | 'tellHealth'>) {
    this.#ports = ports;
  }

  /** From now on this is the leg under the call. */
  follow(leg: VoiceCall): void {
    this.#forget();
    this.#leg = leg;
    leg.watch((sign) => {
      if (leg === this.#leg && !this.#isOver) this.#heard(sign);
    });
    this.#tell();
  }

  /** The call as it is now. */
  see(call: Call | null): void {
    // The next one begins before its leg is there.
    if (call === null || (this.#isOver && isLive(call))) this.#forget();
    this.#call = call;
    if (!this.#isMuted) this.#speech = silence;
    if (call?.state === 'closed' && this.#leg !== null && !this.#isOver) {
      this.#isOver = true;
      const summary = summaryOf(this.#worst, this.#samples);
      if (summary !== null && call.talkSeconds !== null) this.#ports.exchange.tellQuality(nameOf(call), summary);
    }
    this.#tell();
  }

  /** Whether the person is asked how the call was: only after a bad one that is over, and only while somebody wants to know. */
  asksToRate(call: Call): boolean {
    if (call.state !== 'closed' || call.talkSeconds === null || this.#isRated) return false;
    const code = call.problem?.code;
    const isBad = this.#worst.level === 'poor' || code === 'media-failed' || code === 'call-lost';
    return isBad && (this.#leg?.rate ?? null) !== null;
  }

  get #isMuted(): boolean {
    return this.#call?.state === 'open' && this.#call.isMuted;
  }

  #heard(sign: MediaSign): void {
    switch (sign.type) {
      case 'level':
        if (this.#isMuted) this.#speech = listen(this.#speech, sign.level);
        break;
      case 'sample':
        this.#samples.push(sign.sample);
        this.#measure(sign);
        break;
      case 'warning':
      case 'warning-cleared':
        this.#measure(sign);
    }
    this.#tell();
  }

  #measure(sign: Parameters<typeof measure>[1]): void {
    this.#meter = measure(this.#meter, sign);
    this.#worst = worseOf(this.#worst, this.#meter);
  }

  #rate(score: Score, issue: Issue | null): void {
    this.#isRated = true;
    // Nobody can do anything about it when Twilio is not reached.
    this.#leg?.rate?.(score, issue).catch(() => {});
    this.#tell();
  }

  #forget(): void {
    this.#leg = null;
    this.#meter = this.#worst = newMeter;
    this.#samples = [];
    this.#speech = silence;
    this.#isOver = this.#isRated = false;
  }

  #tell(): void {
    const health = this.#leg === null ? null : this.#health();
    if (isSame(health, this.#told)) return;
    this.#told = health;
    this.#ports.tellHealth(health);
  }

  readonly #rating = (score: Score, issue: Issue | null): void => this.#rate(score, issue);

  #health(): CallHealth {
    const call = this.#call;
    return {
      level: this.#meter.level,
      cause: this.#meter.cause,
      isSpeakingMuted: this.#isMuted && this.#speech.isSpeaking,
      rate: call !== null && this.asksToRate(call) ? this.#rating : null,
    };
  }
}

function isSame(a: CallHealth | null, b: CallHealth | null): boolean {
  if (a === null || b === null) return a === b;
  return (['level', 'cause', 'isSpeakingMuted', 'rate'] as const).every((fact) => a[fact] === b[fact]);
}
