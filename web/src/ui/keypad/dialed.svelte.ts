import { accepts, dialableOf } from './dialable.ts';

/** The number being dialled, as bare dialable characters. It outlives the keypad, so that looking elsewhere loses nothing. */
export class Dialed {
  #text = $state('');

  get text(): string {
    return this.#text;
  }

  /** Adds a key at a place, the end unless told. */
  type(key: string, at = this.#text.length): void {
    if (accepts(this.#text, key, at)) this.#text = this.#text.slice(0, at) + key + this.#text.slice(at);
  }

  /** Takes the character before a place away, the last one unless told. */
  erase(at = this.#text.length): void {
    this.#text = this.#text.slice(0, Math.max(0, at - 1)) + this.#text.slice(at);
  }

  clear(): void {
    this.#text = '';
  }

  /** Reads a number out of a text of any shape, in place of what was there. */
  replace(text: string): void {
    this.#text = dialableOf(text);
  }
}
