import type { Device, NewCode } from '../../../worker/protocol.ts';
import { failureOf, type ApiFailure, type LoadApi } from './api.ts';

/** The devices this person is signed in on. */
export class MyDevices {
  #list = $state.raw<readonly Device[] | null>(null);
  #code = $state.raw<NewCode | null>(null);
  #isLoading = $state(false);
  #error = $state.raw<ApiFailure | null>(null);
  readonly #api: LoadApi;

  constructor(api: LoadApi) {
    this.#api = api;
  }

  /** Null until the first answer. */
  get list(): readonly Device[] | null {
    return this.#list;
  }
  /** The code made last for the next device, until it is put away. */
  get code(): NewCode | null {
    return this.#code;
  }
  get isLoading(): boolean {
    return this.#isLoading;
  }
  get error(): ApiFailure | null {
    return this.#error;
  }

  /** The name of one of my devices by its identity, null for anybody else. */
  labelOf(identity: string): string | null {
    return this.#list?.find((device) => device.identity === identity)?.label ?? null;
  }

  async refresh(): Promise<void> {
    this.#isLoading = true;
    await this.#attempt(async () => {
      this.#list = await (await this.#api()).devices();
    });
    this.#isLoading = false;
  }

  /** Signs another device out; true when it is done. */
  cutOff(id: string): Promise<boolean> {
    return this.#attempt(async () => {
      await (await this.#api()).cutOff(id);
      this.#list = this.#list?.filter((device) => device.id !== id) ?? null;
    });
  }

  /** Makes a code for my next device; it is then in `code`. */
  newCode(): Promise<boolean> {
    return this.#attempt(async () => {
      this.#code = await (await this.#api()).newCode();
    });
  }

  /** Gives this device another name. */
  rename(label: string): Promise<boolean> {
    return this.#attempt(async () => {
      const renamed = await (await this.#api()).registerIdentity(label);
      this.#list = this.#list?.map((device) => (device.id === renamed.id ? renamed : device)) ?? null;
    });
  }

  forgetCode(): void {
    this.#code = null;
  }

  /** Somebody else may sit here next. */
  clear(): void {
    this.#list = null;
    this.#code = null;
    this.#error = null;
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.#error = null;
      return true;
    } catch (thrown) {
      this.#error = failureOf(thrown);
      return false;
    }
  }
}
