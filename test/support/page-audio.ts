import type { Page } from '@playwright/test';

/** The tones that the three microphones of a page hear once `audioDesk` runs in it, by their names in Chromium. */
export const microphoneTones = {
  'Fake Default Audio Input': 440,
  'Fake Audio Input 1': 550,
  'Fake Audio Input 2': 770,
} as const;

interface Desk {
  out(label: string): void;
  in(label: string): void;
  /** The constraints in force on the microphone opened last that is still open, by the real track. */
  microphone(): { label: string; settings: MediaTrackSettings } | null;
  elements: HTMLMediaElement[];
  openTracks(): number;
}

/**
 * Runs in a page before any script, and stands for the wires at the back of a computer. Chromium's three fake microphones are
 * really opened, each by its id; as all of them hear the same file, the sound of each is replaced by a tone of its own. What is
 * pulled out is no longer listed and cannot be opened, and its open tracks end, as when a plug is pulled.
 */
export function audioDesk(tones: Record<string, number>): void {
  const media = navigator.mediaDevices;
  const list = media.enumerateDevices.bind(media);
  const open = media.getUserMedia.bind(media);
  const gone = new Set<string>();
  const given: { label: string; real: MediaStreamTrack; track: MediaStreamTrack; context: AudioContext }[] = [];
  const changed = () => media.dispatchEvent(new Event('devicechange'));
  const desk: Desk = {
    out(label) {
      gone.add(label);
      for (const { track } of given.filter((each) => each.label === label && each.track.readyState === 'live')) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
      changed();
    },
    in(label) {
      gone.delete(label);
      changed();
    },
    microphone() {
      const last = given.findLast(({ track }) => track.readyState === 'live');
      return last === undefined ? null : { label: last.label, settings: last.real.getSettings() };
    },
    elements: [],
    openTracks: () =>
      given.filter(({ track, real }) => track.readyState === 'live' || real.readyState === 'live').length,
  };
  Object.assign(globalThis, { desk });
  media.enumerateDevices = async () => (await list()).filter(({ label }) => !gone.has(label));
  media.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    const real = stream.getAudioTracks()[0];
    if (real === undefined) return stream;
    const { deviceId } = real.getSettings();
    const label = (await list()).find((each) => each.kind === 'audioinput' && each.deviceId === deviceId)?.label ?? '';
    if (gone.has(label)) {
      real.stop();
      const isExact = typeof constraints?.audio === 'object' && constraints.audio.deviceId !== undefined;
      throw new DOMException('', isExact ? 'OverconstrainedError' : 'NotFoundError');
    }
    const context = new AudioContext();
    await context.resume();
    const wire = new MediaStreamAudioDestinationNode(context);
    const tone = new OscillatorNode(context, { frequency: tones[label] ?? 0 });
    const level = new GainNode(context, { gain: 0.25 });
    tone.connect(level).connect(wire);
    tone.start();
    const track = wire.stream.getAudioTracks()[0];
    if (track === undefined) throw new Error('a wire without sound');
    track.getSettings = () => real.getSettings();
    track.stop = () => {
      MediaStreamTrack.prototype.stop.call(track);
      real.stop();
      void context.close();
    };
    given.push({ label, real, track, context });
    return wire.stream;
  };
  HTMLMediaElement.prototype.play = new Proxy(HTMLMediaElement.prototype.play, {
    apply(play, element: HTMLMediaElement, args) {
      if (!desk.elements.includes(element)) desk.elements.push(element);
      return Reflect.apply(play, element, args) as Promise<void>;
    },
  });
}

/** Pulls the plug of this device, or puts it back. */
export const plug = (page: Page, direction: 'in' | 'out', label: string): Promise<void> =>
  page.evaluate(([direction, label]) => (globalThis as unknown as { desk: Desk }).desk[direction](label), [
    direction,
    label,
  ] as const);

/** The microphone that is open in the page, as Chromium says of it. */
export const microphoneOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { desk: Desk }).desk.microphone());

/** How many microphones the page holds. */
export const openMicrophones = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { desk: Desk }).desk.openTracks());

/** The loudspeakers, by name, of all elements that play a call now; empty for the system's own. */
export const callIsHeardOn = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { desk } = globalThis as unknown as { desk: Desk };
    const devices = await navigator.mediaDevices.enumerateDevices();
    return desk.elements
      .filter(({ srcObject, paused }) => srcObject instanceof MediaStream && !paused)
      .map(
        ({ sinkId }) => devices.find((each) => each.kind === 'audiooutput' && each.deviceId === sinkId)?.label ?? '',
      );
  });

/** The loudspeakers on which our own sounds can be measured now, by name. */
export const soundsAreHeardOn = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { ownSounds } = globalThis as unknown as { ownSounds: AnalyserNode[] };
    const devices = await navigator.mediaDevices.enumerateDevices();
    const heard = new Set<string>();
    for (let i = 0; i < 12; i += 1) {
      for (const tap of ownSounds.filter(({ context }) => context.state === 'running')) {
        const samples = new Float32Array(tap.fftSize);
        tap.getFloatTimeDomainData(samples);
        const { sinkId } = tap.context as AudioContext & { sinkId?: string };
        const name = devices.find((each) => each.kind === 'audiooutput' && each.deviceId === sinkId)?.label ?? '';
        if (samples.some((sample) => Math.abs(sample) > 0.001)) heard.add(name);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return [...heard];
  });
