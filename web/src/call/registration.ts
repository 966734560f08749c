import type { Clock } from './clock.ts';
import { HeldToken } from './held-token.ts';
import type { Readiness } from './phone-view.ts';
import type { PhonePorts } from './ports.ts';
import { needsAPerson, problemOf, problemOfSdkCode, Trouble, type Problem } from './problems.ts';
import { timeouts, within } from './timeouts.ts';
import { retryInMs, sleptMs, type Moment } from './token-schedule.ts';
import type { IncomingVoiceCall, Voice } from './voice.ts';

export interface RegistrationEvents {
  /** The line's readiness or its trouble changed. */
  changed(): void;
  incoming(call: IncomingVoiceCall): void;
  /** The line under the calls is gone: no event of theirs will come any more. */
  lost(): void;
  /** The token under the calls is no longer taken; true when the call on it starts over, on a line made anew. */
  tokenExpired(): boolean;
  /** Nothing may be torn down or greeted anew while this is true. */
  isInCall(): boolean;
}

/**
 * Keeps one line registered: loads the SDK, gets tokens, makes the Device, and makes it again whenever it is lost.
 *
 *   off ──start──▶ starting ──registered──▶ ready ──unregistered──▶ offline
 *                    │  ▲                     ▲                       │
 *              trouble  retry                 └──registered───────────┤ (the SDK came back by itself)
 *                    ▼  │                                             │
 *              broken | offline ◀────────── not back in time ─────────┘
 */
export class Registration {
  #readiness: Exclude<Readiness, 'signed-out' | 'elsewhere' | 'needs-gesture'> | 'off' = 'off';
  #problem: Problem | null = null;
  #voice: Voice | null = null;
  /** Counts attempts and stops: what an older one finds out is no longer news. */
  #generation = 0;
  #failures = 0;
  #isExchanging = false;
  /** The token was refused during a call: the line is made anew after it. */
  #wasRefused = false;
  #seenAt: Moment;
  #cancelRetry: () => void = () => {};
  #cancelExchange: () => void = () => {};
  #failAttempt: ((problem: Problem) => void) | null = null;
  #waiting: { resolve: (voice: Voice) => void; reject: (thrown: unknown) => void }[] = [];
  readonly #token: HeldToken;
  readonly #ports: PhonePorts;
  readonly #clock: Clock;
  readonly #events: RegistrationEvents;

  constructor(ports: PhonePorts, events: RegistrationEvents) {
    this.#ports = ports;
    this.#clock = ports.clock;
    this.#token = new HeldToken(ports.clock, ports.exchange);
    this.#events = events;
    this.#seenAt = this.#moment();
  }

