/** Crockford's base 32: no I, L, O or U (https://www.crockford.com/base32.html). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code as it is compared: case, dashes and spaces do not matter, and look-alikes are one letter. */
export function normalizeCode(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');
}

/** Letters and digits from random bytes, five bits of each. */
export function base32(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('');
}

/** As a person reads it aloud: XXXXX-XXXXX. */
export function spellCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}
