const names = ['keypad', 'recents', 'settings'] as const;
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

  /** Reads the fragment of the address; an unknown one opens the keypad. */
  follow(fragment: string): void {
    const [name, detail] = fragment.replace(/^#/, '').split('/');
    this.#name = names.find((known) => known === name) ?? 'keypad';
    this.#detail = detail ?? null;
  }
}