  get readiness(): Exclude<Readiness, 'signed-out' | 'elsewhere' | 'needs-gesture'> | 'off' {
    return this.#readiness;
  }
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Brings the line up and keeps it up. Only after a gesture, or with the microphone live. Repeating it does no harm. */
  start(): void {
    if (this.#readiness !== 'off') return;
    this.#become('starting', null);
    void this.#attempt();
  }

  /** Takes the line down, its calls included. */
  stop(): void {
    this.#forgetLine();
    this.#token.forget();
    this.#failures = 0;
    this.#become('off', null);
    this.#refuseWaiting(new Trouble({ code: 'signed-out' }));
  }

  /** Now is a good moment to try again: somebody tapped, the network is back, the page is seen again. */
  nudge(): void {
    const seenAt = this.#seenAt;
    this.#seenAt = this.#moment();
    if (this.#readiness === 'off' || this.#events.isInCall()) return;
    const hasSlept = sleptMs(seenAt, this.#seenAt) > timeouts.register.ms;
    if (this.#readiness === 'ready' && !hasSlept) this.#exchangeWhenDue();
    else if (this.#failAttempt === null) this.#again();
  }

  /** The page came back from the back/forward cache, or the line believes it is busy when it is not: make it anew. */
  renew(): void {
    if (this.#readiness !== 'off') this.#again();
  }

  /** The network says there is none: said at once, and the line looks for itself when it is back. */
  goOffline(): void {
    if (this.#readiness !== 'off' && this.#readiness !== 'starting') this.#become('offline', { code: 'offline' });
  }

  /** The call is over: what had to wait for it is done now. */
  callEnded(): void {
    if (this.#readiness === 'off') return;
    if (this.#readiness === 'ready' && !this.#wasRefused) this.#exchangeWhenDue();
    else if (this.#failAttempt === null) this.#again();
  }

  /**
   * A line that can carry a call, at once or within `timeouts.line`; rejects with the trouble that prevents it.
   * `anew`: the token in hand is no longer taken, so neither is the line made with it.
   */
  line({ anew } = { anew: false }): Promise<Voice> {
    this.start();
    // Without any network there is nothing to wait for, and a call must not go out by itself when it is back.
    if (this.#problem?.code === 'offline') return Promise.reject(new Trouble(this.#problem));
    if (anew) this.#token.forget();
    const isStale = this.#token.isExpired;
    if (this.#readiness === 'ready' && this.#voice !== null && !isStale && !anew) return Promise.resolve(this.#voice);
    const line = new Promise<Voice>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
    if (isStale || anew || (this.#failAttempt === null && this.#readiness !== 'starting')) this.#again();
    return within(this.#clock, 'line', line).catch((thrown: unknown) => {
      throw this.#problem === null ? thrown : new Trouble(this.#problem, thrown);
    });
  }

  #again(): void {
    this.#forgetLine();
    if (this.#readiness === 'ready') this.#become('offline', null);
    void this.#attempt();
  }

  async #attempt(): Promise<void> {
    const generation = ++this.#generation;
    this.#cancelRetry();
    const failed = new Promise<never>((_, reject) => {
      this.#failAttempt = (problem) => {
        reject(new Trouble(problem));
      };
    });
    try {
      await Promise.race([this.#bringUp(generation), failed]);
      if (generation !== this.#generation || this.#voice === null) return;
      this.#failAttempt = null;
      this.#failures = 0;
      this.#become('ready', null);
      this.#exchangeWhenDue();
      const voice = this.#voice;
      for (const { resolve } of this.#waiting.splice(0)) resolve(voice);
    } catch (thrown) {
      if (generation === this.#generation) this.#attemptFailed(problemOf(thrown), thrown);
    }
  }

  async #bringUp(generation: number): Promise<void> {
    const { loadVoice, exchange } = this.#ports;
    const [create, options, token] = await Promise.all([
      within(this.#clock, 'app', loadVoice()).catch((thrown: unknown) => {
        throw thrown instanceof Trouble ? thrown : new Trouble({ code: 'app-unavailable' }, thrown);
      }),
      exchange.voiceOptions(),
      this.#token.fresh(),
    ]);
    if (generation !== this.#generation) return;
    const voice = create(options, token, {
      registered: () => this.#ifCurrent(generation, () => this.#becomeReadyAgain()),
      unregistered: () => this.#ifCurrent(generation, () => this.#becomeUnregistered()),
      failed: (sdkCode) => this.#ifCurrent(generation, () => this.#lineFailed(sdkCode)),
      incoming: (call) => this.#ifCurrent(generation, () => this.#events.incoming(call)),
      lost: () =>
        this.#ifCurrent(generation, () => {
          this.#voice = null;
          this.#events.lost();
          this.#retryLater({ code: 'twilio-unreachable' });
        }),
    });
    this.#voice = voice;
    await within(this.#clock, 'register', voice.register()).catch((thrown: unknown) => {
      throw thrown instanceof Trouble ? thrown : new Trouble({ code: 'twilio-unreachable' }, thrown);
    });
  }

  #attemptFailed(problem: Problem, thrown: unknown): void {
    this.#forgetLine();
    if (spoilsToken(problem)) this.#token.forget();
    this.#failures += 1;
    this.#retryLater(problem);
    const mayMendItself = !needsAPerson(problem.code) && problem.code !== 'app-unavailable';
    if (!mayMendItself) this.#refuseWaiting(thrown);
  }

  #retryLater(problem: Problem): void {
    const isForAPerson = needsAPerson(problem.code);
    this.#become(isForAPerson || problem.code === 'app-unavailable' ? 'broken' : 'offline', problem);
    if (problem.code === 'signed-out') return;
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(retryInMs(this.#failures, isForAPerson, this.#clock.random()), () => {
      if (!this.#events.isInCall()) this.#again();
    });
  }

  #becomeReadyAgain(): void {
    if (this.#failAttempt !== null) return;
    this.#cancelRetry();
    this.#become('ready', null);
  }

  #becomeUnregistered(): void {
    if (this.#failAttempt !== null || this.#readiness !== 'ready') return;
    this.#become('offline', null);
    this.#cancelRetry = this.#clock.after(timeouts.back.ms, () => {
      if (this.#events.isInCall()) return;
      this.#become('offline', { code: timeouts.back.problem });
      this.#again();
    });
  }

  #lineFailed(sdkCode: number | null): void {
    const problem = problemOfSdkCode(sdkCode);
    if (!spoilsToken(problem)) return;
    this.#token.forget();
    if (this.#failAttempt !== null) this.#failAttempt(problem);
    else if (problem.code === 'token-expired' && this.#events.tokenExpired()) return;
    else if (this.#events.isInCall()) {
      this.#wasRefused = true;
      void this.#exchange();
    }
    // A greeting with a new token would not do: after this error the SDK no longer renews its registration.
    else this.#attemptFailed(problem, new Trouble(problem));
  }

  #exchangeWhenDue(): void {
    this.#cancelExchange();
    if (this.#voice === null) return;
    const step = this.#token.step(this.#events.isInCall());
    if (step === 'exchange') void this.#exchange();
    else if (step !== null) this.#cancelExchange = this.#clock.after(step, () => this.#exchangeWhenDue());
  }

  async #exchange(): Promise<void> {
    const voice = this.#voice;
    if (this.#isExchanging || voice === null) return;
    this.#isExchanging = true;
    try {
      const token = await this.#token.fresh();
      this.#failures = 0;
      if (voice !== this.#voice) return;
      voice.updateToken(token);
      this.#exchangeWhenDue();
    } catch (thrown) {
      if (voice !== this.#voice || problemOf(thrown).code === 'signed-out') return;
      const wait = retryInMs(++this.#failures, false, this.#clock.random());
      this.#cancelExchange = this.#clock.after(wait, () => void this.#exchange());
    } finally {
      this.#isExchanging = false;
    }
  }

  #forgetLine(): void {
    this.#generation += 1;
    this.#wasRefused = false;
    this.#failAttempt = null;
    this.#cancelRetry();
    this.#cancelExchange();
    const voice = this.#voice;
    this.#voice = null;
    voice?.destroy();
  }

  #refuseWaiting(thrown: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(thrown);
  }

  #ifCurrent(generation: number, then: () => void): void {
    if (generation === this.#generation) then();
  }

  #become(readiness: typeof this.readiness, problem: Problem | null): void {
    this.#readiness = readiness;
    this.#problem = problem;
    this.#events.changed();
  }

  #moment(): Moment {
    return { now: this.#clock.now(), monotonic: this.#clock.monotonic() };
  }
}

/** Whether this trouble means that the token in hand must not be used again. */
const spoilsToken = (problem: Problem): boolean =>
  problem.code === 'token-expired' || problem.code === 'token-refused' || problem.code === 'not-configured';
