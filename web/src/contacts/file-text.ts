const MARKS = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

/** What Windows wrote before it wrote UTF-8: it has every byte of ISO-8859-1 besides. */
const ELSE = 'windows-1252';

/** The text of a file: as its byte order mark says, else UTF-8 when it is that, else what Western Windows wrote. */
export function textOf(bytes: Uint8Array): string {
  const marked = MARKS.find((mark) => mark.bytes.every((byte, place) => bytes[place] === byte));
  if (marked) return new TextDecoder(marked.encoding).decode(bytes);
  // Half of a UTF-16 file of Western letters is zeros; no other text has one.
  if (bytes.length > 1 && (bytes[0] === 0 || bytes[1] === 0)) {
    return new TextDecoder(bytes[1] === 0 ? 'utf-16le' : 'utf-16be').decode(bytes);
  }
  return decoded(bytes, '');
}

/** Bytes as text in a named character set; in none that is known, UTF-8 when they are that, else what Western Windows wrote. */
export function decoded(bytes: Uint8Array, charset: string): string {
  for (const encoding of [charset, 'utf-8']) {
    try {
      if (encoding !== '') return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one.
    }
  }
  return new TextDecoder(ELSE).decode(bytes);
}
