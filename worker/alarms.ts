import { log, messageOf } from './log.ts';

/** Something that the object does by itself when its time has come. Times are milliseconds since the epoch. */
export interface Chore {
  name: string;
  /** When there will be something to do; null when there is nothing. */
  dueAt(now: number): number | null;
  perform(now: number): Promise<void> | void;
}

/** Whatever a chore leaves undone, the object is not kept awake by it. */
const REST_MS = 10_000;

/** The one alarm of the object, shared by its chores: set for whichever is due first, and not set when none is. */
export class Alarms {
  readonly #storage: DurableObjectStorage;
  readonly #chores: readonly Chore[];
  /** Unknown until it is first set: the object may have slept. */
  #setFor: number | null = null;

  constructor(storage: DurableObjectStorage, chores: readonly Chore[]) {
    this.#storage = storage;
    this.#chores = chores;
  }

  /** Sets the alarm unless it rings early enough. To be called when something may have become due sooner. */
  schedule(now: number, notBefore = now): void {
    const due = this.#chores.map((chore) => chore.dueAt(now)).filter((at) => at !== null);
    if (due.length === 0) return;
    const at = Math.max(Math.min(...due), notBefore);
    if (this.#setFor !== null && this.#setFor <= at) return;
    this.#setFor = at;
    // Stored with what is being written, or not at all.
    void this.#storage.setAlarm(at);
  }

  /** Does what is due, each chore whatever became of the others, and sets the next alarm. */
  async ring(now: number): Promise<void> {
    this.#setFor = null;
    for (const chore of this.#chores) {
      const at = chore.dueAt(now);
      if (at === null || at > now) continue;
      try {
        await chore.perform(now);
      } catch (error) {
        log.error('chore-failed', { chore: chore.name, error: messageOf(error) });
      }
    }
    this.schedule(now, now + REST_MS);
  }
}
