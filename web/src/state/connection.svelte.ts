/** Whether this device has a network at all. "No" can be believed, "yes" cannot: what fails says so itself. */
export class Connection {
  #isOnline = $state(true);

  /** `browser`: what tells (https://html.spec.whatwg.org/multipage/system-state.html#browser-state). */
  constructor(browser: { window: Pick<Window, 'addEventListener'>; navigator: Pick<Navigator, 'onLine'> }) {
    const look = (): void => {
      this.#isOnline = browser.navigator.onLine;
    };
    look();
    // A page that slept may have missed the change itself.
    for (const event of ['online', 'offline', 'pageshow', 'visibilitychange'])
      browser.window.addEventListener(event, look);
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }
}
