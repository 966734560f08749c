import * as v from 'valibot';

/** The pstream protocol, version 1.6: JSON text frames `{type, version, payload}`; a lone newline is the heartbeat. */
const VERSION = '1.6';
export const HEARTBEAT = '\n';

const callSid = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const sdp = v.pipe(v.string(), v.startsWith('v=0'), v.maxLength(20_000));
const byCallSid = v.object({ callsid: callSid });

/** What a Voice SDK sends. An `invite` with `reconnect` brings a call it already has to this socket. */
const clientFrameSchema = v.variant('type', [
  v.object({
    type: v.literal('listen'),
    payload: v.object({
      token: v.pipe(v.string(), v.maxLength(10_000)),
      reconnectTimeout: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(30)), 0),
    }),
  }),
  v.object({ type: v.literal('register'), payload: v.object({ media: v.object({ audio: v.boolean() }) }) }),
  v.object({
    type: v.literal('invite'),
    payload: v.object({
      callsid: callSid,
      sdp,
      reconnect: v.optional(v.string()),
      twilio: v.optional(v.object({ params: v.optional(v.pipe(v.string(), v.maxLength(20_000))) }), {}),
    }),
  }),
  v.object({ type: v.literal('answer'), payload: v.object({ callsid: callSid, sdp }) }),
  v.object({ type: v.literal('reject'), payload: byCallSid }),
  v.object({ type: v.literal('hangup'), payload: v.object({ callsid: callSid, message: v.optional(v.string()) }) }),
  v.object({ type: v.literal('reinvite'), payload: v.object({ callsid: callSid, sdp }) }),
  v.object({
    type: v.literal('dtmf'),
    payload: v.object({ callsid: callSid, dtmf: v.pipe(v.string(), v.regex(/^[0-9*#w]{1,512}$/)) }),
  }),
  v.object({
    type: v.literal('message'),
    payload: v.object({ callsid: callSid, content: v.unknown(), voiceeventsid: v.string(), messagetype: v.string() }),
  }),
]);

export type ClientFrame = v.InferOutput<typeof clientFrameSchema>;
export type CallFrame = Exclude<ClientFrame, { type: 'listen' | 'register' | 'invite' }>;
export type InviteFrame = Extract<ClientFrame, { type: 'invite' }>;

/** What became of a text from the wire. */
export type Incoming = { frame: ClientFrame } | { heartbeat: true } | { malformed: string };

/** Reads one text frame; never throws. */
export function readFrame(text: string): Incoming {
  if (text === HEARTBEAT) return { heartbeat: true };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { malformed: 'not JSON' };
  }
  const parsed = v.safeParse(clientFrameSchema, json);
  if (parsed.success) return { frame: parsed.output };
  return { malformed: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'frame'}: ${issue.message}`).join('; ') };
}

/** `k=v&k=v`, percent-encoded, as the SDK packs the custom parameters of `connect()`. Malformed escapes stay as they are. */
export function readParams(params: string | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(params ?? ''));
}

/** What the server sends, by type. */
export interface ServerPayloads {
  connected: { edge: string; region: string; home: string; gateway: string; token: { identity: string; ttl: number } };
  ready: Record<string, never>;
  offline: Record<string, never>;
  close: Record<string, never>;
  invite: { callsid: string; sdp: string; parameters: Record<string, string>; reconnect: string };
  ringing: { callsid: string; sdp?: string };
  answer: { callsid: string; reconnect: string; sdp?: string };
  cancel: { callsid: string };
  hangup: { callsid: string; error?: { code: number; message: string } };
  error: { error: { code: number; message: string }; callsid?: string };
  ack: { acktype: 'message'; callsid: string; voiceeventsid: string };
}

export type Send = <T extends keyof ServerPayloads>(type: T, payload: ServerPayloads[T]) => void;

export function writeFrame<T extends keyof ServerPayloads>(type: T, payload: ServerPayloads[T]): string {
  return JSON.stringify({ type, version: VERSION, payload });
}
