import { isLive, isTalking } from './call.ts';
import { CallMonitor } from './call-monitor.ts';
import { steady } from './clock.ts';
import { commandsNow, type AllCommands } from './commands.ts';
import { Handset } from './handset.ts';
import type { PhoneView, Readiness } from './phone-view.ts';
import type { PhonePorts } from './ports.ts';
import { problemOf, type Problem } from './problems.ts';
import { Registration } from './registration.ts';
import type { Steered } from './steer-commands.ts';

/** The telephone without a framework: a line kept registered, a handset, and whether they may make a sound yet. */
export class PhoneEngine {
  #isSignedIn = false;
  /** Whether the line is for this tab to have; null while it is not known. */
  #hasTurn: boolean | null = null;
  /** Sound may be made: there was a gesture, or the microphone was live. */
  #isUnlocked = false;
  /** No gesture yet and no live microphone: making the line now would make it mute. */
  #wantsGesture = false;
  #microphoneProblem: Problem | null = null;
  #turnProblem: Problem | null = null;
  /** The problem as screens get it: the same object for as long as the trouble is the same. */
  #shownProblem: { of: Problem; as: Problem } | null = null;
  #isTicking = false;
  readonly #handset: Handset;
  readonly #monitor: CallMonitor;
  readonly #registration: Registration;
  readonly #ports: PhonePorts;
  readonly #publish: (view: PhoneView) => void;
  readonly #commands: AllCommands;
  readonly #steered: Steered;

