import type { CallFilter, Calls, Conversation, E164 } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import { isAmong, Listing } from './listing.ts';
import { answersSearch } from './matching.ts';

/** How long typing rests before the Worker is asked. */
const searchRestMs = 250;

/** Which calls are wanted. */
export interface Question {
  filter: CallFilter;
  /** Null: of all lines. */
  line: E164 | null;
  words: string;
}

interface FinderPorts {
  ask(question: Question): Promise<Calls>;
  /** Every call that is here: what answers is shown until the Worker does. */
  known(): readonly Conversation[];
  nameOf(number: string): string | null;
  /** What is found is another now; `thrown` when the Worker could not be asked. */
  changed(thrown?: unknown): void;
  clock: Clock;
}

/** Finds calls by a filter and by what is typed: among those that are here at once, then the Worker's. Old answers are dropped. */
export class Finder {
  #question = $state.raw<Question>({ filter: 'all', line: null, words: '' });
  #isSearching = $state(false);
  #found: Listing | null = null;
  #cancel: () => void = () => {};
  readonly #ports: FinderPorts;

  constructor(ports: FinderPorts) {
    this.#ports = ports;
  }

  get question(): Question {
    return this.#question;
  }
  /** Whether the Worker has not answered yet. */
  get isSearching(): boolean {
    return this.#isSearching;
  }
  /** What answers the question; null when everything is wanted. */
  get found(): Listing | null {
    return this.#found;
  }

  choose(wanted: Partial<Pick<Question, 'filter' | 'line'>>): void {
    this.#become({ ...this.#question, ...wanted }, 0);
  }

  search(typed: string): void {
    this.#become({ ...this.#question, words: typed }, searchRestMs);
  }

  /** Asks the Worker again; `isAnew` as for a listing. */
  async refresh(isAnew = false): Promise<void> {
    const found = this.#found;
    if (found === null) return;
    const asked = found.ask(undefined, isAnew);
    let failure: { thrown: unknown } | null = null;
    try {
      found.answer(asked, await this.#ports.ask(this.#question));
    } catch (thrown) {
      found.forget(asked);
      failure = { thrown };
    }
    if (found !== this.#found) return;
    this.#isSearching = false;
    this.#ports.changed(failure?.thrown);
  }

  end(): void {
    this.#cancel();
    this.#found = null;
  }

  #become(question: Question, restMs: number): void {
    this.#cancel();
    this.#question = question;
    const { filter, line } = question;
    const words = question.words.trim();
    this.#isSearching = filter !== 'all' || line !== null || words !== '';
    this.#found = this.#isSearching
      ? new Listing(
          {
            passes: (call) => isAmong(filter, call) && (line === null || call.line === line),
            matches: (call) => words === '' || answersSearch(call, words, (number) => this.#ports.nameOf(number)),
          },
          this.#ports.known(),
        )
      : null;
    if (restMs === 0) void this.refresh();
    else this.#cancel = this.#ports.clock.after(restMs, () => void this.refresh());
    this.#ports.changed();
  }
}
