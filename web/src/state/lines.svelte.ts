import type { Config, Line, RecordingPolicy } from '../../../worker/protocol.ts';
import { failureOf, type ApiFailure, type FailureCode, type LoadApi } from './api.ts';
import { Attempts } from './attempts.svelte.ts';
import { keep, personal, recall } from './keepsakes.ts';

/** Where the choice of a line is kept: calls read it from there too. */
export interface LineMemory {
  /** E.164; null: the main one. */
  number: string | null;
}

/** Our numbers: which of them this device calls from, and what they are called. */
export class Lines {
  #chosen = $state<string | null>(null);
  readonly #session: { readonly config: Config | null; refresh(): Promise<void> };
  readonly #api: LoadApi;
  readonly #attempts: Attempts;
  readonly #memory: LineMemory;

  constructor(session: { readonly config: Config | null; refresh(): Promise<void> }, api: LoadApi, memory: LineMemory) {
    this.#session = session;
    this.#api = api;
    this.#attempts = new Attempts(api);
    this.#memory = memory;
    this.#chosen = memory.number;
  }

  /** The main one first; none until the Worker or this device says which there are. */
  get all(): readonly Line[] {
    return this.#session.config?.lines ?? [];
  }
  /** With one line nobody need hear of lines. */
  get areSeveral(): boolean {
    return this.all.length > 1;
  }
  /** The line that calls from here go out on. */
  get current(): Line | null {
    return this.all.find(({ number }) => number === this.#chosen) ?? this.all[0] ?? null;
  }
  get error(): ApiFailure | null {
    return this.#attempts.error;
  }

  choose(number: string): void {
    this.#chosen = number;
    this.#memory.number = number;
  }

  /** What a line is called: its name, else its number; the current one when it is not known which. */
  nameOf(number: string | null, format: (number: string) => string): string {
    const line = number === null ? this.current : this.all.find((each) => each.number === number);
    return line?.label || format(line?.number ?? number ?? '');
  }

  /** Gives a line a name, or takes it away; true when it is done. */
  rename(number: string, label: string): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.nameLine(number, label);
      await this.#session.refresh();
    });
  }

  /** From now on its calls are recorded so; why not, or null when it is done. */
  async chooseRecording(number: string, policy: RecordingPolicy): Promise<FailureCode | null> {
    try {
      await (await this.#api()).chooseRecording(number, policy);
      await this.#session.refresh();
      return null;
    } catch (thrown) {
      return failureOf(thrown).code;
    }
  }
}

export const browserLineMemory: LineMemory = {
  get number() {
    return recall(personal.line) ?? null;
  },
  set number(number) {
    keep(personal.line, number);
  },
};
