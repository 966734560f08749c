import { afterEach, describe, expect, it } from 'vitest';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { bridge } from '../emulator/media/bridge.ts';
import { createEngine } from '../emulator/media/engine.ts';
import { createPhoneLeg } from '../emulator/media/phone-leg.ts';
import { needsAnswer } from '../emulator/media/sdp.ts';
import { createDigitReader } from '../emulator/media/telephone-event.ts';
import { tone } from '../emulator/media/tone.ts';
import { createWebRtcLeg } from '../emulator/media/webrtc-leg.ts';
import type { Engine } from '../emulator/media/engine.ts';
import type { Keypress, MediaLeg } from '../emulator/ports.ts';

describe('the tick', () => {
  it('catches up what a late timer missed, and drops what a long sleep missed', async () => {
    let nowMs = 0;
    let ticks = 0;
    const engine = createEngine({ now: () => nowMs });
    engine.add(() => (ticks += 1));
    const reached = async (ms: number) => {
      nowMs = ms;
      await new Promise((resolve) => setTimeout(resolve, 15));
      return ticks;
    };
    expect(await reached(19)).toBe(0);
    expect(await reached(20)).toBe(1);
    expect(await reached(205)).toBe(10);
    expect(await reached(3_600_000)).toBe(11);
    engine.close();
  });

  it('stops when nobody listens', () => {
    const engine = createEngine({ isManual: true });
    let ticks = 0;
    const remove = engine.add(() => (ticks += 1));
    engine.tick();
    remove();
    engine.tick();
    expect(ticks).toBe(1);
  });
});

describe('keys that arrive in RTP', () => {
  const press = (digit: number, isEnd = false) => Uint8Array.of(digit, isEnd ? 0x8a : 0x0a, 0, 160);

  it('are told once each, when first seen, however many copies come and in whatever order', () => {
    const digits: string[] = [];
    const read = createDigitReader((digit) => digits.push(digit));
    for (const isEnd of [false, false, true, true, true]) read(press(1, isEnd), 1000);
    read(press(1), 2000);
    read(press(1, true), 1000);
    read(press(10), 3000);
    read(press(11, true), 4000);
    expect(digits).toEqual(['1', '1', '*', '#']);
  });

  it('ignore events that are no keys and payloads cut short', () => {
    const digits: string[] = [];
    const read = createDigitReader((digit) => digits.push(digit));
    read(press(16), 1);
    read(press(36), 2);
    read(Uint8Array.of(5, 0), 3);
    read(new Uint8Array(), 4);
    expect(digits).toEqual([]);
  });
});

describe('two telephones bridged', () => {
  function bridged() {
    const engine = createEngine({ isManual: true });
    const [anna, ben] = [createPhoneLeg({ engine }), createPhoneLeg({ engine })];
    const part = bridge(anna, ben);
    const run = (ms: number) => {
      for (let at = 0; at < ms; at += 20) engine.tick();
    };
    return { engine, anna, ben, part, run };
  }

  async function hears(engine: Engine, leg: MediaLeg, hz: number, ms = 400) {
    const heard = leg.hears(hz, ms);
    for (let at = 0; at < ms; at += 20) engine.tick();
    return heard;
  }

  it('hear each other and not themselves', async () => {
    const { engine, anna, ben, run } = bridged();
    anna.voice = tone(440);
    ben.voice = tone(1000);
    run(100);
    expect((await hears(engine, anna, 1000)).purity).toBeGreaterThan(0.99);
    expect((await hears(engine, ben, 440)).purity).toBeGreaterThan(0.99);
  });

  it('hear exact silence while the other says nothing, and after they part', async () => {
    const { engine, anna, ben, part, run } = bridged();
    run(100);
    expect((await hears(engine, ben, 440)).silent).toBe(true);
    anna.voice = tone(440);
    run(100);
    part();
    expect((await hears(engine, ben, 440)).silent).toBe(true);
  });

  it('keep a sound they were given after the bridge, when they part', () => {
    const { anna, part } = bridged();
    const waiting = tone(600);
    anna.sends = waiting;
    part();
    expect(anna.sends).toBe(waiting);
  });

  it('hear every key the other presses as its tones, one after the other', async () => {
    const { engine, anna, ben, run } = bridged();
    const digits: string[] = [];
    anna.onDigit(({ digit, via }) => digits.push(`${digit} by ${via}`));
    run(100);
    anna.press('1');
    anna.press('9');
    const one = await hears(engine, ben, 697, 120);
    run(80);
    const nine = await hears(engine, ben, 852, 120);
    expect(one.purity).toBeCloseTo(Math.SQRT1_2, 1);
    expect(nine.purity).toBeCloseTo(Math.SQRT1_2, 1);
    expect(digits).toEqual(['1 by keypad', '9 by keypad']);
  });

  it('end a measurement under way when a telephone is put down', async () => {
    const { anna, run } = bridged();
    const heard = anna.hears(440, 10_000);
    run(100);
    anna.close();
    expect((await heard).frames).toBe(5);
  });
});

