import { HEARTBEAT, type NewCode, type Person, type PersonId } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import type { ApiFailure, LoadApi } from './api.ts';
import { Attempts } from './attempts.svelte.ts';
import { Told } from './told.svelte.ts';

/** Whom a code lets in: one of us, or somebody new when there is no id. */
export interface Guest {
  id: PersonId | null;
  name: string;
}

/** Who we are: everybody who has this telephone, and who of them is awake. */
export class People {
  #code = $state.raw<(NewCode & { guest: Guest }) | null>(null);
  /** As it was heard after the last answer; null when the answer is newer. */
  #awake = $state.raw<ReadonlySet<PersonId> | null>(null);
  #timesHeard = 0;
  #watchers = 0;
  #stopAsking: (() => void) | null = null;
  readonly #told: Told<'people'>;
  readonly #attempts: Attempts;
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  readonly #isLookedAt: () => boolean;

  /** `isLookedAt`: whether the page is to be seen now. */
  constructor(api: LoadApi, clock: Pick<Clock, 'now' | 'after'>, isLookedAt: () => boolean = () => true) {
    this.#told = new Told('people', (worker) => worker.people(), api, clock);
    this.#attempts = new Attempts(api);
    this.#clock = clock;
    this.#isLookedAt = isLookedAt;
  }

  /** In the order they joined, as this device kept them until the Worker answers; null when neither has. */
  get list(): readonly Person[] | null {
    const awake = this.#awake;
    const told = this.#told.value;
    return awake === null ? told : (told?.map((person) => ({ ...person, isAwake: awake.has(person.id) })) ?? null);
  }
  /** Everybody but me. */
  get colleagues(): readonly Person[] {
    return this.list?.filter(({ isMe }) => !isMe) ?? [];
  }
  get me(): Person | null {
    return this.list?.find(({ isMe }) => isMe) ?? null;
  }
  /** When the Worker said so, ISO 8601; null before it ever did. */
  get toldAt(): string | null {
    return this.#told.at;
  }
  /** The code made last, and for whom, until it is put away. */
  get code(): (NewCode & { guest: Guest }) | null {
    return this.#code;
  }
  get error(): ApiFailure | null {
    return this.#attempts.error;
  }

  /** Null for nobody of us. */
  nameOf(id: string): string | null {
    return this.list?.find((person) => person.id === id)?.name ?? null;
  }

  async refresh(): Promise<void> {
    const timesHeard = this.#timesHeard;
    await this.#attempts.attempt(async () => {
      if ((await this.#told.refresh()) && timesHeard === this.#timesHeard) this.#awake = null;
    });
  }

  /**
   * Somebody looks at who is awake: asked now, and again as often as a device may be silent, which nobody tells by itself. Returns
   * the way to stop.
   */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#look();
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#stopAsking?.();
    };
  }

  #look(): void {
    if (this.#isLookedAt()) void this.refresh();
    this.#stopAsking = this.#clock.after(HEARTBEAT.lateAfterMs, () => {
      this.#look();
    });
  }

  /** Who is awake now, all of them. */
  heardPresence(awake: ReadonlySet<PersonId>): void {
    this.#timesHeard += 1;
    this.#awake = awake;
  }

  /** Gives me another name; true when it is done. */
  rename(name: string): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.renameMe(name);
      this.#told.correct((people) => people.map((person) => (person.isMe ? { ...person, name } : person)));
    });
  }

  /** Makes a code for somebody; it is then in `code`. */
  invite(guest: Guest): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      const { id, name } = guest;
      this.#code = { ...(await api.newCode(id === null ? { name } : { person: id })), guest };
    });
  }

  forgetCode(): void {
    this.#code = null;
  }

  /** Lets somebody go: all their devices are cut off. */
  remove(id: PersonId): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.removePerson(id);
      if (this.#code?.guest.id === id) this.forgetCode();
      this.#told.correct((people) => people.filter((person) => person.id !== id));
    });
  }
}
