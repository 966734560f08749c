import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { createDigitReader } from './telephone-event.ts';
import { decodeMulaw, encodeMulaw } from './g711.ts';
import { FRAME_SAMPLES } from '../ports.ts';
import type { Frame } from '../ports.ts';

const PCMU = 0;
const TELEPHONE_EVENT = 101;

/** One PeerConnection that carries PCMU and telephone-event both ways. */
export interface Peer {
  readonly pc: RTCPeerConnection;
  /** Sends one frame; nothing leaves before the connection is up. */
  send(frame: Frame): void;
}

interface PeerSetup {
  /** While true, STUN goes unanswered and nothing passes either way. */
  isBlackholed: () => boolean;
  /** How much of what is sent gets lost on the way. */
  lossPercent: () => number;
  onFrame: (frame: Frame) => void;
  onDigit: (digit: string) => void;
}

function createConnection(isBlackholed: () => boolean): RTCPeerConnection {
  const codec = (mimeType: string, payloadType: number) =>
    new RTCRtpCodecParameters({ mimeType, clockRate: 8000, channels: 1, payloadType });
  return new RTCPeerConnection({
    codecs: { audio: [codec('audio/PCMU', PCMU), codec('audio/telephone-event', TELEPHONE_EVENT)] },
    iceServers: [],
    iceUseIpv6: false,
    // A machine without a network has only the loopback interface, which is left out by default.
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceFilterStunResponse: () => !isBlackholed(),
  });
}

/** A full ICE agent: Chromium never starts DTLS against werift's lite one. */
export function createPeer({ isBlackholed, lossPercent, onFrame, onDigit }: PeerSetup): Peer {
  const pc = createConnection(isBlackholed);
  const track = new MediaStreamTrack({ kind: 'audio' });
  pc.addTransceiver(track, { direction: 'sendrecv' });

  const readDigit = createDigitReader(onDigit);
  const knownTracks = new Set<string>();
  pc.onTrack.subscribe((remote) => {
    if (knownTracks.has(remote.uuid)) return;
    knownTracks.add(remote.uuid);
    remote.onReceiveRtp.subscribe(({ header, payload }) => {
      if (isBlackholed()) return;
      if (header.payloadType === PCMU) onFrame(decodeMulaw(payload));
      else readDigit(payload, header.timestamp);
    });
  });

  let sequenceNumber = Math.floor(Math.random() * 0x8000);
  let timestamp = Math.floor(Math.random() * 0x7fffffff);
  let lost = 0;
  const write = (frame: Frame): void => {
    const header = new RtpHeader({ payloadType: PCMU, sequenceNumber, timestamp });
    track.writeRtp(new RtpPacket(header, Buffer.from(encodeMulaw(frame))));
  };
  return {
    pc,
    send(frame) {
      sequenceNumber = (sequenceNumber + 1) & 0xffff;
      timestamp = (timestamp + FRAME_SAMPLES) >>> 0;
      lost += lossPercent() / 100;
      if (lost >= 1) lost -= 1;
      else if (!isBlackholed()) write(frame);
    },
  };
}