  constructor(given: PhonePorts, publish: (view: PhoneView) => void) {
    // The token's life is counted by both clocks; a call's by the one that does not jump when somebody sets the time.
    const ports = { ...given, clock: steady(given.clock) };
    const monitor = new CallMonitor(ports);
    this.#ports = ports;
    this.#publish = publish;
    const registration: Registration = new Registration(given, {
      changed: () => this.#show(),
      incoming: (leg) => handset.ring(leg),
      lost: () => handset.lineLost(),
      tokenExpired: () => handset.placeAgain(),
      isInCall: () => handset.hasLeg,
    });
    const handset: Handset = new Handset(ports, {
      changed: () => this.#show(),
      line: (options) => registration.line(options),
      legEnded: (isLineStuck) => {
        if (!this.#isSignedIn || this.#hasTurn === false) registration.stop();
        else if (isLineStuck) registration.renew();
        else registration.callEnded();
      },
      legTaken: (leg) => monitor.follow(leg),
      isAsking: (call) => monitor.asksToRate(call),
    });
    this.#monitor = monitor;
    this.#registration = registration;
    this.#handset = handset;
    this.#commands = {
      start: () => this.start(),
      dial: (to) => this.dial(to),
      accept: () => handset.accept(),
      decline: () => handset.decline(),
      silence: () => handset.silence(),
      hangUp: () => handset.hangUp(),
      mute: () => handset.setMuted(true),
      unmute: () => handset.setMuted(false),
      sendDigits: (digits) => handset.sendDigits(digits),
      dismiss: () => handset.dismiss(),
    };
    this.#steered = {
      ask: (what) => handset.steering.ask(what),
      take: (callSid) => {
        this.#gestured();
        void handset.steering.take(callSid);
      },
      names: ports.names,
    };
    ports.onNews((calls) => handset.hear(calls));
    ports.lifecycle.listen((event) => {
      if (event === 'offline') registration.goOffline();
      else if (event === 'restored') registration.renew();
      else registration.nudge();
      if (event !== 'offline') handset.nudge();
      this.#show();
    });
  }

  /** Somebody is signed in. The line comes up here unless another tab of this browser has it. */
  enable(): void {
    if (this.#isSignedIn) return;
    this.#isSignedIn = true;
    this.#ports.turns.wait({
      got: () => this.#turnCame(),
      elsewhere: () => this.#turnWent(),
      isNeeded: () => this.#handset.call !== null && isLive(this.#handset.call),
    });
  }

  /** Nobody is signed in any more. A call that is going on may end in its own time. */
  disable(): void {
    this.#isSignedIn = false;
    this.#ports.turns.leave();
    this.#hasTurn = this.#turnProblem = null;
    this.#wantsGesture = this.#isUnlocked = false;
    if (!this.#handset.hasLeg) this.#registration.stop();
    this.#show();
  }

  /** A tap on "Start phone", "Try again" or "Use here". The line comes up without the microphone too: it can ring all the same. */
  start(): void {
    if (!this.#isSignedIn) return;
    if (this.#registration.problem?.code === 'app-unavailable') {
      this.#ports.lifecycle.reload();
      return;
    }
    this.#gestured();
    this.#here(() => {
      this.#registration.start();
      this.#registration.nudge();
      void this.#startWithMicrophone();
    });
  }

  /** A tap on Call. */
  dial(to: string): void {
    if (!this.#isSignedIn) return;
    this.#gestured();
    this.#here(() => this.#handset.dial(to));
  }

  /** Does something with the line once this tab has it, unless it is needed in another. */
  #here(act: () => void): void {
    if (this.#hasTurn === true) {
      act();
      return;
    }
    void this.#ports.turns.take().then((isTaken) => {
      if (!this.#isSignedIn) return;
      this.#turnProblem = isTaken ? null : { code: 'call-elsewhere' };
      this.#show();
      if (isTaken) act();
    });
  }

  /** With the microphone granted, or after a tap in this tab, the line comes up by itself, else it waits for a tap. */
  #turnCame(): void {
    this.#hasTurn = true;
    this.#turnProblem = null;
    void this.#ports.microphone.permission().then((permission) => {
      if (!this.#hasTurn || this.#registration.readiness !== 'off') return;
      this.#wantsGesture = !this.#isUnlocked;
      if (this.#isUnlocked) this.#registration.start();
      else if (permission === 'granted') void this.#startWithMicrophone();
      else this.#show();
    });
  }

  /** A call that is going on here may end in its own time. */
  #turnWent(): void {
    this.#hasTurn = false;
    this.#wantsGesture = false;
    if (!this.#handset.hasLeg) this.#registration.stop();
    this.#show();
  }

  keyTone(digit: string): void {
    this.#ports.player.key(digit);
  }

  #gestured(): void {
    this.#handset.steering.forget();
    this.#ports.player.unlock();
    this.#isUnlocked = true;
    this.#wantsGesture = false;
  }

  /** The line is made while the microphone is live, which lets it make sound; then the microphone is given back. */
  async #startWithMicrophone(): Promise<void> {
    try {
      const release = await this.#ports.microphone.open();
      this.#microphoneProblem = null;
      if (!this.#hasTurn) {
        release();
        return;
      }
      this.#gestured();
      this.#show();
      await this.#registration.line().then(release, release);
    } catch (thrown) {
      this.#microphoneProblem = problemOf(thrown);
      this.#show();
    }
  }

  #show(): void {
    const { call } = this.#handset;
    this.#monitor.see(call);
    if (call?.state === 'open') this.#microphoneProblem = null;
    const readiness = this.#readiness;
    const { isOnline } = this.#ports.lifecycle;
    const { isTaking } = this.#handset.steering;
    const commands = commandsNow({ readiness, call, isOnline, isTaking }, this.#commands, this.#steered);
    const { waiting } = this.#handset;
    this.#publish({ readiness, problem: this.#problem, call, waiting, nowMs: this.#ports.clock.now(), commands });
    this.#tick();
  }

  get #problem(): Problem | null {
    const problem = this.#isSignedIn
      ? (this.#turnProblem ?? this.#registration.problem ?? this.#handset.steering.problem ?? this.#microphoneProblem)
      : null;
    if (problem === null || problem.retry !== undefined) return problem;
    if (this.#shownProblem?.of !== problem)
      this.#shownProblem = { of: problem, as: { ...problem, retry: this.#commands.start } };
    return this.#shownProblem.as;
  }

  get #readiness(): Readiness {
    if (!this.#isSignedIn) return 'signed-out';
    if (this.#hasTurn === false && !this.#handset.hasLeg) return 'elsewhere';
    if (this.#wantsGesture) return 'needs-gesture';
    const { readiness } = this.#registration;
    return readiness === 'off' ? 'starting' : readiness;
  }

  /** Shows the time once a second while people talk, in step with the second they began in. */
  #tick(): void {
    const { call } = this.#handset;
    if (this.#isTicking || call === null || !isTalking(call)) return;
    this.#isTicking = true;
    const talkedMs = Math.max(0, this.#ports.clock.now() - call.answeredAt);
    this.#ports.clock.after(1000 - (talkedMs % 1000), () => {
      this.#isTicking = false;
      this.#show();
    });
  }
}
