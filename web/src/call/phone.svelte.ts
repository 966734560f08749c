import type { Call } from './call.ts';
import type { PhoneEngine } from './phone-engine.ts';
import { noCommands, type Commands, type PhoneView, type Readiness } from './phone-view.ts';
import type { Problem } from './problems.ts';
import type { WaitingCall } from './waiting.ts';

export type { Readiness } from './phone-view.ts';

/** Makes the telephone proper; its chunk comes after first paint. Rejects when the chunk cannot be loaded. */
export type LoadEngine = (publish: (view: PhoneView) => void) => Promise<PhoneEngine>;

/** The telephone for screens: a skin of runes over the engine. A command that is impossible now is `null`. */
export class Phone implements Commands {
  #readiness = $state<Readiness>('signed-out');
  #problem = $state.raw<Problem | null>(null);
  #call = $state.raw<Call | null>(null);
  #waiting = $state.raw<WaitingCall | null>(null);
  #nowMs = $state(0);
  #commands = $state.raw<Commands>(noCommands);
  #isSignedIn = false;
  #engine: Promise<PhoneEngine> | null = null;
  readonly #load: LoadEngine;
  readonly #reload: () => void;

  /** `reload` opens the page again, for when its code arrived broken. */
  constructor(load: LoadEngine, reload: () => void) {
    this.#load = load;
    this.#reload = reload;
  }

  /** Will this telephone ring? */
  get readiness(): Readiness {
    return this.#readiness;
  }
  /** The telephone's own trouble, with a way to try again. */
  get problem(): Problem | null {
    return this.#problem;
  }
  /** The one call on screen; a closed one stays until it is dismissed. */
  get call(): Call | null {
    return this.#call;
  }
  /** Who rings while this call goes on; null: nobody. */
  get waiting(): WaitingCall | null {
    return this.#waiting;
  }
  /** Milliseconds since the epoch, once a second while people talk: the in-call clock is `nowMs - answeredAt`. */
  get nowMs(): number {
    return this.#nowMs;
  }
  get start() {
    return this.#commands.start;
  }
  get dial() {
    return this.#commands.dial;
  }
  get accept() {
    return this.#commands.accept;
  }
  get decline() {
    return this.#commands.decline;
  }
  get silence() {
    return this.#commands.silence;
  }
  get hangUp() {
    return this.#commands.hangUp;
  }
  get mute() {
    return this.#commands.mute;
  }
  get unmute() {
    return this.#commands.unmute;
  }
  get sendDigits() {
    return this.#commands.sendDigits;
  }
  get dismiss() {
    return this.#commands.dismiss;
  }
  get redial() {
    return this.#commands.redial;
  }
  get steer() {
    return this.#commands.steer;
  }

  /** The tone of a key pressed outside a call. */
  keyTone(digit: string): void {
    void this.#engine?.then(
      (engine) => engine.keyTone(digit),
      () => {},
    );
  }

  /** The microphone is not granted, so a tap will be wanted: shown before anything is loaded, for nothing to move later. */
  expectGesture(): void {
    this.#readiness = 'needs-gesture';
    this.#commands = this.#commandsWithoutEngine;
  }

  /** Follows the session: the line is kept up for as long as somebody is signed in. */
  follow(isSignedIn: boolean): void {
    if (isSignedIn === this.#isSignedIn) return;
    this.#isSignedIn = isSignedIn;
    if (isSignedIn) {
      if (this.#readiness !== 'needs-gesture') this.#readiness = 'starting';
      this.#commands = this.#commandsWithoutEngine;
      this.#with((engine) => engine.enable());
    } else if (this.#engine === null) {
      this.#readiness = 'signed-out';
      this.#commands = noCommands;
    } else this.#with((engine) => engine.disable());
  }

  #show(view: PhoneView): void {
    this.#readiness = view.readiness;
    this.#problem = view.problem;
    this.#call = view.call;
    this.#waiting = view.waiting;
    this.#nowMs = view.nowMs;
    this.#commands = view.commands;
  }

  /** Does something with the engine, loading it first. */
  #with(act: (engine: PhoneEngine) => void): void {
    this.#engine ??= this.#load((view) => {
      this.#show(view);
    });
    this.#engine.then(act, () => {
      this.#engine = null;
      this.#readiness = 'broken';
      this.#problem = { code: 'app-unavailable', retry: this.#reload };
      this.#commands = this.#commandsWithoutEngine;
    });
  }

  readonly #commandsWithoutEngine: Commands = {
    ...noCommands,
    start: () =>
      this.#with((engine) => {
        engine.enable();
        engine.start();
      }),
    dial: (to) =>
      this.#with((engine) => {
        engine.enable();
        engine.dial(to);
      }),
  };
}
