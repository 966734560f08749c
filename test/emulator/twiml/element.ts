import { SaxesParser } from 'saxes';
import { GRAMMAR, isElementName, type ElementName } from './grammar.ts';

/**
 * TwiML that Twilio, or this emulator, will not execute.
 * 12100 document parse failure, 12200 schema validation (https://www.twilio.com/docs/api/errors).
 */
export class TwimlError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'TwimlError';
    this.code = code;
  }
}

export interface Element {
  name: ElementName;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** XML to a tree whose every element, attribute and stretch of text stands where the grammar allows it. */
export function parseElements(xml: string): Element {
  const parser = new SaxesParser();
  const stack: Element[] = [];
  let root: Element | null = null;
  parser.on('error', (error) => {
    throw new TwimlError(12100, `Document parse failure: ${error.message}`);
  });
  parser.on('opentag', (tag) => {
    const parent = stack.at(-1) ?? null;
    const element = allowed(tag.name, tag.attributes, parent);
    if (parent === null) root = element;
    else parent.children.push(element);
    stack.push(element);
  });
  const addText = (text: string) => {
    const parent = stack.at(-1);
    if (parent === undefined) return;
    parent.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = stack.pop();
    if (element === undefined) return;
    if (!GRAMMAR[element.name].hasText && element.text.trim() !== '') {
      throw new TwimlError(12200, `Text "${element.text.trim()}" is not allowed within element <${element.name}>`);
    }
    element.text = element.text.trim();
  });
  parser.write(xml).close();
  if (root === null) throw new TwimlError(12100, 'Document parse failure: the document is empty');
  return root;
}

function allowed(name: string, attributes: Record<string, string>, parent: Element | null): Element {
  if (parent === null && name !== 'Response') {
    throw new TwimlError(12200, `The root element must be <Response>, not <${name}>`);
  }
  const places: readonly string[] = parent === null ? ['Response'] : GRAMMAR[parent.name].children;
  if (!isElementName(name) || !places.includes(name)) {
    throw new TwimlError(12200, `Element <${name}> is not allowed within element <${parent?.name ?? ''}>`);
  }
  const known: readonly string[] = GRAMMAR[name].attributes;
  for (const attribute of Object.keys(attributes)) {
    if (!known.includes(attribute)) {
      throw new TwimlError(12200, `Attribute "${attribute}" is not allowed in element <${name}>`);
    }
  }
  return { name, attributes: { ...attributes }, children: [], text: '' };
}

/** Reads the attributes of one element as values; a value out of range is an error that names it. */
export function attributesOf(element: Element) {
  const raw = (name: string): string | null => element.attributes[name] ?? null;
  const wrong = (name: string, value: string, wanted: string) =>
    new TwimlError(12200, `Attribute "${name}" of <${element.name}> is "${value}": ${wanted}`);
  return {
    text: raw,
    boolean(name: string, fallback: boolean): boolean {
      const value = raw(name);
      if (value === null) return fallback;
      if (value !== 'true' && value !== 'false') throw wrong(name, value, 'must be true or false');
      return value === 'true';
    },
    integer(name: string, fallback: number, [min, max]: readonly [number, number]): number {
      const value = raw(name);
      if (value === null) return fallback;
      const number = /^\d{1,6}$/.test(value) ? Number(value) : NaN;
      if (!(number >= min && number <= max)) throw wrong(name, value, `must be a whole number from ${min} to ${max}`);
      return number;
    },
    oneOf<const T extends string>(name: string, fallback: NoInfer<T>, values: readonly T[]): T {
      const value = raw(name);
      if (value === null) return fallback;
      const found = values.find((one) => one === value);
      if (found === undefined) throw wrong(name, value, `must be one of ${values.join(', ')}`);
      return found;
    },
    wrong,
  };
}
