import { decoded } from './file-text.ts';

/** One content line of a vCard, unfolded and decoded: its value is escaped as vCard 3.0 does. Names are upper case. */
export interface ContentLine {
  line: number;
  group: string;
  name: string;
  /** `TYPE=HOME;TYPE=CELL`, without a leading semicolon. */
  parameters: string;
  value: string;
}

/** A line that is none. */
export interface OddLine {
  line: number;
  text: string;
}

/** `name;parameters:value`; a colon inside quotes is not the one. */
const CONTENT = /^(?:([\w-]+)\.)?([\w-]+)((?:;(?:[^":]|"[^"]*")*)?):(.*)$/s;

/**
 * The content lines of vCards of any version (RFC 6350, RFC 2426, vCard 2.1), as characters read so far and what was read.
 * Lines are unfolded, quoted-printable and base64 texts decoded in their own character set, bare parameters of 2.1 named.
 */
export function* contentLines(text: string): Generator<{ read: number; was: ContentLine | OddLine }> {
  let version = '';
  for (const { line, read, text: whole } of unfolded(text, () => version)) {
    const was = contentLine(whole, line, version);
    if ('name' in was && was.name === 'BEGIN') version = '';
    if ('name' in was && was.name === 'VERSION') version = was.value.trim();
    yield { read, was };
  }
}

function* unfolded(text: string, versionNow: () => string): Generator<{ line: number; read: number; text: string }> {
  let pieces: string[] = [];
  let first = 0;
  for (const { line, read, text: next } of physicalLines(text)) {
    const added = pieces.length === 0 ? null : continuation(pieces, next, versionNow());
    if (added !== null) {
      pieces.push(added);
      continue;
    }
    const whole = pieces.join('');
    if (whole.trim() !== '') yield { line: first, read, text: whole };
    [pieces, first] = [[next], line];
  }
  const whole = pieces.join('');
  if (whole.trim() !== '') yield { line: first, read: text.length, text: whole };
}

/** How parameters stand before the value of an encoded line; they are within its first two pieces. */
const QUOTED = /^[^:]*;(?:ENCODING=)?"?QUOTED-PRINTABLE"?[;:]/i;
const BASE64 = /^[^:]*;(?:ENCODING=)?"?B(?:ASE64)?"?[;:]/i;
const SOFT_BREAK = /=[ \t]*$/;

/** What a next line adds to the pieces of one, null when it begins another one. */
function continuation(pieces: string[], next: string, version: string): string | null {
  const head = pieces.slice(0, 2).join('');
  const last = pieces.at(-1) ?? '';
  if (SOFT_BREAK.test(last) && QUOTED.test(head) && !/^(BEGIN|END):VCARD\s*$/i.test(next)) {
    pieces[pieces.length - 1] = last.replace(SOFT_BREAK, '');
    return next;
  }
  if (/^[ \t]/.test(next)) return version === '2.1' ? next : next.slice(1);
  return /^[A-Za-z0-9+/=]+\s*$/.test(next) && BASE64.test(head) ? next : null;
}

function* physicalLines(text: string): Generator<{ line: number; read: number; text: string }> {
  let line = 1;
  let start = 0;
  for (const { index, 0: newline } of text.matchAll(/\r\n?|\n/g)) {
    yield { line, read: index, text: text.slice(start, index) };
    start = index + newline.length;
    line += 1;
  }
  yield { line, read: text.length, text: text.slice(start) };
}

function contentLine(whole: string, line: number, version: string): ContentLine | OddLine {
  const [, group = '', name, written = '', value = ''] = CONTENT.exec(whole) ?? [];
  if (name === undefined) return { line, text: whole };
  let encoding = '';
  let charset = '';
  const parameters: string[] = [];
  for (const parameter of written.match(/(?:[^;"]|"[^"]*")+/g) ?? []) {
    const [, key = '', text = ''] = /^([^=]*)=(.*)$/s.exec(parameter.trim()) ?? [];
    if (key.toUpperCase() === 'ENCODING') encoding = text.toUpperCase();
    else if (key.toUpperCase() === 'CHARSET') charset = text.replaceAll('"', '');
    else if (key !== '') parameters.push(parameter.trim());
    else if (/^(quoted-printable|base64|[78]bit)$/i.test(parameter.trim())) encoding = parameter.trim().toUpperCase();
    else parameters.push(`TYPE=${parameter.trim()}`);
  }
  return {
    line,
    group: group.toUpperCase(),
    name: name.toUpperCase(),
    parameters: parameters.join(';'),
    value: escaped(plainValue(value, encoding, charset), name.toUpperCase(), version),
  };
}

/** A picture in base64 is left as it is: nobody here looks at it. */
function plainValue(value: string, encoding: string, charset: string): string {
  if (encoding === 'QUOTED-PRINTABLE') return decoded(quotedPrintable(value), charset);
  if (!/^B(ASE64)?$/.test(encoding) || value.length > 4_000) return value;
  try {
    return decoded(
      Uint8Array.from(atob(value.replace(/\s/g, '')), (character) => character.charCodeAt(0)),
      charset,
    );
  } catch {
    return value;
  }
}

/** The bytes of a quoted-printable text (RFC 2045); an equals sign that begins no byte stands for itself. */
function quotedPrintable(text: string): Uint8Array {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, hex, plain = ''] of text.matchAll(/=([0-9A-F]{2})|(=|[^=]+)/gi)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else bytes.push(...encoder.encode(plain));
  }
  return new Uint8Array(bytes);
}

/** vCard 2.1 escapes semicolons only, and its line breaks are real ones. */
function escaped(value: string, name: string, version: string): string {
  const onOneLine = value.replace(/\r\n?|\n/g, '\\n');
  if (version !== '2.1' || name === 'CATEGORIES') return onOneLine;
  return onOneLine.replace(/\\(?![\\;,nN])/g, '\\\\').replace(/(?<!\\),/g, '\\,');
}
