import { LiveUpdates } from '../../web/src/state/live.svelte.ts';
import type { LiveSocketEvents } from '../../web/src/state/live-socket.ts';
import type { Conversation, LiveMessage } from '../../worker/protocol.ts';
import { ManualClock } from './manual-clock.ts';

type Changes = Extract<LiveMessage, { type: 'changes' }>;

/** What a telephone hears from the Worker, on a socket in the test's hands. */
export class LiveDouble {
  readonly clock: ManualClock;
  readonly live: LiveUpdates;
  /** What the telephone did with its socket, in order: `open since 5`, `ping`, `renew since 7`, `close`. */
  readonly did: string[] = [];
  signedOut = 0;
  refused = 0;
  /** The number after which it wants to be told, were its socket made anew now. */
  since: () => number = () => 0;
  #events: LiveSocketEvents = { opened() {}, heard() {}, closed() {} };

  constructor(clock = new ManualClock()) {
    this.clock = clock;
    this.live = new LiveUpdates({
      clock,
      open: (since, events) => {
        this.#events = events;
        this.since = since;
        this.did.push(`open since ${String(since())}`);
        return {
          send: (text) => this.did.push(text),
          renew: () => this.did.push(`renew since ${String(since())}`),
          close: () => this.did.push('close'),
        };
      },
      onSignedOut: () => (this.signedOut += 1),
      onRefused: () => (this.refused += 1),
    });
  }

  /** A telephone that listens and is up to date. */
  static listening(seq = 1): LiveDouble {
    const double = new LiveDouble();
    double.live.start(seq);
    double.opens();
    double.tells({ seq });
    return double;
  }

  opens(): void {
    this.#events.opened();
  }
  closes(code: number): void {
    this.#events.closed(code);
  }
  says(text: string): void {
    this.#events.heard(text);
  }
  tells(changes: Partial<Changes> & { calls?: Conversation[] }): void {
    this.says(JSON.stringify({ type: 'changes', seq: 1, calls: [], erased: [], topics: [], unread: 0, ...changes }));
  }
}
