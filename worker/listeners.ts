import * as v from 'valibot';
import { conversation } from './conversation.ts';
import { log, messageOf } from './log.ts';
import {
  CROWDED_OUT_CLOSE,
  HEARTBEAT,
  type Identity,
  type LiveMessage,
  MOST_SOCKETS,
  PersonId,
  SIGNED_OUT_CLOSE,
  Since,
} from './protocol.ts';
import { conversationBySid } from './store/conversations.ts';
import { deviceById } from './store/devices.ts';
import { changesSince, newestSeq } from './store/ledger.ts';
import { unreadOf } from './store/pages.ts';
import { viewerOf } from './store/people.ts';

const Asked = v.object({ device: v.string(), since: Since });

/** What the runtime keeps with each socket while the object sleeps. Times are milliseconds since the epoch. */
const Kept = v.object({
  device: v.string(),
  /** What it was told last. */
  seq: v.number(),
  openedAt: v.number(),
  /** Who is awake, as it was told last; null before it was. */
  awake: v.nullable(v.array(PersonId)),
});
type Kept = v.InferOutput<typeof Kept>;

type Device = NonNullable<ReturnType<typeof deviceById>>;

interface Listener {
  socket: WebSocket;
  kept: Kept;
  device: Device;
}

/** Why a socket is closed, as RFC 6455, 7.4.1 numbers it: at its own wish, for saying what it may not, for a fault of ours. */
const NORMAL_CLOSE = 1000;
const POLICY_CLOSE = 1008;
const FAILED_CLOSE = 1011;

/** How the object is asked for a socket by the Worker, which has found out whose device it is. */
export function listenUrl(device: string, since: number): string {
  return `https://switchboard/live?${new URLSearchParams({ device, since: String(since) }).toString()}`;
}

/**
 * The open sockets of all devices: told what changes, and counted as awake. All that is known of them is in the ledger and with
 * the sockets themselves, which outlive the object: between any two calls it may sleep or be made anew.
 */
export class Listeners {
  readonly #state: DurableObjectState;
  readonly #sql: SqlStorage;

