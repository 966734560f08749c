declare const markup: unique symbol;
/** Markup that was built here, and therefore escaped. A plain string is never one. */
export type Xml = string & { readonly [markup]: true };

/** What XML 1.0 cannot hold even when escaped (https://www.w3.org/TR/xml/#charsets). */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

function escape(value: string, characters: RegExp): string {
  return value.replace(NOT_XML, '').replace(characters, (character) => ENTITIES[character] ?? '');
}

/** The one place where a string becomes markup. */
const trusted = (value: string): Xml => value as Xml;

/** Character data. */
export function text(value: string): Xml {
  return trusted(escape(value, /[&<>\r]/g));
}

/** An element. An attribute that is undefined is left out. */
export function el(
  name: string,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Xml[]
): Xml {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(String(value), /[&<>"\t\n\r]/g)}"`)
    .join('');
  return trusted(children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`);
}

/** A whole document. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${root}`;
}
