/** What a page did that a browser wants a gesture for, and whether there had been one by then. */
interface Noted {
  contexts: { context: AudioContext; hadGesture: boolean }[];
  microphone: { hadGesture: boolean }[];
}

/** Runs in a page before any script: notes each AudioContext it makes and each question for the microphone. */
export function noteGestures(): void {
  const noted: Noted = { contexts: [], microphone: [] };
  Object.assign(globalThis, { noted });
  const hadGesture = () => navigator.userActivation.hasBeenActive;
  globalThis.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      noted.contexts.push({ context: this, hadGesture: hadGesture() });
    }
  };
  // A blank page has none.
  if (!('mediaDevices' in navigator)) return;
  navigator.mediaDevices.getUserMedia = new Proxy(navigator.mediaDevices.getUserMedia, {
    apply(ask, devices: MediaDevices, args) {
      noted.microphone.push({ hadGesture: hadGesture() });
      return Reflect.apply(ask, devices, args) as unknown;
    },
  });
}

/** Runs in the page: what was noted so far, in the order it happened. */
export function notedGestures() {
  const { noted } = globalThis as unknown as { noted: Noted };
  return {
    contexts: noted.contexts.map(({ context, hadGesture }) => ({ state: context.state, hadGesture })),
    microphone: noted.microphone,
  };
}
