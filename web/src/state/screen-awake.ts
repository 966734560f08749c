/** Keeps the screen on where the browser can (https://www.w3.org/TR/screen-wake-lock/), as long as it is wanted. */
export interface ScreenPorts {
  /** Null where there is none. */
  wakeLock: { request(): Promise<{ release(): Promise<void> }> } | null;
  isVisible(): boolean;
}

/** The browser lets go of the screen whenever the page is hidden, so it is asked again when the page is seen. */
export class ScreenAwake {
  #isWanted = false;
  #held: Promise<{ release(): Promise<void> } | null> | null = null;
  readonly #ports: ScreenPorts;

  constructor(ports: ScreenPorts) {
    this.#ports = ports;
  }

  want(): void {
    this.#isWanted = true;
    this.seen();
  }

  /** The page is seen again, or may be. */
  seen(): void {
    if (!this.#isWanted || !this.#ports.isVisible() || this.#ports.wakeLock === null) return;
    this.#letGo();
    // Refused when the battery is low: the call does without.
    this.#held = this.#ports.wakeLock.request().catch(() => null);
  }

  end(): void {
    this.#isWanted = false;
    this.#letGo();
  }

  #letGo(): void {
    void this.#held?.then((held) => held?.release()).catch(() => {});
    this.#held = null;
  }
}

export const browserScreen: ScreenPorts = {
  // Absent on pages that are not secure, and in older browsers, whatever the type says.
  wakeLock: 'wakeLock' in navigator ? { request: () => navigator.wakeLock.request('screen') } : null,
  isVisible: () => document.visibilityState === 'visible',
};
