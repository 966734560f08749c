/** One request made to the account's server, and what came of it. */
export interface JournalEntry {
  id: number;
  /** ISO 8601. */
  at: string;
  /** `twiml` asks what to do, `callback` reports, `media` fetches a sound. */
  kind: 'twiml' | 'callback' | 'media';
  callSid: string;
  method: 'GET' | 'POST';
  url: string;
  params: Record<string, string>;
  signature: string;
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

  open(entry: Omit<JournalEntry, 'id' | 'status' | 'ms' | 'responseBody' | 'error'>): JournalEntry {
    const opened: JournalEntry = {
      ...entry,
      id: this.#nextId++,
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

  all(): JournalEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries = [];
  }
}
