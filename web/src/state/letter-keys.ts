const KEYS = '22233344455566677778889999';

/** The key of a telephone that a letter from `a` to `z` stands on, in either case (ITU-T E.161); anything else is itself. */
export const keyOf = (letter: string): string =>
  /^[a-z]$/i.test(letter) ? (KEYS[letter.toLowerCase().charCodeAt(0) - 97] ?? letter) : letter;
