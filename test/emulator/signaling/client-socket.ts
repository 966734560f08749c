import { checkAccessToken } from './access-token.ts';
import { HEARTBEAT, readFrame, writeFrame } from './frames.ts';
import type { WebSocket } from 'ws';
import type { AccessToken, TokenAccount } from './access-token.ts';
import type { Link } from './client-leg.ts';
import type { ClientFrame, Send } from './frames.ts';
import type { Log } from './server.ts';
import type { ClientConnection, Clock, HangupError } from '../ports.ts';

/** A server of ours speaks at least this often; the SDK gives a socket up after 15 s of silence. */
const HEARTBEAT_MS = 5000;
const DEAF_AFTER_MS = 15_000;
/** The emulated gateway's place in the world; the SDK shows it as `device.edge` and `device.home`. */
const PLACE = { edge: 'ashburn', region: 'us1', home: 'us1', gateway: 'emulated' };

const EXPIRED: HangupError = { code: 31205, message: 'JWT has expired' };
const NO_OUTGOING: HangupError = { code: 31201, message: 'the token does not allow outgoing calls' };

/** One WebSocket of a Device. It is a connection for the exchange once it gave a valid token. */
export interface ClientSocket extends ClientConnection, Link {
  readonly isListening: boolean;
  /** Why it may not place a call now; null when it may. */
  readonly outgoingRefusal: HangupError | null;
  expireToken(): void;
  /** Cuts the wire without a goodbye (close code 1006 at the other end). */
  drop(): void;
}

interface SocketSetup {
  ws: WebSocket;
  clock: Clock;
  account: TokenAccount;
  log: Log;
  isHeartbeatSilenced: (identity: string) => boolean;
  /** Frames about calls, in the order they came, only after a valid token. */
  onFrame: (frame: Exclude<ClientFrame, { type: 'listen' | 'register' }>, socket: ClientSocket) => Promise<void>;
  onClosed: (socket: ClientSocket) => void;
}

/** Listens to one WebSocket: token, registration and heartbeat are handled here, calls are handed on. */
export function createClientSocket({ ws, clock, account, log, ...setup }: SocketSetup): ClientSocket {
  let token: AccessToken | null = null;
  let isExpired = false;
  let wantsCalls = false;
  let reconnectWindowMs = 0;
  let lastHeardMs = clock.now();
  let cancelExpiry: (() => void) | null = null;
  let cancelHeartbeat: (() => void) | null = null;
  let inOrder: Promise<void> = Promise.resolve();

  const send: Send = (type, payload) => {
    if (ws.readyState === ws.OPEN) ws.send(writeFrame(type, payload));
  };
  const refuse = (code: number, message: string) => {
    log('signaling refused', { identity: token?.identity, code, message });
    send('error', { error: { code, message } });
  };

  /** Calls go on; registration rests until `updateToken()` brings a good token. */
  function expire(): void {
    isExpired = true;
    refuse(EXPIRED.code, EXPIRED.message);
  }

  async function listen({ token: jwt, reconnectTimeout }: { token: string; reconnectTimeout: number }): Promise<void> {
    const check = await checkAccessToken(jwt, account, clock.now());
    if ('error' in check) {
      refuse(check.error.code, check.error.message);
      send('close', {});
      ws.close();
      return;
    }
    token = check.token;
    isExpired = false;
    reconnectWindowMs = reconnectTimeout * 1000;
    const ttlMs = token.expiresAtMs - clock.now();
    cancelExpiry?.();
    cancelExpiry = clock.after(ttlMs, expire);
    send('connected', { ...PLACE, token: { identity: token.identity, ttl: Math.floor(ttlMs / 1000) } });
  }

  function register(isAudioWanted: boolean): void {
    wantsCalls = isAudioWanted;
    if (wantsCalls && isExpired) return expire();
    if (wantsCalls && !token?.mayBeCalled) refuse(31201, 'the token does not allow incoming calls');
    send(socket.isRegistered ? 'ready' : 'offline', {});
  }

  async function handle(text: string): Promise<void> {
    const incoming = readFrame(text);
    if ('heartbeat' in incoming) return;
    if ('malformed' in incoming) return refuse(31100, `malformed request: ${incoming.malformed}`);
    const { frame } = incoming;
    if (frame.type === 'listen') return listen(frame.payload);
    if (!token) return refuse(31204, 'JWT is invalid: no token was given');
    if (frame.type === 'register') return register(frame.payload.media.audio);
    await setup.onFrame(frame, socket);
  }

  function beat(): void {
    cancelHeartbeat = clock.after(HEARTBEAT_MS, () => {
      const isSilenced = setup.isHeartbeatSilenced(socket.identity);
      if (!isSilenced && clock.now() - lastHeardMs > DEAF_AFTER_MS) return ws.terminate();
      if (!isSilenced && ws.readyState === ws.OPEN) ws.send(HEARTBEAT);
      beat();
    });
  }

  const socket: ClientSocket = {
    send,
    get identity() {
      return token?.identity ?? '';
    },
    get isListening() {
      return token !== null;
    },
    get isRegistered() {
      return wantsCalls && !isExpired && token?.mayBeCalled === true && ws.readyState === ws.OPEN;
    },
    get applicationSid() {
      return token?.applicationSid ?? null;
    },
    get outgoingRefusal() {
      if (isExpired) return EXPIRED;
      return socket.applicationSid === null ? NO_OUTGOING : null;
    },
    get reconnectWindowMs() {
      return reconnectWindowMs;
    },
    expireToken: expire,
    drop: () => ws.terminate(),
  };

  ws.on('message', (data, isBinary) => {
    lastHeardMs = clock.now();
    const text = isBinary ? '' : data.toString();
    inOrder = inOrder
      .then(() => handle(text))
      .catch((error: unknown) => {
        log('signaling frame failed', { identity: socket.identity, error: String(error) });
        refuse(31000, 'the frame could not be handled');
      });
  });
  ws.on('error', (error) => log('signaling socket error', { identity: socket.identity, error: error.message }));
  ws.on('close', () => {
    cancelExpiry?.();
    cancelHeartbeat?.();
    setup.onClosed(socket);
  });
  beat();
  return socket;
}
