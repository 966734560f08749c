import { createLegSound } from './leg-sound.ts';
import { createPeer } from './peer.ts';
import { hasPcmu, isSameConnection } from './sdp.ts';
import { silence, silentFrame } from './tone.ts';
import type { Engine } from './engine.ts';
import type { Peer } from './peer.ts';
import type { WebRtcLeg } from '../ports.ts';

/** What signaling needs on top: digits that came as a `dtmf` frame, and which connection it is talking to. */
export interface PressableLeg extends WebRtcLeg {
  press(digit: string): void;
  remoteSdp(): string | null;
}

function localSdp({ pc }: Peer): string {
  const sdp = pc.localDescription?.sdp;
  if (!sdp) throw new Error('the connection has no local description');
  return sdp;
}

/**
 * A leg whose far end is a browser: PCMU over WebRTC, with all candidates inside the SDP because Twilio's signaling has no
 * trickle. An offer of another PeerConnection (the call moved to another page) gets a new one of ours; the leg stays.
 */
export function createWebRtcLeg({ engine }: { engine: Engine }): PressableLeg {
  const sound = createLegSound(engine);
  let isBlackholed = false;
  let lossPercent = 0;
  let isClosed = false;

  const connect = () =>
    createPeer({
      isBlackholed: () => isBlackholed || isClosed,
      lossPercent: () => lossPercent,
      onFrame: sound.said.emit,
      onDigit: (digit) => sound.digits.emit({ digit, via: 'rtp' }),
    });
  let peer = connect();

  const removeTick = engine.add(() => {
    const frame = leg.sends.next() ?? silentFrame();
    sound.sent.emit(frame);
    peer.send(frame);
  });

  const leg: PressableLeg = {
    sends: silence(),
    onFrame: sound.said.add,
    onHeard: sound.sent.add,
    onDigit: sound.digits.add,
    press: (digit) => sound.digits.emit({ digit, via: 'signaling' }),
    says: (hz, ms) => sound.measure('said', hz, ms),
    hears: (hz, ms) => sound.measure('sent', hz, ms),
    remoteSdp: () => peer.pc.remoteDescription?.sdp ?? null,
    async answer(offerSdp) {
      if (!hasPcmu(offerSdp)) throw new Error('the offer has no audio with PCMU');
      const known = leg.remoteSdp();
      const isRestart = known !== null && isSameConnection(offerSdp, known);
      if (known !== null && !isRestart) {
        void peer.pc.close();
        peer = connect();
      }
      const { pc } = peer;
      await pc.setRemoteDescription({ type: 'offer', sdp: offerSdp });
      await pc.setLocalDescription(await pc.createAnswer());
      // werift 0.24 does not start checks again by itself: without this it has no nominated pair and sound is one-way.
      if (isRestart) pc.iceTransports[0]?.connection.connect().catch(() => undefined);
      return localSdp(peer);
    },
    async offer() {
      await peer.pc.setLocalDescription(await peer.pc.createOffer());
      return localSdp(peer);
    },
    async accept(answerSdp) {
      if (!hasPcmu(answerSdp)) throw new Error('the answer has no audio with PCMU');
      await peer.pc.setRemoteDescription({ type: 'answer', sdp: answerSdp });
    },
    setBlackhole(isOn) {
      isBlackholed = isOn;
    },
    setLoss(percent) {
      lossPercent = percent;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      removeTick();
      sound.end();
      void peer.pc.close();
    },
  };
  return leg;
}
