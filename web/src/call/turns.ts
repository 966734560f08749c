import type { Clock } from './clock.ts';
import type { TurnEvents, Turns } from './ports.ts';

const name = 'bakelite.device';
/** A tab that is reloaded gets its line back sooner than this; after it, another tab has it. */
export const ownAgainMs = 250;
/** How long the tab that has the line may take to say that it needs it; else it is frozen. */
export const answerWithinMs = 500;

/**
 * Who has the line holds a Web Lock (https://www.w3.org/TR/web-locks/), the others queue for it: the browser hands it on when a tab
 * closes or crashes. Whoever takes it asks first over a channel, in words of two: `asks <id>`, `needed <id>`, `free <id>`.
 */
export class BrowserTurns implements Turns {
  #events: TurnEvents | null = null;
  #channel: BroadcastChannel | null = null;
  #letGo: (() => void) | null = null;
  #giveUpWaiting: () => void = () => {};
  #cancelElsewhere: () => void = () => {};
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wait(events: TurnEvents): void {
    this.#events = events;
    this.#channel = new BroadcastChannel(name);
    this.#channel.addEventListener('message', ({ data }) => this.#asked(String(data)));
    this.#queue();
    this.#cancelElsewhere = this.#clock.after(ownAgainMs, () => events.elsewhere());
  }

  async take(): Promise<boolean> {
    if (this.#letGo !== null) return true;
    if (this.#channel === null || (await this.#isNeededElsewhere(this.#channel))) return false;
    // Meanwhile it may have become ours, or somebody may have signed out.
    if (this.#events === null || this.#holds()) return this.#holds();
    this.#giveUpWaiting();
    return new Promise((resolve) => {
      void this.#request({ steal: true }, () => resolve(true));
    });
  }

  leave(): void {
    this.#events = null;
    this.#channel?.close();
    this.#channel = null;
    this.#cancelElsewhere();
    this.#giveUpWaiting();
    this.#letGo?.();
    this.#letGo = null;
  }

  #queue(): void {
    const waiting = new AbortController();
    this.#giveUpWaiting = () => waiting.abort();
    void this.#request({ signal: waiting.signal });
  }

  async #request(options: LockOptions, granted: () => void = () => {}): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const letGo = (): void => resolve(undefined);
    try {
      await navigator.locks.request(name, options, () => {
        if (this.#events === null) return undefined;
        this.#letGo = letGo;
        this.#cancelElsewhere();
        this.#events.got();
        granted();
        return promise;
      });
    } catch {
      // The wait was given up, or another tab has just taken the line.
      if (this.#letGo !== letGo) return;
      this.#letGo = null;
      this.#queue();
      this.#events?.elsewhere();
    }
  }

  #asked(said: string): void {
    const [word, id] = said.split(' ');
    if (word !== 'asks' || this.#letGo === null) return;
    this.#channel?.postMessage(`${this.#events?.isNeeded() ? 'needed' : 'free'} ${id ?? ''}`);
  }

  #holds(): boolean {
    return this.#letGo !== null;
  }

  #isNeededElsewhere(channel: BroadcastChannel): Promise<boolean> {
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      const answered = (isNeeded: boolean): void => {
        cancel();
        channel.removeEventListener('message', hear);
        resolve(isNeeded);
      };
      const hear = ({ data }: MessageEvent): void => {
        if (data === `needed ${id}` || data === `free ${id}`) answered(data === `needed ${id}`);
      };
      const cancel = this.#clock.after(answerWithinMs, () => answered(false));
      channel.addEventListener('message', hear);
      channel.postMessage(`asks ${id}`);
    });
  }
}
