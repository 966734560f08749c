import type { Control, Conversation, SteerInput } from '../../../worker/protocol.ts';
import { isTalking, nameOf } from './call.ts';
import { endingOfPassed } from './ending.ts';
import type { PhonePorts } from './ports.ts';
import { problemOf, type Problem } from './problems.ts';
import type { Stage } from './stage.ts';
import type { Asked } from './talk.ts';

/** How long the exchange may take to tell of a call that was answered, before it is asked. */
const untoldMs = 1_500;

/** What the person does to the call that they talk in, and what the exchange tells of it. */
export class Steering {
  readonly #stage: Stage;
  readonly #ports: Pick<PhonePorts, 'clock' | 'exchange' | 'microphone'>;
  readonly #changed: () => void;
  readonly #leave: () => void;
  /** How the calls that go on are joined, as told last. */
  readonly #controls = new Map<string, Control>();
  #isTaking = false;
  #problem: Problem | null = null;

  /** `leave` ends our leg. */
  constructor(
    stage: Stage,
    ports: Pick<PhonePorts, 'clock' | 'exchange' | 'microphone'>,
    changed: () => void,
    leave: () => void,
  ) {
    this.#stage = stage;
    this.#ports = ports;
    this.#changed = changed;
    this.#leave = leave;
  }

  /** A call of mine is on its way here from another device. */
  get isTaking(): boolean {
    return this.#isTaking;
  }
  /** Why it did not come. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Asks the exchange; while it has not answered, nothing else is asked for. */
  ask(what: Asked): void {
    const { call: before, turn } = this.#stage;
    this.#stage.apply({ type: 'asked', what });
    const { call } = this.#stage;
    if (call === null || call === before) return;
    this.#ports.exchange.steer(nameOf(call), inputOf(what)).then(
      () => {
        if (turn !== this.#stage.turn) return;
        this.#stage.apply({ type: 'granted' });
        // Twilio is asked to end our leg; should it not, the two would go on with us listening.
        if (what.does === 'complete') this.#leave();
      },
      (thrown: unknown) => {
        if (turn === this.#stage.turn) this.#stage.apply({ type: 'refused', problem: problemOf(thrown) });
      },
    );
  }

  /** Goes on here with a call of mine that is on another device, or was lost. It comes as an invitation that answers by itself. */
  async take(callSid: string): Promise<void> {
    if (this.#isTaking || this.#stage.isTaken) return;
    this.#become(true, null);
    try {
      // The browser asks for the microphone now, with the tap, and not when nobody looks.
      (await this.#ports.microphone.open())();
      await this.#ports.exchange.take(callSid);
      this.#become(false, null);
    } catch (thrown) {
      this.#become(false, { ...problemOf(thrown), retry: () => void this.take(callSid) });
    }
  }

  /** Somebody goes on to something else. */
  forget(): void {
    this.#problem = null;
  }

  /** People begin to talk: what the exchange told of this call before they did counts now; else it is asked. */
  begin(): void {
    const { call, turn } = this.#stage;
    if (call === null) return;
    const control = this.#controls.get(nameOf(call));
    if (control !== undefined) {
      this.#stage.apply({ type: 'told', control });
      return;
    }
    const { clock, exchange } = this.#ports;
    const cancel = clock.after(untoldMs, () => {
      const now = this.#stage.call;
      if (!this.#stage.isCurrent(turn) || now === null || !isTalking(now) || now.control !== null) return;
      exchange.outcome(nameOf(now)).then(
        (told) => this.hear(told),
        () => {},
      );
    });
    this.#stage.hold(cancel);
  }

  /** The exchange tells of a call. */
  hear(news: Conversation): void {
    if (news.control === null) this.#controls.delete(news.callSid);
    else this.#controls.set(news.callSid, news.control);
    const { call } = this.#stage;
    if (call === null || nameOf(call) !== news.callSid) return;
    if (isTalking(call) && news.control !== null) this.#stage.apply({ type: 'told', control: news.control });
    if (call.state !== 'closed' || (call.reason !== 'moved' && call.reason !== 'transferred')) return;
    const ending = endingOfPassed(news, call.reason);
    if (ending !== null) this.#stage.apply({ type: 'settled', ending });
  }

  #become(isTaking: boolean, problem: Problem | null): void {
    this.#isTaking = isTaking;
    this.#problem = problem;
    this.#changed();
  }
}

function inputOf(what: Asked): SteerInput {
  switch (what.does) {
    case 'transfer':
    case 'consult':
      return { does: what.does, to: what.to };
    case 'move':
      return { does: what.does, device: what.device };
    case 'hold':
    case 'resume':
    case 'complete':
    case 'join':
    case 'back':
    case 'record':
    case 'pause-recording':
    case 'resume-recording':
    case 'stop-recording':
      return { does: what.does };
  }
}
