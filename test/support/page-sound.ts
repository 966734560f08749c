import type { Page } from '@playwright/test';

/** What a browser hears from the far end of its call, measured on the track that WebRTC delivered. */
export interface HeardInPage {
  rms: number;
  purity: number;
}

/**
 * Runs in every page before any script: the released bundle insists on wss, the emulator on this machine speaks ws;
 * and the tests keep hold of each peer connection, to listen to what it receives.
 */
export function instrument(): void {
  const seen: RTCPeerConnection[] = [];
  Object.assign(globalThis, { seenConnections: seen });
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      seen.push(this);
    }
  };
  const taps: AnalyserNode[] = [];
  Object.assign(globalThis, { ownSounds: taps });
  AudioNode.prototype.connect = new Proxy(AudioNode.prototype.connect, {
    apply(connect, node: AudioNode, args) {
      if (node instanceof AudioBufferSourceNode && args[0] instanceof AudioDestinationNode) {
        const tap = new AnalyserNode(node.context, { fftSize: 8192 });
        taps.push(tap);
        Reflect.apply(connect, node, [tap]);
      }
      return Reflect.apply(connect, node, args) as unknown;
    },
  });
  globalThis.WebSocket = new Proxy(WebSocket, {
    construct: (Real, [url, ...rest]: [string | URL, ...unknown[]]) =>
      Reflect.construct(Real, [
        String(url).replace(/^wss:\/\/(localhost|127\.0\.0\.1)\b/, 'ws://$1'),
        ...rest,
      ]) as object,
  });
}

/** Listens for about half a second in the page; purity is Goertzel amplitude at `hz` / (RMS * sqrt 2). */
export async function hearsInPage(page: Page, hz: number): Promise<HeardInPage> {
  return await page.evaluate(async (hz) => {
    const { seenConnections } = globalThis as unknown as { seenConnections: RTCPeerConnection[] };
    const receiver = seenConnections.findLast((each) => each.connectionState !== 'closed')?.getReceivers()[0];
    if (!receiver) return { rms: 0, purity: 0 };
    const context = new AudioContext();
    await context.resume();
    const analyser = new AnalyserNode(context, { fftSize: 16_384 });
    context.createMediaStreamSource(new MediaStream([receiver.track])).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 550));
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    const rate = context.sampleRate;
    await context.close();
    const amplitude = (at: number) => {
      let re = 0;
      let im = 0;
      samples.forEach((sample, i) => {
        const angle = (2 * Math.PI * at * i) / rate;
        re += sample * Math.cos(angle);
        im += sample * Math.sin(angle);
      });
      return (2 * Math.hypot(re, im)) / samples.length;
    };
    const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    // A peer's clock may differ by a hair: the best of three neighbours.
    const best = Math.max(amplitude(hz - 1), amplitude(hz), amplitude(hz + 1));
    return { rms, purity: rms === 0 ? 0 : best / (rms * Math.SQRT2) };
  }, hz);
}

/** The highest RMS of the page's own sounds within 1.2 s: exactly 0 when it plays none. */
export async function soundOfPage(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const { ownSounds } = globalThis as unknown as { ownSounds: AnalyserNode[] };
    let highest = 0;
    for (let i = 0; i < 12; i += 1) {
      for (const tap of ownSounds) {
        const samples = new Float32Array(tap.fftSize);
        tap.getFloatTimeDomainData(samples);
        highest = Math.max(
          highest,
          Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return highest;
  });
}
