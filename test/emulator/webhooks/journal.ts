import type { Message } from './message.ts';

/** One request made to the account's server, and what came of it. */
export interface JournalEntry extends Message {
  id: number;
  /** ISO 8601. */
  at: string;
  /** The entry this one repeats; null for the first sending. */
  replayOf: number | null;
  /** The HTTP status, or null while under way and when nobody answered. */
  status: number | null;
  ms: number | null;
  responseBody: string | null;
  error: string | null;
}

const KEPT = 1000;

/** The last thousand webhooks, newest first. */
export class Journal {
  readonly #onEntry: (entry: JournalEntry) => void;
  #entries: JournalEntry[] = [];
  #nextId = 1;

  constructor(onEntry: (entry: JournalEntry) => void = () => undefined) {
    this.#onEntry = onEntry;
  }

  open(message: Message, at: string, replayOf: number | null): JournalEntry {
    const opened: JournalEntry = {
      ...message,
      id: this.#nextId++,
      at,
      replayOf,
      status: null,
      ms: null,
      responseBody: null,
      error: null,
    };
    this.#entries = [opened, ...this.#entries].slice(0, KEPT);
    return opened;
  }

  close(entry: JournalEntry, end: Pick<JournalEntry, 'status' | 'ms' | 'responseBody' | 'error'>): void {
    Object.assign(entry, end);
    this.#onEntry(entry);
  }

  find(id: number): JournalEntry | null {
    return this.#entries.find((entry) => entry.id === id) ?? null;
  }

  all(): JournalEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries = [];
  }
}
