import type { Calls, Conversation } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import { failureOf, type ApiFailure, type LoadApi } from './api.ts';
import type { CallChanges, Live } from './live.ts';
import { Told } from './told.svelte.ts';

/** Without a live line: how soon a list is asked for again while a call in it is not over. Its last word comes by webhook. */
const unfinishedMs = 1_500;
/** After so many times in a row nobody waits for it any more; the next opening of the list asks again. */
const mostRepeats = 20;
const mostRows = 100;

/** The newest conversations of this person, as the Worker tells them. */
export class Recents {
  #error = $state.raw<ApiFailure | null>(null);
  #repeats = 0;
  #cancelRepeat: () => void = () => {};
  /** What was heard while a page was on its way: the page may be older. */
  #heard: CallChanges[] = [];
  readonly #told: Told<'calls'>;
  readonly #clock: Clock;
  readonly #live: Live;

  constructor(api: LoadApi, clock: Clock, live: Live) {
    this.#told = new Told('calls', (worker) => worker.calls(), api, clock);
    this.#clock = clock;
    this.#live = live;
    live.onCalls((changes) => {
      this.#heard.push(changes);
      this.#told.correct((page) => merged(page, changes));
    });
    live.onReset(() => void this.refresh());
  }

  /** Newest first, as this device kept them until the Worker answers; null when neither has. */
  get calls(): readonly Conversation[] | null {
    return this.#told.value?.calls ?? null;
  }
  /** When the Worker said so, ISO 8601; null before it ever did. */
  get toldAt(): string | null {
    return this.#told.at;
  }
  /** Why the list may be old; what was there stays. */
  get error(): ApiFailure | null {
    return this.#error;
  }

  /** Asks again; of several questions at once only the last one's answer counts. */
  async refresh(): Promise<void> {
    this.#repeats = 0;
    await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#cancelRepeat();
    this.#heard = [];
    try {
      if (!(await this.#told.refresh())) return;
      this.#error = null;
      this.#told.correct((page) => this.#heard.reduce(merged, page));
      if (this.#told.value) this.#live.start(this.#told.value.seq);
      if (this.#live.isConnected) return;
      if (this.calls?.some(({ isFinal }) => !isFinal) && ++this.#repeats <= mostRepeats)
        this.#cancelRepeat = this.#clock.after(unfinishedMs, () => void this.#ask());
    } catch (thrown) {
      this.#error = failureOf(thrown);
    }
  }

  /** Nobody looks any more. */
  end(): void {
    this.#repeats = mostRepeats;
    this.#cancelRepeat();
  }
}

/** The page with the rows as they are now, newest first. */
function merged(page: Calls, { calls, erased, unread }: CallChanges): Calls {
  const rows = new Map([...page.calls, ...calls].map((call) => [call.callSid, call]));
  for (const callSid of erased) rows.delete(callSid);
  const newest = [...rows.values()].sort((a, b) => b.place - a.place).slice(0, mostRows);
  return { ...page, calls: newest, unread };
}
