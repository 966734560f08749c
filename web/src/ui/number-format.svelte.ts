import { Lazy } from './lazy.svelte.ts';
import type * as Library from './numbers.ts';

/** Number formatting, once its library (about 30 KB) has arrived: until then numbers are shown bare. */
export class NumberFormat {
  readonly #library = new Lazy<typeof Library>(() => import('./numbers.ts'));
  readonly #country: () => string;

  /** `country`: where the line is, ISO 3166; national numbers are read as somebody there dials them. */
  constructor(country: () => string) {
    this.#country = country;
  }

  load(): void {
    this.#library.load();
  }

  /** What can be said about a number being typed, null before the library is here. */
  read(dialed: string): Library.Reading | null {
    return this.#library.current?.readNumber(dialed, this.#country()) ?? null;
  }

  /** A number as people write it, whether it is E.164 or only what somebody dialled. */
  readonly format = (number: string): string => {
    const library = this.#library.current;
    if (!library || !/^[+\d*#,]+$/.test(number)) return number;
    return number.startsWith('+') && !number.includes(',')
      ? library.formatE164(number)
      : library.readNumber(number, this.#country()).formatted;
  };

  /** The ISO 3166 code of a number's country. */
  regionOf(number: string): string | null {
    return this.#library.current?.regionOf(number) ?? null;
  }
}
