import type { Config, Quality } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import type { Microphone } from '../call/ports.ts';
import { problemOf, Trouble, type Problem } from '../call/problems.ts';
import { measure, newMeter, summaryOf, worseOf } from '../call/quality.ts';
import { within } from '../call/timeouts.ts';
import type { ConnectionTest, TestConnection } from '../call/voice.ts';

export interface CheckPorts {
  clock: Clock;
  microphone: Microphone;
  config(): Promise<Config>;
  token(): Promise<string>;
  load(): Promise<TestConnection>;
}

/** How calls get through from here: `edge` is where Twilio took the call in. */
export interface Connection {
  quality: Quality;
  edge: string | null;
}

export type CheckState =
  | { step: 'idle' | 'running' | 'interrupted' }
  | { step: 'done'; connection: Connection }
  | { step: 'failed'; problem: Problem };

/** Tries the connection with a call to nobody, at a tap and never beside a call. */
export class ConnectionCheck {
  #state = $state.raw<CheckState>({ step: 'idle' });
  /** Counts tries: what an older one still learns is no longer news. */
  #turn = 0;
  #test: ConnectionTest | null = null;
  readonly #ports: CheckPorts;

  constructor(ports: CheckPorts) {
    this.#ports = ports;
  }

  get state(): CheckState {
    return this.#state;
  }

  async run(): Promise<void> {
    if (this.#state.step === 'running') return;
    const turn = ++this.#turn;
    this.#state = { step: 'running' };
    const next = await this.#connection(turn).then(
      (connection): CheckState => ({ step: 'done', connection }),
      (thrown: unknown): CheckState => ({ step: 'failed', problem: problemOf(thrown) }),
    );
    if (turn !== this.#turn) return;
    this.#end();
    this.#state = next;
  }

  /** The person has seen enough, or a call needs the line. */
  stop(why: 'idle' | 'interrupted'): void {
    if (this.#state.step !== 'running') return;
    this.#turn += 1;
    this.#end();
    this.#state = { step: why };
  }

  async #connection(turn: number): Promise<Connection> {
    const { clock, microphone, config, token, load } = this.#ports;
    // Asked for first: why there is none is better told by the browser than by a call that fails.
    const release = await microphone.open();
    try {
      const [begin, options, ours] = await Promise.all([within(clock, 'app', load()), config(), token()]);
      if (turn !== this.#turn) throw new Trouble({ code: 'call-canceled' });
      this.#test = begin(options, ours);
      const { edge, samples } = await within(clock, 'check', this.#test.result);
      let meter = newMeter;
      let worst = newMeter;
      for (const sample of samples) {
        meter = measure(meter, { type: 'sample', sample });
        worst = worseOf(worst, meter);
      }
      const quality = summaryOf(worst, samples);
      if (quality === null || quality.mos === null) throw new Trouble({ code: 'media-failed' });
      return { quality, edge };
    } finally {
      release();
    }
  }

  #end(): void {
    this.#test?.stop();
    this.#test = null;
  }
}
