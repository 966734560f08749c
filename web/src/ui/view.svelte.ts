const names = ['keypad', 'recents', 'contacts', 'settings'] as const;
export type ViewName = (typeof names)[number];

/** Which screen is open, kept in the fragment of the address so that Back works: `#recents`, `#recents/CA…`. */
export class View {
  #name = $state<ViewName>('keypad');
  #detail = $state<string | null>(null);

  constructor(fragment: string) {
    this.follow(fragment);
  }

  get name(): ViewName {
    return this.#name;
  }
  /** What is chosen inside the screen: a call's SID in Recents. */
  get detail(): string | null {
    return this.#detail;
  }

  /** Reads the fragment of the address: none opens the keypad, one that is not a screen's changes nothing. */
  follow(fragment: string): void {
    const [name = '', detail] = fragment.replace(/^#/, '').split('/');
    const known = names.find((each) => each === (name || 'keypad'));
    if (known === undefined) return;
    this.#name = known;
    this.#detail = detail ?? null;
  }
}
