/** The longest thing that can be dialled, pauses and extension included. */
const maxLength = 64;

/** Arabic-Indic digits, both rows: their low four bits are their value. */
const asciiDigits = (text: string): string =>
  text.normalize('NFKC').replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15));

/**
 * What can be dialled in a text of any shape: digits, `*`, `#`, `,` (a pause) and one leading plus.
 * A `tel:` link (RFC 3966) gives its number and its `ext`; words around a number are dropped, and `00` stays as typed.
 */
export function dialableOf(text: string): string {
  const plain = asciiDigits(text);
  const extension = /(?:;ext=|\b(?:ext|poste|p|x)[.:\s]*)(\d{1,10})\s*$/i.exec(plain);
  const body = (extension ? plain.slice(0, extension.index) : plain).replace(/\(0\)/g, '').replace(/;.*$/s, '');
  const plus = /^[^\d*#]*\+/.test(body) ? '+' : '';
  const digits = body.replace(/[^\d*#,]/g, '').replace(/^,+/, '');
  const tail = extension?.[1] === undefined || digits === '' ? '' : `,${extension[1]}`;
  return (plus + digits + tail).slice(0, maxLength);
}

/** Whether a key may be added at a place, the end unless told: nothing before a plus, a plus only first, and an end somewhere. */
export function accepts(dialed: string, key: string, at = dialed.length): boolean {
  if (dialed.length >= maxLength || !/^[\d*#+,]$/.test(key)) return false;
  return at === 0 ? !dialed.startsWith('+') : key !== '+';
}

/** Whether this is one of the line's emergency numbers, with or without a pause or spaces after it. */
export const isEmergency = (dialed: string, emergencyNumbers: readonly string[]): boolean =>
  emergencyNumbers.includes(dialed.replace(/,.*$/, ''));

/** How many dialable characters stand before a position in a formatted text: the caret keeps its digit when dashes come and go. */
export const dialableBefore = (formatted: string, position: number): number =>
  formatted.slice(0, position).replace(/[^\d*#+,]/g, '').length;

/** The position in a formatted text just after its nth dialable character. */
export function positionAfter(formatted: string, count: number): number {
  let seen = 0;
  for (let position = 0; position < formatted.length; position += 1) {
    if (seen === count) return position;
    if (/[\d*#+,]/.test(formatted.charAt(position))) seen += 1;
  }
  return formatted.length;
}
