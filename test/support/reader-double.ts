import { ApiFailure, type Api, type PageAsked } from '../../web/src/state/api.ts';
import type { CallChanges, Live } from '../../web/src/state/live.ts';
import { Recents } from '../../web/src/state/recents.svelte.ts';
import type { CallDetail, Calls, Conversation } from '../../worker/protocol.ts';
import { ManualClock } from './manual-clock.ts';
import { conversation } from './telephone-double.ts';

export const call = (place: number, more: Partial<Conversation> = {}): Conversation =>
  conversation({ callSid: `CA${String(place).padStart(32, '0')}` as Conversation['callSid'], place, ...more });
export const missed = (place: number): Conversation =>
  call(place, { direction: 'inbound', state: 'missed', isUnread: true });
export const sidOf = (place: number): Conversation['callSid'] => call(place).callSid;
export const page = (calls: Conversation[], next: number | null = null): Calls => ({
  calls,
  next,
  seq: 7,
  unread: calls.filter(({ isUnread }) => isUnread).length,
});
export const placesOf = (calls: readonly Conversation[] | null): number[] | null =>
  calls?.map(({ place }) => place) ?? null;

/** Somebody who looks at their history, and the Worker in the test's hands. */
export class Reader {
  readonly clock = new ManualClock();
  readonly asked: PageAsked[] = [];
  readonly did: string[] = [];
  readonly kept: number[][] = [];
  startedAt: number | null = null;
  failure: ApiFailure | null = null;
  isConnected = false;
  tell: (changes: CallChanges) => void = () => {};
  reset: () => void = () => {};
  readonly topics = new Map<string, () => void>();
  answer: (asked: PageAsked) => Calls | Promise<Calls> = () => page([]);
  detail: (sid: string) => CallDetail | ApiFailure = () => new ApiFailure('not_found');
  keptBefore: { value: Conversation[]; toldAt: string } | null = null;
  readonly recents: Recents;

  constructor() {
    const did = (what: string) => () => {
      if (this.failure) throw this.failure;
      this.did.push(what);
    };
    const api: Partial<Api> = {
      calls: async (asked = {}) => {
        this.asked.push(asked);
        if (this.failure) throw this.failure;
        return this.answer(asked);
      },
      kept: async () => this.keptBefore as never,
      keeping: () => (_, value) => this.kept.push((value as Conversation[]).map(({ place }) => place)),
      callDetail: async (sid) => {
        const answer = this.failure ?? this.detail(sid);
        if (answer instanceof ApiFailure) throw answer;
        return answer;
      },
      markSeen: async (upTo) => did(`seen ${String(upTo)}`)(),
      eraseCall: async (sid) => did(`erase ${sid.slice(-1)}`)(),
      eraseRecording: async (sid) => did(`erase ${sid}`)(),
      eraseAll: async (upTo) => did(`erase all up to ${String(upTo)}`)(),
      annotate: async (_, note) => did(`note ${note}`)(),
    };
    const live: Live = {
      isConnected: false,
      start: (seq) => (this.startedAt = seq),
      onCalls: (listen) => {
        this.tell = listen;
        return () => {};
      },
      onTopic: (topic, listen) => {
        this.topics.set(topic, listen);
        return () => {};
      },
      onPresence: () => () => {},
      onReset: (listen) => {
        this.reset = listen;
        return () => {};
      },
    };
    Object.defineProperty(live, 'isConnected', { get: () => this.isConnected });
    this.recents = new Recents(() => Promise.resolve(api as Api), this.clock, live);
  }

  static async of(...calls: Conversation[]): Promise<Reader> {
    const reader = new Reader();
    reader.answer = () => page(calls);
    await reader.recents.refresh();
    return reader;
  }
}
