import { keep, recall } from '../state/keepsakes.ts';
import { overwriteGetLocale } from './words/runtime.ts';

type Tag = 'en' | 'fr';

/** Where the choice of language is kept: `localStorage`, or nothing when a browser refuses it. */
export interface LocaleMemory {
  chosen: string | null;
}

const isTag = (value: string | undefined | null): value is Tag => value === 'en' || value === 'fr';

/** The language of the words on screen: the person's choice, else the browser's first that we speak, else English. */
export class Locale {
  #current = $state<Tag>('en');
  readonly #memory: LocaleMemory;
  readonly #root: HTMLElement;

  constructor(options: { memory: LocaleMemory; languages: readonly string[]; root: HTMLElement }) {
    this.#memory = options.memory;
    this.#root = options.root;
    const wanted = [options.memory.chosen, ...options.languages.map((language) => language.slice(0, 2).toLowerCase())];
    this.#show(wanted.find(isTag) ?? 'en');
    overwriteGetLocale(() => this.#current);
  }

  get current(): Tag {
    return this.#current;
  }

  /** Every word on screen changes at once, in a call too. */
  choose(tag: Tag): void {
    this.#memory.chosen = tag;
    this.#show(tag);
  }

  #show(tag: Tag): void {
    this.#current = tag;
    this.#root.lang = tag;
  }
}

const key = 'bakelite.locale';

/** The choice kept in this browser. */
export const browserLocaleMemory: LocaleMemory = {
  get chosen() {
    return recall(key) ?? null;
  },
  set chosen(tag) {
    keep(key, tag);
  },
};
