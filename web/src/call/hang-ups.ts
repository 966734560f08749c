import type { PhonePorts } from './ports.ts';
import { problemOf } from './problems.ts';
import { hangUpSaidAgainMs } from './timeouts.ts';

/** A leg of ours that we hang up, and how often that was said. */
interface Said {
  name: string;
  leg: string;
  times: number;
}

/** What the exchange did not hear for want of a network is said again, for as long as the page lives: or the person is called back. */
export class HangUps {
  readonly #ports: Pick<PhonePorts, 'clock' | 'exchange'>;
  /** How to stop waiting for the next time. */
  readonly #unheard = new Map<Said, () => void>();

  constructor(ports: Pick<PhonePorts, 'clock' | 'exchange'>) {
    this.#ports = ports;
  }

  /** Resolves once it was said for the first time, whatever became of it. */
  say(name: string, leg: string): Promise<void> {
    return this.#say({ name, leg, times: 0 });
  }

  /** There may be a network again. */
  sayAgain(): void {
    for (const [said, cancel] of [...this.#unheard]) {
      cancel();
      void this.#say(said);
    }
  }

  #say(said: Said): Promise<void> {
    this.#unheard.delete(said);
    return this.#ports.exchange.sayHangUp(said.name, said.leg).catch((thrown: unknown) => {
      const { code } = problemOf(thrown);
      const againMs = hangUpSaidAgainMs[said.times];
      if (againMs === undefined || (code !== 'offline' && code !== 'server-unavailable')) return;
      said.times += 1;
      const cancel = this.#ports.clock.after(againMs, () => void this.#say(said));
      this.#unheard.set(said, cancel);
    });
  }
}
