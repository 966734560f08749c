import { keep, personal, recall } from '../../state/keepsakes.ts';
import { accepts, dialableOf } from './dialable.ts';

/** The number being dialled, as bare dialable characters. It outlives the keypad and the page, so that nothing loses it. */
export class Dialed {
  #text = $state(recall(personal.dialed, 'sessionStorage') ?? '');

  get text(): string {
    return this.#text;
  }

  /** Adds a key at a place, the end unless told. */
  type(digit: string, at = this.#text.length): void {
    if (accepts(this.#text, digit, at)) this.#become(this.#text.slice(0, at) + digit + this.#text.slice(at));
  }

  /** Takes the character before a place away, the last one unless told. */
  erase(at = this.#text.length): void {
    this.#become(this.#text.slice(0, Math.max(0, at - 1)) + this.#text.slice(at));
  }

  clear(): void {
    this.#become('');
  }

  /** Reads a number out of a text of any shape, in place of what was there. */
  replace(text: string): void {
    this.#become(dialableOf(text));
  }

  #become(text: string): void {
    this.#text = text;
    keep(personal.dialed, text, 'sessionStorage');
  }
}
