import * as v from 'valibot';
import { HEARTBEAT, LiveMessage, type Conversation } from '../../../worker/protocol.ts';
import { ask, PUBLIC_URL, type Browser } from './house.ts';

/** A telephone that listens: what it heard, and what its history looks like for it. */
export class Listener {
  /** Every message, in order. */
  readonly heard: LiveMessage[] = [];
  /** Rows as they were heard last, by SID. */
  readonly rows = new Map<string, Conversation>();
  /** How often rows were told that had been told already. */
  doubles = 0;
  pongs = 0;
  seq: number;
  closedWith: number | null = null;
  #socket: WebSocket | null = null;
  #wake: () => void = () => {};
  readonly #browser: Browser;

  constructor(browser: Browser, since: number) {
    this.#browser = browser;
    this.seq = since;
  }

  /** Listens from what it heard last. */
  async connects(): Promise<this> {
    const response = await asksToListen(this.#browser, String(this.seq));
    const socket = response.webSocket;
    if (!socket) throw new Error(`no socket: ${String(response.status)} ${await response.text()}`);
    this.closedWith = null;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)));
    socket.addEventListener('close', ({ code }) => {
      this.closedWith = code;
      this.#wake();
    });
    socket.accept();
    return this;
  }

  says(text: string | ArrayBuffer): void {
    this.#socket?.send(text);
  }

  async leaves(): Promise<void> {
    this.#socket?.close(1000);
    await this.isClosed();
  }

  async isClosed(): Promise<void> {
    await this.until(() => this.closedWith !== null);
  }

  /** Until this is true of what was heard. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Who was awake, as it was told last. */
  get awake(): readonly string[] {
    const told = this.heard.findLast((message) => message.type === 'presence');
    return told?.type === 'presence' ? told.awake : [];
  }

  #hear(data: string): void {
    if (data === HEARTBEAT.answer) this.pongs += 1;
    else this.#take(v.parse(v.pipe(v.string(), v.parseJson(), LiveMessage), data));
    this.#wake();
  }

  #take(message: LiveMessage): void {
    this.heard.push(message);
    if (message.type === 'presence') return;
    if (message.type === 'reset') {
      this.seq = message.seq;
      return;
    }
    if (message.seq < this.seq) throw new Error(`told ${String(message.seq)} after ${String(this.seq)}`);
    const isNews = message.seq > this.seq;
    this.seq = message.seq;
    if (!isNews && message.calls.length > 0) this.doubles += 1;
    for (const row of message.calls) this.rows.set(row.callSid, row);
    for (const callSid of message.erased) this.rows.delete(callSid);
  }
}

export function asksToListen(browser: Browser, since: string, headers: Record<string, string> = {}) {
  return ask(`/api/live?since=${since}`, {
    headers: { Cookie: browser.cookie, Origin: PUBLIC_URL, Upgrade: 'websocket', ...headers },
  });
}

/** One of several that are there. */
export function nth<T>(some: readonly T[], n: number): T {
  const one = some[n];
  if (one === undefined) throw new Error(`there is no ${String(n)}`);
  return one;
}
