import { createServer } from 'node:http';
import { once } from 'node:events';
import { SignJWT } from 'jose';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { createManualClock } from '../emulator/clock.ts';
import { createEngine } from '../emulator/media/engine.ts';
import { createWebRtcLeg } from '../emulator/media/webrtc-leg.ts';
import { createSignaling } from '../emulator/signaling/server.ts';
import type { ClientCall, ClientCallEvents } from '../emulator/ports.ts';

const SECRET = 'the secret of the key, long enough';
const KEY_SID = `SK${'2'.repeat(32)}`;
const account = { accountSid: `AC${'1'.repeat(32)}`, apiKeys: [{ sid: KEY_SID, secret: SECRET }] };
export const CALL_SID = `CA${'5'.repeat(32)}`;

type Payload = Record<string, unknown>;

/** A Device as far as the wire can tell. */
async function openWire(url: string) {
  const socket = new WebSocket(url);
  const told: { type: string; payload: Payload }[] = [];
  const waiting = new Set<() => void>();
  let skipped: typeof told = [];
  let beats = 0;
  socket.on('message', (data) => {
    const text = String(data);
    if (text === '\n') beats += 1;
    else told.push(JSON.parse(text));
    waiting.forEach((look) => look());
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await once(socket, 'open');
  return {
    socket,
    closed,
    beats: () => beats,
    /** What came before the last frame that was waited for. */
    earlier: () => skipped,
    say: (type: string, payload: unknown) => socket.send(JSON.stringify({ type, version: '1.6', payload })),
    /** The next frame of this type; those before it are skipped. */
    hear: (type: string) =>
      new Promise<Payload>((resolve) => {
        const look = () => {
          const index = told.findIndex((frame) => frame.type === type);
          if (index < 0) return;
          skipped = told.splice(0, index + 1);
          const frame = skipped.pop();
          if (!frame) return;
          waiting.delete(look);
          resolve(frame.payload);
        };
        waiting.add(look);
        look();
      }),
  };
}

export type Rig = Awaited<ReturnType<typeof openRig>>;

/** A signaling server on a free port, with time standing still and an exchange that only remembers. */
export async function openRig() {
  const server = createServer();
  const clock = createManualClock();
  const engine = createEngine();
  const sockets: WebSocket[] = [];
  const happened: string[] = [];
  const placed: { call: ClientCall; params: Record<string, string>; identity: string }[] = [];
  const events: ClientCallEvents = {
    accepted: () => void happened.push('accepted'),
    rejected: () => void happened.push('rejected'),
    hungUp: () => void happened.push('hung up'),
    lost: () => void happened.push('lost'),
  };
  const signaling = createSignaling({
    server,
    clock,
    account,
    engine,
    switching: {
      outgoing: ({ identity }, call, params) => void placed.push({ call: call(CALL_SID, events), params, identity }),
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function mint(
    identity: string,
    { ttlS = 3600, voice = {} }: { ttlS?: number; voice?: object } = {},
  ): Promise<string> {
    const nowS = Math.floor(clock.now() / 1000);
    const grants = { identity, voice: { incoming: { allow: true }, outgoing: { application_sid: 'AP1' }, ...voice } };
    return new SignJWT({ iss: KEY_SID, sub: account.accountSid, iat: nowS, exp: nowS + ttlS, grants })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })
      .sign(new TextEncoder().encode(SECRET));
  }

  async function openSocket() {
    const address = server.address();
    const wire = await openWire(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/signal`);
    sockets.push(wire.socket);
    return wire;
  }

  /** Signed in and registered. */
  async function openDevice(identity = 'alice', { reconnectTimeout = 10, voice = {}, ttlS = 3600 } = {}) {
    const device = await openSocket();
    device.say('listen', { token: await mint(identity, { voice, ttlS }), reconnectTimeout, browserinfo: {} });
    await device.hear('connected');
    device.say('register', { media: { audio: true } });
    await device.hear('ready');
    return device;
  }

  /** Alice calls +1 514 555-0123. */
  async function placeCall() {
    const device = await openDevice();
    const leg = createWebRtcLeg({ engine });
    const sdp = await leg.offer();
    device.say('invite', { callsid: 'TJS1', sdp, twilio: { params: 'To=%2B15145550123' } });
    await expect.poll(() => placed.length).toBe(1);
    const call = placed[0]?.call;
    if (!call) throw new Error('the call did not reach the exchange');
    return { device, leg, sdp, call };
  }

  async function close(): Promise<void> {
    for (const socket of sockets) socket.terminate();
    await signaling.close();
    engine.close();
    server.close();
  }

  return { signaling, clock, engine, placed, happened, events, mint, openSocket, openDevice, placeCall, close };
}
