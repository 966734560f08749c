import type { CallSid } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import type { Recents } from './recents.svelte.ts';

/** Erases calls with time to think again: they are out of sight at once, and gone when the time is over. */
export class Eraser {
  readonly #waiting = new Set<() => void>();
  readonly #recents: Pick<Recents, 'hide' | 'erase'>;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #onKept: () => void;

  /** `onKept`: some could not be erased, and are there again. */
  constructor(recents: Pick<Recents, 'hide' | 'erase'>, clock: Pick<Clock, 'after'>, onKept: () => void) {
    this.#recents = recents;
    this.#clock = clock;
    this.#onKept = onKept;
  }

  /** Erases calls after `ms`; the returned function puts them back until then. */
  erase(callSids: readonly CallSid[], ms: number): () => void {
    this.#recents.hide(callSids);
    const commit = (): void => {
      cancel();
      this.#waiting.delete(commit);
      void this.#recents.erase(callSids).then((isDone) => {
        if (!isDone) this.#onKept();
      });
    };
    const cancel = this.#clock.after(ms, commit);
    this.#waiting.add(commit);
    return () => {
      if (!this.#waiting.delete(commit)) return;
      cancel();
      this.#recents.hide(callSids, false);
    };
  }

  /** The page goes: there is no time to think again. */
  flush(): void {
    for (const commit of [...this.#waiting]) commit();
  }
}
