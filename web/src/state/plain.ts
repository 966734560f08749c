/** Letters that are one letter to their language, and two or another one to who looks for them. */
const SPELLED: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ı: 'i' };

/** A text as it is compared and searched: lower case, without accents, every run of spaces one space. */
export const plainOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[œæßøłđı]/g, (letter) => SPELLED[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim();

/**
 * A text from outside on one line: control characters and marks that turn the writing direction are gone. Zero-width joiners stay:
 * they hold emoji and Persian words together.
 */
export const cleanOf = (text: string): string =>
  text
    .toWellFormed()
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();

/** The first `length` UTF-16 units of a text, and never half a character. */
export const cutTo = (text: string, length: number): string =>
  text.length <= length
    ? text
    : text
        .slice(0, length)
        .replace(/[\ud800-\udbff]$/, '')
        .trimEnd();
