import type { CallDetail, Conversation } from '../../../worker/protocol.ts';
import { failureOf, type LoadApi } from './api.ts';
import type { CallChanges } from './live.ts';

/** A call by itself: the whole of it, and one that is looked at without being among the rows that are here. */
export class CallDetails {
  #looked = $state.raw<Conversation | null>(null);
  readonly #api: LoadApi;

  constructor(api: LoadApi) {
    this.#api = api;
  }

  /** The call that was looked at last, as it is now. */
  get looked(): Conversation | null {
    return this.#looked;
  }

  /** Asks for a call that is not here, a link to it say: there is none, it is `looked` now, or the Worker cannot be asked. */
  async look(callSid: string): Promise<'gone' | 'found' | 'unreachable'> {
    try {
      this.#looked = (await (await this.#api()).callDetail(callSid)).call;
      return 'found';
    } catch (thrown) {
      return failureOf(thrown).code === 'not_found' ? 'gone' : 'unreachable';
    }
  }

  /** A call whole; null when it could not be had. */
  async of(callSid: string): Promise<CallDetail | null> {
    try {
      return await (await this.#api()).callDetail(callSid);
    } catch {
      return null;
    }
  }

  /** What the Worker says without being asked. */
  hear({ calls, erased }: Pick<CallChanges, 'calls' | 'erased'>): void {
    const looked = this.#looked;
    if (looked === null) return;
    if ((erased as readonly string[]).includes(looked.callSid)) this.#looked = null;
    else this.#looked = calls.find(({ callSid }) => callSid === looked.callSid) ?? looked;
  }
}
