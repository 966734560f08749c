import * as v from 'valibot';
import { HEARTBEAT, LiveMessage, SIGNED_OUT_CLOSE, type PersonId, type Topic } from '../../../worker/protocol.ts';
import type { Clock } from '../call/clock.ts';
import { LiveEars } from './live-ears.ts';
import type { CallChanges, Live } from './live.ts';
import type { LiveSocket, OpenLiveSocket } from './live-socket.ts';

/** How long an answer to a heartbeat may take. */
export const pongWithinMs = 10_000;
/** A loss shorter than this is nobody's business. */
export const noticedAfterMs = 5_000;

interface LivePorts {
  open: OpenLiveSocket;
  clock: Clock;
  /** The Worker signed this device out. */
  onSignedOut: () => void;
  /** No socket could be had: the Worker cannot be reached, or does not know this device any more. */
  onRefused: () => void;
}

const Text = v.pipe(v.string(), v.parseJson(), LiveMessage);

/** What the Worker tells this device, over one socket that resumes after what was heard last. */
export class LiveUpdates implements Live {
  #isConnected = $state(false);
  #socket: LiveSocket | null = null;
  #seq = 0;
  #isOpen = false;
  #hasEnded = false;
  #heardAt = 0;
  #cancelBeat: () => void = () => {};
  #cancelNotice: () => void = () => {};
  readonly #ears = new LiveEars();
  readonly #ports: LivePorts;

  constructor(ports: LivePorts) {
    this.#ports = ports;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  start(seq: number): void {
    if (this.#socket !== null || this.#hasEnded) return;
    this.#seq = seq;
    this.#socket = this.#ports.open(() => this.#seq, {
      opened: () => this.#opened(),
      heard: (text) => this.#heard(text),
      closed: (code) => this.#closed(code),
    });
  }

  /** Nobody listens any more, for good. */
  end(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#hasEnded = true;
    this.#isOpen = this.#isConnected = false;
    this.#cancelBeat();
    this.#cancelNotice();
    socket?.close();
  }

  /** Now is a good moment to look: the page is seen again, or the network is back. */
  nudge(): void {
    if (this.#socket === null) return;
    const isFresh = this.#ports.clock.now() - this.#heardAt < HEARTBEAT.everyMs + pongWithinMs;
    if (this.#isOpen && isFresh) this.#beat();
    else this.#renew();
  }

  onCalls(listen: (changes: CallChanges) => void): () => void {
    return this.#ears.onCalls(listen);
  }
  onTopic(topic: Topic, listen: () => void): () => void {
    return this.#ears.onTopic(topic, listen);
  }
  onPresence(listen: (awake: ReadonlySet<PersonId>) => void): () => void {
    return this.#ears.onPresence(listen);
  }
  onReset(listen: () => void): () => void {
    return this.#ears.onReset(listen);
  }

  #opened(): void {
    this.#isOpen = true;
    this.#heardAt = this.#ports.clock.now();
    this.#beat();
  }

  /**
   * Each beat is set off by the answer to the one before, never by a timer alone: browsers slow down chains of timers in hidden
   * pages to one a minute, and the Worker would take this telephone for asleep.
   */
  #beat(): void {
    this.#cancelBeat();
    this.#socket?.send(HEARTBEAT.ask);
    this.#cancelBeat = this.#ports.clock.after(pongWithinMs, () => this.#renew());
  }

  #renew(): void {
    this.#lost();
    this.#socket?.renew();
  }

  #heard(text: string): void {
    this.#heardAt = this.#ports.clock.now();
    if (text === HEARTBEAT.answer) {
      this.#cancelBeat();
      this.#cancelBeat = this.#ports.clock.after(HEARTBEAT.everyMs, () => this.#beat());
      return;
    }
    const message = v.safeParse(Text, text);
    // Of a newer Worker, which says what this page cannot read: asking for pages still works.
    if (message.success) this.#take(message.output);
  }

  #take(message: LiveMessage): void {
    if (message.type !== 'presence') {
      this.#seq = message.seq;
      this.#cancelNotice();
      this.#isConnected = true;
    }
    this.#ears.tell(message);
  }

  #closed(code: number): void {
    const wasOpen = this.#isOpen;
    this.#lost();
    if (code === SIGNED_OUT_CLOSE) {
      this.end();
      this.#ports.onSignedOut();
    } else if (!wasOpen) this.#ports.onRefused();
  }

  #lost(): void {
    this.#isOpen = false;
    this.#cancelBeat();
    this.#cancelNotice();
    this.#cancelNotice = this.#ports.clock.after(noticedAfterMs, () => (this.#isConnected = false));
  }
}
