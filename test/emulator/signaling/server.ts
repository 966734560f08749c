import { WebSocketServer } from 'ws';
import { createClientLeg } from './client-leg.ts';
import { createClientSocket } from './client-socket.ts';
import { readParams } from './frames.ts';
import { pathOf, refuseUpgrade } from '../http.ts';
import { createWebRtcLeg } from '../media/webrtc-leg.ts';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TokenAccount } from './access-token.ts';
import type { ClientLeg, Link } from './client-leg.ts';
import type { ClientSocket } from './client-socket.ts';
import type { CallFrame, InviteFrame, Send } from './frames.ts';
import type { Engine } from '../media/engine.ts';
import type { ClientCall, ClientCallEvents, Clock, Signaling, Switching } from '../ports.ts';

/** Where the emulator says what it saw. Never given a token or a secret. */
export type Log = (message: string, details?: Record<string, unknown>) => void;

export interface SignalingSetup {
  /** Its `upgrade` event is listened to; only `/signal` is answered, other paths are left to others. */
  server: Server;
  clock: Clock;
  account: TokenAccount;
  switching: Switching;
  engine: Engine;
  log?: Log;
}

export const SIGNALING_PATH = '/signal';
const MAX_FRAME_BYTES = 64 * 1024;

/** A socket that closed between being chosen and being rung: its leg is lost at once. */
const GONE: Link = { send: () => undefined, reconnectWindowMs: 0 };

/** The pstream server: Devices on one side, the exchange on the other. */
export function createSignaling({
  server,
  clock,
  account,
  switching,
  engine,
  log = () => undefined,
}: SignalingSetup): Signaling {
  const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  const sockets = new Set<ClientSocket>();
  const legs = new Set<ClientLeg>();
  /** Calls that ended while their Device was away: it is told so when it comes back. */
  const missedEnds = new Set<string>();
  const silenced = { isEveryone: false, identities: new Set<string>() };
  let isRefusing = false;

  const listening = () => [...sockets].filter((socket) => socket.isListening);
  const socketsOf = (identity: string) => listening().filter((socket) => socket.identity === identity);
  /** The legs of an identity by a call's name: an incoming call has one on each of its sockets, the asking socket's own first. */
  const findLegs = ({ identity, callSid, socket }: { identity: string; callSid: string; socket: Link }) =>
    [...legs]
      .filter((leg) => leg.identity === identity && (leg.callSid === callSid || leg.temporarySid === callSid))
      .toSorted((a, b) => Number(b.isOn(socket)) - Number(a.isOn(socket)));

  function addLeg(
    identity: string,
    link: Link,
    callSid: string,
    events: ClientCallEvents,
    placed?: { temporarySid: string; offerSdp: string },
  ): ClientLeg {
    const broadcast: Send = (type, payload) => socketsOf(leg.identity).forEach((each) => each.send(type, payload));
    const leg = createClientLeg({
      callSid,
      identity,
      media: createWebRtcLeg({ engine }),
      events,
      clock,
      link,
      broadcast,
      log,
      onEnded(isDetached) {
        legs.delete(leg);
        if (isDetached) missedEnds.add(callSid);
      },
      ...(placed && { placed }),
    });
    legs.add(leg);
    return leg;
  }

  function place({ payload }: InviteFrame, socket: ClientSocket): void {
    const error = socket.outgoingRefusal;
    if (error) {
      log('outgoing call refused', { identity: socket.identity, ...error });
      socket.send('error', { error, callsid: payload.callsid });
      socket.send('hangup', { callsid: payload.callsid, error });
      return;
    }
    const placed = { temporarySid: payload.callsid, offerSdp: payload.sdp };
    const call = (callSid: string, events: ClientCallEvents): ClientCall =>
      addLeg(socket.identity, socket, callSid, events, placed);
    switching.outgoing(socket, call, readParams(payload.twilio.params));
  }

  async function comeBack({ payload }: InviteFrame, token: string, socket: ClientSocket): Promise<void> {
    for (const leg of findLegs({ identity: socket.identity, callSid: payload.callsid, socket })) {
      if (await leg.reconnect(socket, token, payload.sdp)) return;
    }
    const error = { code: 31107, message: 'the call cannot be reconnected' };
    socket.send('hangup', { callsid: payload.callsid, ...(!missedEnds.has(payload.callsid) && { error }) });
  }

  async function onFrame(frame: CallFrame | InviteFrame, socket: ClientSocket): Promise<void> {
    // Read after its socket closed: an end still counts, nothing else may hang a leg on a socket that is gone.
    if (!sockets.has(socket) && frame.type !== 'hangup' && frame.type !== 'reject') return;
    if (frame.type === 'invite') {
      const { reconnect } = frame.payload;
      return reconnect === undefined ? place(frame, socket) : comeBack(frame, reconnect, socket);
    }
    const [leg] = findLegs({ identity: socket.identity, callSid: frame.payload.callsid, socket });
    if (leg) return leg.receive(frame, socket);
    log('signaling frame for a call that is over', { type: frame.type, callSid: frame.payload.callsid });
  }

  function onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (pathOf(request) !== SIGNALING_PATH) return;
    if (isRefusing) return refuseUpgrade(stream, '503 Service Unavailable');
    wss.handleUpgrade(request, stream, head, (ws) => {
      const socket = createClientSocket({
        ws,
        clock,
        account,
        log,
        isHeartbeatSilenced: (identity) => silenced.isEveryone || silenced.identities.has(identity),
        onFrame,
        onClosed(closed) {
          sockets.delete(closed);
          for (const leg of [...legs]) if (leg.isOn(closed)) leg.detach();
        },
      });
      sockets.add(socket);
    });
  }
  server.on('upgrade', onUpgrade);

  return {
    registered: (identity) => socketsOf(identity).filter((socket) => socket.isRegistered),
    registrations: () => [...sockets].filter((socket) => socket.isRegistered),
    invite(connection, { callSid, parameters, events }) {
      const socket = [...sockets].find((each): boolean => connection === each);
      const leg = addLeg(connection.identity, socket ?? GONE, callSid, events);
      if (socket) void leg.ring({ CallSid: callSid, ...parameters });
      else leg.detach();
      return leg;
    },
    dropSockets(identity) {
      const dropped = [...sockets].filter((socket) => identity === undefined || socket.identity === identity);
      for (const socket of dropped) socket.drop();
      return dropped.length;
    },
    setHeartbeatSilenced(isOn, identity) {
      if (identity === undefined) silenced.isEveryone = isOn;
      else if (isOn) silenced.identities.add(identity);
      else silenced.identities.delete(identity);
      return identity === undefined ? listening().length : socketsOf(identity).length;
    },
    setRefusing(isOn) {
      isRefusing = isOn;
    },
    expireTokens(identity) {
      const expired = identity === undefined ? listening() : socketsOf(identity);
      for (const socket of expired) socket.expireToken();
      return expired.length;
    },
    async close() {
      server.off('upgrade', onUpgrade);
      for (const socket of [...sockets]) socket.drop();
      for (const leg of [...legs]) leg.hangup();
      await new Promise<void>((resolve) => wss.close(() => resolve()));
    },
  };
}
