import type { Device, NewCode } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import type { ApiFailure, LoadApi } from './api.ts';
import { Attempts } from './attempts.svelte.ts';
import { Told } from './told.svelte.ts';

/** The devices this person is signed in on. */
export class MyDevices {
  #code = $state.raw<NewCode | null>(null);
  readonly #told: Told<'devices'>;
  readonly #attempts: Attempts;

  constructor(api: LoadApi, clock: Pick<Clock, 'now'>) {
    this.#told = new Told('devices', (worker) => worker.devices(), api, clock);
    this.#attempts = new Attempts(api);
  }

  /** As this device kept it until the Worker answers; null when neither has. */
  get list(): readonly Device[] | null {
    return this.#told.value;
  }
  /** When the Worker said so, ISO 8601; null before it ever did. */
  get toldAt(): string | null {
    return this.#told.at;
  }
  /** The code made last for the next device, until it is put away. */
  get code(): NewCode | null {
    return this.#code;
  }
  get error(): ApiFailure | null {
    return this.#attempts.error;
  }

  /** The name of one of my devices by its identity, null for anybody else. */
  labelOf(identity: string): string | null {
    return this.list?.find((device) => device.identity === identity)?.label ?? null;
  }

  async refresh(): Promise<void> {
    await this.#attempts.attempt(() => this.#told.refresh());
  }

  /** Signs another device out; true when it is done. */
  cutOff(id: string): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      await api.cutOff(id);
      this.#told.correct((devices) => devices.filter((device) => device.id !== id));
    });
  }

  /** Makes a code for my next device; it is then in `code`. */
  newCode(): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      this.#code = await api.newCode({});
    });
  }

  /** Gives this device another name. */
  rename(label: string): Promise<boolean> {
    return this.#attempts.attempt(async (api) => {
      const renamed = await api.registerIdentity(label);
      this.#told.correct((devices) => devices.map((device) => (device.id === renamed.id ? renamed : device)));
    });
  }

  forgetCode(): void {
    this.#code = null;
  }
}
