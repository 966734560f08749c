import ReconnectingWebSocket from 'partysocket/ws';
import { CROWDED_OUT_CLOSE, SIGNED_OUT_CLOSE } from '../../../worker/protocol.ts';
import { timeouts } from '../call/timeouts.ts';

/** A socket to the Worker that comes back by itself, with more and more time between the tries. */
export interface LiveSocket {
  send(text: string): void;
  /** Makes it anew, now: it may be half open, or waiting to try again. */
  renew(): void;
  close(): void;
}

export interface LiveSocketEvents {
  opened(): void;
  heard(text: string): void;
  /** It was lost, or could not be opened. It comes back by itself, but not after a close that says not to. */
  closed(code: number): void;
}

/** Opens the socket; `since` is asked at every try. */
export type OpenLiveSocket = (since: () => number, events: LiveSocketEvents) => LiveSocket;

const firstRetryMs = 250;
const slowestRetryMs = 10_000;

/** The socket of a browser. */
export const browserLiveSocket: OpenLiveSocket = (since, events) => {
  const url = (): string => `${location.origin.replace(/^http/, 'ws')}/api/live?since=${String(since())}`;

  function open(): ReconnectingWebSocket {
    const socket = new ReconnectingWebSocket(url, null, {
      connectionTimeout: timeouts.rest.ms,
      // Many telephones lose their sockets at the same moment, and must not all come back at the same moment.
      minReconnectionDelay: firstRetryMs * (1 + 3 * Math.random()),
      maxReconnectionDelay: slowestRetryMs,
      reconnectionDelayGrowFactor: 1.6,
      // A heartbeat for a socket that is gone helps nobody.
      maxEnqueuedMessages: 0,
      shouldReconnectOnClose: ({ code }) => code !== SIGNED_OUT_CLOSE && code !== CROWDED_OUT_CLOSE,
    });
    socket.onopen = () => events.opened();
    socket.onmessage = ({ data }) => events.heard(String(data));
    socket.onclose = ({ code }) => events.closed(code);
    return socket;
  }

  function drop(): void {
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  let socket = open();
  return {
    send: (text) => void socket.send(text),
    renew() {
      drop();
      socket = open();
    },
    close: drop,
  };
};