describe('a leg over WebRTC', () => {
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));

  async function connected() {
    const engine = createEngine();
    const [caller, callee] = [createWebRtcLeg({ engine }), createWebRtcLeg({ engine })];
    closing.push(caller.close, callee.close, engine.close);
    caller.sends = tone(440);
    callee.sends = tone(1000);
    const offer = await caller.offer();
    await caller.accept(await callee.answer(offer));
    return { engine, caller, callee, offer };
  }

  it('offers PCMU and telephone-event only, with its candidates inside, loopback among them', async () => {
    const { offer } = await connected();
    expect(offer).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 0 101\r?$/m);
    expect(offer).toMatch(/^a=candidate:.* 127\.0\.0\.1 /m);
    expect(offer).not.toMatch(/a=ice-lite|opus/i);
  });

  it('carries a pure tone each way', async () => {
    const { caller, callee } = await connected();
    await expect.poll(() => callee.says(440, 200), { timeout: 5000 }).toMatchObject({ peakHz: 440 });
    await expect.poll(() => caller.says(1000, 200), { timeout: 5000 }).toMatchObject({ peakHz: 1000 });
    expect((await callee.says(440, 400)).purity).toBeGreaterThan(0.98);
  });

  it('tells a key that came in RTP from one that signaling brought', async () => {
    const engine = createEngine();
    const leg = createWebRtcLeg({ engine });
    const track = new MediaStreamTrack({ kind: 'audio' });
    const codec = (mimeType: string, payloadType: number) =>
      new RTCRtpCodecParameters({ mimeType, clockRate: 8000, channels: 1, payloadType });
    const browser = new RTCPeerConnection({
      codecs: { audio: [codec('audio/telephone-event', 101), codec('audio/PCMU', 0)] },
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    closing.push(leg.close, engine.close, () => void browser.close());
    browser.addTransceiver(track, { direction: 'sendrecv' });
    await browser.setLocalDescription(await browser.createOffer());
    const answer = await leg.answer(browser.localDescription?.sdp ?? '');
    await browser.setRemoteDescription({ type: 'answer', sdp: answer });
    const heard: Keypress[] = [];
    leg.onDigit((keypress) => heard.push(keypress));
    const press = () => {
      const header = new RtpHeader({ payloadType: 101, sequenceNumber: 1, timestamp: 1600 });
      track.writeRtp(new RtpPacket(header, Buffer.of(11, 0x8a, 0, 160)));
      return heard;
    };
    await expect.poll(press, { timeout: 5000 }).toEqual([{ digit: '#', via: 'rtp' }]);
    leg.press('5');
    expect(heard.at(-1)).toEqual({ digit: '5', via: 'signaling' });
  });

  it('carries nothing while blackholed, and sound again after', async () => {
    const { caller, callee } = await connected();
    await expect.poll(() => callee.says(440, 100), { timeout: 5000 }).toMatchObject({ peakHz: 440 });
    callee.setBlackhole(true);
    expect((await callee.says(440, 200)).frames).toBe(0);
    callee.setBlackhole(false);
    expect((await callee.says(440, 400)).purity).toBeGreaterThan(0.98);
    expect(caller.remoteSdp()).not.toBeNull();
  });

  it('loses as much of what it sends as it is told', async () => {
    const { caller, callee } = await connected();
    await expect.poll(() => callee.says(440, 100), { timeout: 5000 }).toMatchObject({ peakHz: 440 });
    caller.setLoss(100);
    // What was on its way arrives.
    await expect.poll(async () => (await callee.says(440, 200)).frames).toBe(0);
    caller.setLoss(0);
    expect((await callee.says(440, 400)).purity).toBeGreaterThan(0.98);
  });

  it('takes the call up again when another page brings a new connection', async () => {
    const { engine, callee } = await connected();
    const otherPage = createWebRtcLeg({ engine });
    closing.push(otherPage.close);
    otherPage.sends = tone(700);
    const offer = await otherPage.offer();
    expect(needsAnswer(offer, callee.remoteSdp())).toBe(true);
    await otherPage.accept(await callee.answer(offer));
    await expect.poll(() => callee.says(700, 200), { timeout: 5000 }).toMatchObject({ peakHz: 700 });
  });

  it('rejects a session description without audio that it speaks', async () => {
    const engine = createEngine({ isManual: true });
    const leg = createWebRtcLeg({ engine });
    closing.push(leg.close);
    const opusOnly = (await leg.offer()).replace(/^(m=audio \d+ \S+) .*$/m, '$1 111');
    for (const sdp of ['v=0 nonsense', '', opusOnly]) {
      await expect(leg.answer(sdp)).rejects.toThrow('PCMU');
      await expect(leg.accept(sdp)).rejects.toThrow('PCMU');
    }
  });
});

describe('an SDP of a Device that came back', () => {
  const sdp = (setup: string, ufrag: string, session: number) =>
    ['v=0', `o=- ${session} 2 IN IP4 127.0.0.1`, `a=ice-ufrag:${ufrag}`, `a=setup:${setup}`, ''].join('\r\n');
  const known = sdp('actpass', 'abcd', 1);

  it('needs no answer when nothing changed, or when it is an answer itself', () => {
    expect(needsAnswer(known, known)).toBe(false);
    expect(needsAnswer(sdp('active', 'zzzz', 2), known)).toBe(false);
  });

  it('needs one from another connection, or with new ICE credentials', () => {
    expect(needsAnswer(sdp('actpass', 'abcd', 2), known)).toBe(true);
    expect(needsAnswer(sdp('actpass', 'efgh', 1), known)).toBe(true);
  });
});