  constructor(state: DurableObjectState) {
    this.#state = state;
    this.#sql = state.storage.sql;
    // Heartbeats are answered without us: they neither wake the object nor cost anything.
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HEARTBEAT.ask, HEARTBEAT.answer));
  }

  /** Opens a socket (`listenUrl`), which at once hears all that it missed. 401 when its device was cut off meanwhile. */
  listen({ url }: Request, now: number): Response {
    const { device, since } = v.parse(Asked, Object.fromEntries(new URL(url).searchParams));
    if (!deviceById(this.#sql, device)) return new Response(null, { status: 401 });
    const { 0: theirs, 1: ours } = new WebSocketPair();
    const others = this.#open(device);
    this.#state.acceptWebSocket(ours, [device]);
    keep(ours, { device, seq: since, openedAt: now, awake: null });
    for (const { socket } of others.slice(0, Math.max(0, others.length + 1 - MOST_SOCKETS)))
      socket.close(CROWDED_OUT_CLOSE, 'too many sockets of one device');
    this.tell(now, ours);
    return new Response(null, { status: 101, webSocket: theirs });
  }

  /** Nobody has anything to say here. */
  refuse(socket: WebSocket): void {
    socket.close(POLICY_CLOSE, 'only the heartbeat');
  }

  /** A socket is gone, or says that it goes: it gets its answer, and the others may see somebody leave. */
  leave(socket: WebSocket, now: number): void {
    if (socket.readyState !== WebSocket.CLOSED) socket.close(NORMAL_CLOSE);
    this.tell(now);
  }

  /** Brings every socket up to date, and ends those of devices that were cut off. Never throws: what happened has happened. */
  tell(now: number, newcomer?: WebSocket): void {
    try {
      const listeners = this.#listeners();
      if (listeners.length === 0) return;
      const seq = newestSeq(this.#sql);
      const awake = [...new Set(awakeOf(this.#state, listeners, now).map(({ person }) => person))].sort();
      const written = new Map<string, string>();
      for (const { socket, kept, device } of listeners) {
        const messages: string[] = [];
        if (kept.seq !== seq || socket === newcomer) {
          const key = [device.person, device.identity, kept.seq].join();
          const message = written.get(key) ?? JSON.stringify(this.#changes(device, kept.seq, seq, now));
          written.set(key, message);
          messages.push(message);
        }
        if (kept.awake?.join() !== awake.join())
          messages.push(JSON.stringify({ type: 'presence', awake } satisfies LiveMessage));
        if (messages.length > 0) this.#send(socket, messages, { ...kept, seq, awake });
      }
    } catch (error) {
      log.error('listeners-untold', { error: messageOf(error) });
    }
  }

  /** Identities of devices whose page is open and answers: those that ring first. */
  awakeIdentities(now: number): Set<Identity> {
    return new Set(awakeOf(this.#state, this.#listeners(), now).flatMap(({ identity }) => identity ?? []));
  }

  /** People with such a device. */
  awakePeople(now: number): Set<PersonId> {
    return new Set(awakeOf(this.#state, this.#listeners(), now).map(({ person }) => person));
  }

  #changes({ person, identity }: Device, since: number, seq: number, now: number): LiveMessage {
    try {
      const changes = changesSince(this.#sql, since);
      if (!changes) return { type: 'reset', seq };
      const viewer = viewerOf(this.#sql, person, identity);
      const found = changes.calls.map((callSid) => ({ callSid, kept: conversationBySid(this.#sql, callSid) }));
      return {
        type: 'changes',
        seq,
        calls: found.flatMap(({ kept }) => (kept && conversation(kept, viewer, now)) ?? []),
        erased: found.filter(({ kept }) => !kept).map(({ callSid }) => callSid),
        topics: changes.topics,
        unread: unreadOf(this.#sql, viewer, now),
      };
    } catch (error) {
      log.error('changes-unreadable', { since, error: messageOf(error) });
      return { type: 'reset', seq };
    }
  }

  /** A socket that cannot be told is closed: it comes back and asks for what it missed. */
  #send(socket: WebSocket, messages: readonly string[], kept: Kept): void {
    try {
      for (const message of messages) socket.send(message);
      keep(socket, kept);
    } catch (error) {
      log.warn('listener-lost', { device: kept.device, error: messageOf(error) });
      socket.close(FAILED_CLOSE, 'could not be told');
    }
  }

  #listeners(): Listener[] {
    const devices = new Map<string, Device | null>();
    return this.#open().flatMap(({ socket, kept }) => {
      const device = devices.get(kept.device) ?? deviceById(this.#sql, kept.device);
      devices.set(kept.device, device);
      if (device) return { socket, kept, device };
      socket.close(SIGNED_OUT_CLOSE, 'signed out');
      return [];
    });
  }

  /** The open sockets, of one device or of all, oldest first. */
  #open(device?: string): Omit<Listener, 'device'>[] {
    return this.#state
      .getWebSockets(device)
      .filter(({ readyState }) => readyState === WebSocket.OPEN)
      .map((socket) => ({ socket, kept: v.parse(Kept, socket.deserializeAttachment()) }))
      .sort((a, b) => a.kept.openedAt - b.kept.openedAt);
  }
}

/** The devices that opened a socket, or were heard on one, not long ago. */
function awakeOf(state: DurableObjectState, listeners: readonly Listener[], now: number): Device[] {
  return listeners
    .filter(({ socket, kept }) => {
      const heardAt = state.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? kept.openedAt;
      return now - heardAt < HEARTBEAT.lateAfterMs;
    })
    .map(({ device }) => device);
}

function keep(socket: WebSocket, kept: Kept): void {
  socket.serializeAttachment(kept);
}
