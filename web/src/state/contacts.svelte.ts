import type { Contact } from '../../../worker/protocol.ts';
import { isoOf, type Clock } from '../call/clock.ts';
import { failureOf, type Api, type ApiFailure, type LoadApi } from './api.ts';
import { Attempts } from './attempts.svelte.ts';
import { batchesOf } from './batches.ts';
import { changedBy, indexOf, type ContactIndex, type Entry } from './contact-index.ts';

/** So long what this device keeps is waited for before everything is asked for anew. */
const keptMs = 1_000;
/** So long nothing has changed before this device keeps it. */
const keepMs = 250;
/** Requests of an import that are under way at once. */
const atOnce = 3;

/** Whom we know: all of them, on this device too. They are shared by all of us, and the Worker has the last word. */
export class Contacts {
  #byId = $state.raw<ReadonlyMap<string, Contact> | null>(null);
  #toldAt = $state<string | null>(null);
  #index = $derived<ContactIndex>(indexOf(this.#byId?.values() ?? []));
  /** The change up to which we have heard; null before anything was. */
  #seq: number | null = null;
  #asking: Promise<void> = Promise.resolve();
  #isQueued = false;
  #cancelKeep: () => void = () => {};
  readonly #attempts: Attempts;
  readonly #clock: Pick<Clock, 'now' | 'after'>;

  constructor(api: LoadApi, clock: Pick<Clock, 'now' | 'after'>) {
    this.#attempts = new Attempts(api);
    this.#clock = clock;
  }

  /** In the order of their names; null until something was kept or answered. */
  get entries(): readonly Entry[] | null {
    return this.#byId && this.#index.entries;
  }
  get index(): ContactIndex {
    return this.#index;
  }
  /** When the Worker said so, ISO 8601; null before it ever did. */
  get toldAt(): string | null {
    return this.#toldAt;
  }
  /** Why they may be old, or why something was not done. */
  get error(): ApiFailure | null {
    return this.#attempts.error;
  }

  byId(id: string): Contact | null {
    return this.#byId?.get(id) ?? null;
  }
  /** Whose number this is, null when we do not know. */
  ownerOf(number: string): Contact | null {
    return this.#index.byNumber.get(number) ?? null;
  }
  readonly nameOf = (number: string): string | null => this.ownerOf(number)?.name ?? null;

  /** Asks for what changed since; questions while one is under way are one more. */
  refresh(): Promise<void> {
    if (this.#isQueued) return this.#asking;
    this.#isQueued = true;
    this.#asking = this.#asking.then(() => {
      this.#isQueued = false;
      return this.#ask();
    });
    return this.#asking;
  }

  /** Writes one, whole; true when it is done. One that was erased meanwhile is gone: to stay it needs another id. */
  save(contact: Contact): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.saveContacts([contact]).catch((thrown: unknown) => {
        if (failureOf(thrown).code === 'erased') this.#apply([], [contact.id]);
        throw thrown;
      });
      this.#apply([contact], []);
    });
  }

  /**
   * Writes many, a request at a time, telling how many are written. True when all of them are; else those that are stay, and
   * the same again writes them once more.
   */
  saveAll(contacts: readonly Contact[], tell: (written: number) => void): Promise<boolean> {
    const batches = batchesOf(contacts);
    let written = 0;
    const work = async (api: Api): Promise<void> => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        await api.saveContacts(batch);
        written += batch.length;
        tell(written);
      }
    };
    return this.#attempts.attempt(async (api) => {
      try {
        await Promise.all(Array.from({ length: atOnce }, () => work(api)));
      } finally {
        batches.length = 0;
        void this.refresh();
      }
    });
  }

  /** Takes one away for everybody; true when it is gone. */
  erase(id: string): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.eraseContact(id).catch((thrown: unknown) => {
        // Somebody else was quicker.
        if (failureOf(thrown).code !== 'not_found') throw thrown;
      });
      this.#apply([], [id]);
    });
  }

  async #ask(): Promise<void> {
    await this.#attempts.attempt(async (api) => {
      const keep = api.keeping();
      if (this.#byId === null) await this.#recall(api);
      const told = await api.contacts(this.#seq);
      if (told.isWhole) this.#byId = null;
      this.#apply(told.contacts, told.erased);
      this.#seq = told.seq;
      this.#toldAt = isoOf(this.#clock.now());
      // All of them are many: once things are quiet.
      this.#cancelKeep();
      this.#cancelKeep = this.#clock.after(keepMs, () => {
        keep('contacts', { contacts: this.#index.entries.map(({ contact }) => contact), seq: told.seq });
      });
    });
  }

  async #recall(api: Api): Promise<void> {
    const late = new Promise<null>((resolve) => this.#clock.after(keptMs, () => resolve(null)));
    const kept = await Promise.race([api.kept('contacts'), late]);
    if (kept === null) return;
    this.#apply(kept.value.contacts, []);
    this.#seq = kept.value.seq;
    this.#toldAt = kept.toldAt;
  }

  #apply(changed: readonly Contact[], erased: readonly string[]): void {
    if (this.#byId !== null && changed.length + erased.length === 0) return;
    this.#byId = changedBy(this.#byId, changed, erased);
  }
}
