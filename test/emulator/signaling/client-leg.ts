import { randomUUID } from 'node:crypto';
import { needsAnswer } from '../media/sdp.ts';
import type { CallFrame, Send } from './frames.ts';
import type { PressableLeg } from '../media/webrtc-leg.ts';
import type { ClientCall, ClientCallEvents, Clock, HangupError } from '../ports.ts';

/** The socket a leg is on right now. */
export interface Link {
  readonly send: Send;
  readonly reconnectWindowMs: number;
}

/** One leg of a Device: outlives its socket for as long as the Device asked for. */
export interface ClientLeg extends ClientCall {
  readonly identity: string;
  /** The `TJS…` id an SDK gives its call before it knows the CallSid; null for calls it receives. */
  readonly temporarySid: string | null;
  isOn(link: Link): boolean;
  /** A frame about this leg, from any socket of its identity: the leg moves to that socket. */
  receive(frame: CallFrame, link: Link): Promise<void>;
  /** The `invite` of a Device that came back. False when the token is not one we gave. */
  reconnect(link: Link, token: string, sdp: string): Promise<boolean>;
  /** The socket went away. */
  detach(): void;
  /** Sends the invite of an incoming call. */
  ring(parameters: Record<string, string>): Promise<void>;
}

interface LegSetup {
  callSid: string;
  identity: string;
  media: PressableLeg;
  events: ClientCallEvents;
  clock: Clock;
  link: Link;
  /** Reaches every socket of the identity: how an end is told to a Device whose socket we lost. */
  broadcast: Send;
  log: (message: string, details?: Record<string, unknown>) => void;
  onEnded: (isDetached: boolean) => void;
  /** Present when the SDK placed the call. */
  placed?: { temporarySid: string; offerSdp: string };
}

const MEDIA_FAILED: HangupError = { code: 31000, message: 'the session description was not usable' };

/** A leg between us and an SDK Device; every way it can end goes through `end`. */
export function createClientLeg(setup: LegSetup): ClientLeg {
  const { callSid, media, events, clock, placed } = setup;
  let link: Link | null = setup.link;
  let phase: 'ringing' | 'answered' | 'ended' = 'ringing';
  let reconnectTokens: string[] = [];
  let isSdpDelivered = false;
  // A Device that placed a call knows it by its own id until a frame brought ours, and ignores an end under another name.
  let knownSid = placed?.temporarySid ?? callSid;
  let cancelLoss: (() => void) | null = null;
  let ourAnswer: Promise<string> | null = null;

  const hasEnded = () => phase === 'ended';
  const tell: Send = (type, payload) => (link?.send ?? setup.broadcast)(type, payload);

  function end(): boolean {
    if (hasEnded()) return false;
    phase = 'ended';
    cancelLoss?.();
    media.close();
    setup.onEnded(link === null);
    return true;
  }

  function attach(next: Link): void {
    cancelLoss?.();
    cancelLoss = null;
    link = next;
  }

  /** The last two are good: the frame that carried the newest may have been lost with its socket. */
  function rotateToken(): string {
    const token = randomUUID();
    reconnectTokens = [token, ...reconnectTokens].slice(0, 2);
    return token;
  }

  function failMedia(error: unknown): void {
    setup.log('media negotiation failed', { callSid, error: String(error) });
    if (!end()) return;
    tell('hangup', { callsid: knownSid, error: MEDIA_FAILED });
    events.hungUp();
  }

  async function negotiate<T>(step: () => Promise<T>): Promise<T | null> {
    try {
      const result = await step();
      return hasEnded() ? null : result;
    } catch (error) {
      failMedia(error);
      return null;
    }
  }

  const answerOffer = () => (ourAnswer ??= media.answer(placed?.offerSdp ?? ''));

  function sendAnswer(sdp: string | null): void {
    if (!link) return;
    knownSid = callSid;
    link.send('answer', { callsid: callSid, reconnect: rotateToken(), ...(sdp !== null && { sdp }) });
    if (sdp !== null) isSdpDelivered = true;
  }

  const undeliveredSdp = async () => (isSdpDelivered || !placed ? null : await answerOffer());

  async function accepted(sdp: string): Promise<void> {
    if (placed || phase !== 'ringing') return;
    phase = 'answered';
    const isAccepted = await negotiate(async () => {
      await media.accept(sdp);
      return true;
    });
    if (isAccepted) events.accepted();
  }

  async function reinvited(sdp: string): Promise<void> {
    const answer = await negotiate(() => media.answer(sdp));
    if (answer !== null) sendAnswer(answer);
  }

  return {
    callSid,
    media,
    identity: setup.identity,
    temporarySid: placed?.temporarySid ?? null,
    isOn: (other) => link === other,
    async ring(parameters) {
      const sdp = await negotiate(() => media.offer());
      if (sdp !== null && link) link.send('invite', { callsid: callSid, sdp, parameters, reconnect: rotateToken() });
    },
    async ringing({ withMedia }) {
      if (phase !== 'ringing' || !placed) return;
      const sdp = withMedia ? await negotiate(answerOffer) : null;
      if (hasEnded() || !link) return;
      knownSid = callSid;
      link.send('ringing', { callsid: callSid, ...(sdp !== null && { sdp }) });
      if (sdp !== null) isSdpDelivered = true;
    },
    async answer() {
      if (phase !== 'ringing' || !placed) return;
      phase = 'answered';
      const ready = await negotiate(async () => ({ sdp: await undeliveredSdp() }));
      if (ready) sendAnswer(ready.sdp);
    },
    cancel() {
      if (end()) tell('cancel', { callsid: callSid });
    },
    hangup(error) {
      if (end()) tell('hangup', { callsid: knownSid, ...(error && { error }) });
    },
    async receive(frame, from) {
      if (link !== from) attach(from);
      if (frame.type === 'answer') return accepted(frame.payload.sdp);
      if (frame.type === 'reinvite') return reinvited(frame.payload.sdp);
      if (frame.type === 'reject' && end()) events.rejected();
      if (frame.type === 'hangup' && end()) events.hungUp();
      if (frame.type === 'dtmf') for (const digit of frame.payload.dtmf.replaceAll('w', '')) media.press(digit);
      if (frame.type === 'message') {
        from.send('ack', { acktype: 'message', callsid: callSid, voiceeventsid: frame.payload.voiceeventsid });
      }
    },
    async reconnect(from, token, sdp) {
      if (hasEnded() || !reconnectTokens.includes(token)) return false;
      attach(from);
      const answer = needsAnswer(sdp, media.remoteSdp())
        ? await negotiate(() => media.answer(sdp))
        : await negotiate(undeliveredSdp);
      if (!hasEnded()) sendAnswer(answer);
      return true;
    },
    detach() {
      if (hasEnded() || !link) return;
      // Without a token the Device cannot come back with this call: it has given it up already.
      const windowMs = reconnectTokens.length > 0 ? link.reconnectWindowMs : 0;
      link = null;
      cancelLoss = clock.after(windowMs, () => {
        if (end()) events.lost();
      });
    },
  };
}
