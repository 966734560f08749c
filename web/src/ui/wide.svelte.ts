/** Whether the window is wide enough for a list and a detail side by side. */
export class Wide {
  #isWide = $state(false);

  constructor(query: MediaQueryList) {
    this.#isWide = query.matches;
    query.addEventListener('change', () => {
      this.#isWide = query.matches;
    });
  }

  get current(): boolean {
    return this.#isWide;
  }
}
