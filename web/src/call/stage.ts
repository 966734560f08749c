import { isLive, isTalking, transition, type Call, type CallEvent, type Ending } from './call.ts';
import { shownForMs, sound } from './effects.ts';
import { problemOf } from './problems.ts';
import type { PhonePorts } from './ports.ts';

/** What the stage tells of the call on it. */
export interface StageEvents {
  changed(): void;
  /** No call lives on it any more: the next may have it. */
  free(): void;
  /** The person is asked something about a call that is over: it stays until they put it away. */
  isAsking(call: Call): boolean;
  /** A second call is to be heard in this one, softly. */
  hasWaiting(): boolean;
}

/** The one call on screen. Every change of it goes through `#set`: sounds follow from the call, a closed one gives back what it held. */
export class Stage {
  #call: Call | null = null;
  /** Counts calls: what an older one still learns is no longer news. */
  #turn = 0;
  #held: (() => void)[] = [];
  #cancelDismissal: () => void = () => {};
  readonly #ports: PhonePorts;
  readonly #events: StageEvents;

  constructor(ports: PhonePorts, events: StageEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  get call(): Call | null {
    return this.#call;
  }
  get turn(): number {
    return this.#turn;
  }
  /** A call lives on it: another one has to wait. */
  get isTaken(): boolean {
    return this.#call !== null && isLive(this.#call);
  }

  /** Whether the call of this turn still lives. */
  isCurrent(turn: number): boolean {
    return turn === this.#turn && this.isTaken;
  }

  /** Puts a new call on it; returns its turn. */
  begin(call: Call): number {
    this.#turn += 1;
    this.#set(call);
    return this.#turn;
  }

  /** The same call begins once more: what its first leg still says is no longer news. */
  beginAnew(): number {
    return ++this.#turn;
  }

  apply(event: CallEvent): void {
    if (this.#call === null) return;
    const next = transition(this.#call, event);
    if (next !== this.#call) this.#set(next);
  }

  end(ending: Ending): void {
    this.apply({ type: 'ended', at: this.#ports.clock.now(), ending });
  }

  fail(thrown: unknown, turn: number): void {
    if (this.isCurrent(turn)) this.end({ reason: 'failed', isSettled: true, problem: problemOf(thrown) });
  }

  /** Keeps something for the call until it is answered or over. */
  hold(release: () => void): void {
    this.#held.push(release);
  }

  letGo(): void {
    for (const release of this.#held.splice(0)) release();
  }

  /** Asks for the microphone and keeps it until the SDK has its own. False: the call cannot go on, or went without it. */
  async holdMicrophone(turn: number): Promise<boolean> {
    try {
      const release = await this.#ports.microphone.open();
      if (this.isCurrent(turn)) this.hold(release);
      else release();
      return this.isCurrent(turn);
    } catch (thrown) {
      if (this.isCurrent(turn) && this.#call?.state === 'pending')
        this.apply({ type: 'answer-failed', problem: problemOf(thrown) });
      else this.fail(thrown, turn);
      return false;
    }
  }

  /** A second call came or went: it is heard in this one. */
  soundAgain(): void {
    this.#ports.player.sustain(sound(this.#call, this.#events.hasWaiting()));
  }

  dismiss(): void {
    if (this.#call !== null && !this.isTaken) this.#set(null);
  }

  /** The one door. */
  #set(call: Call | null): void {
    const before = this.#call;
    this.#call = call;
    const wasTalking = before !== null && isTalking(before);
    if (call !== null && isTalking(call) && !wasTalking) this.#ports.player.once('connect');
    if (call?.state === 'closed' && wasTalking) this.#ports.player.once('end');
    this.#ports.player.sustain(sound(call, this.#events.hasWaiting()));
    const isFree = !this.isTaken;
    if (isFree) this.letGo();
    this.#cancelDismissal();
    const shownMs = call === null || this.#events.isAsking(call) ? null : shownForMs(call);
    if (shownMs !== null) this.#cancelDismissal = this.#ports.clock.after(shownMs, () => this.dismiss());
    this.#events.changed();
    if (isFree) this.#events.free();
  }
}
