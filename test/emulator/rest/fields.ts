import { invalid } from './errors.ts';
import { SURFACE, type Resource } from './surface.ts';
import type { Method } from '../twiml/nodes.ts';

/** The fields of one request, read as what they are. Whatever is wrong is Twilio's error 20001 with the field's name. */
export class Fields {
  readonly all: Record<string, string>;

  /** Refuses a field that the resource does not have, and one that is there twice; lists of events may repeat. */
  constructor(resource: Resource, params: URLSearchParams) {
    const known: readonly string[] = SURFACE[resource];
    this.all = {};
    for (const name of new Set(params.keys())) {
      if (!known.includes(name)) throw invalid(`This emulator does not know the field "${name}"`);
      const values = params.getAll(name);
      if (values.length > 1 && !name.endsWith('Event')) throw invalid(`The field "${name}" is there more than once`);
      this.all[name] = values.join(' ');
    }
  }

  text(name: string): string | undefined {
    return this.all[name];
  }

  needed(name: string): string {
    const value = this.all[name];
    if (value === undefined || value === '') throw invalid(`The field "${name}" is needed`);
    return value;
  }

  boolean(name: string): boolean | undefined {
    const value = this.all[name];
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') throw invalid(`${name} "${value}" is neither true nor false`);
    return value === 'true';
  }

  integer(name: string, [min, max]: readonly [number, number]): number | undefined {
    const value = this.all[name];
    if (value === undefined) return undefined;
    const number = /^\d{1,6}$/.test(value) ? Number(value) : NaN;
    if (!(number >= min && number <= max))
      throw invalid(`${name} "${value}" is not a whole number from ${min} to ${max}`);
    return number;
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.all[name];
    const found = values.find((one) => one === value);
    if (value !== undefined && found === undefined)
      throw invalid(`${name} "${value}" is not one of ${values.join(', ')}`);
    return found;
  }

  method(name: string, fallback: Method): Method {
    return this.oneOf(name, ['GET', 'POST']) ?? fallback;
  }

  /** An absolute http(s) URL. */
  url(name: string): string | undefined {
    const value = this.all[name];
    if (value !== undefined && !(/^https?:\/\//.test(value) && URL.canParse(value)))
      throw invalid(`${name} "${value}" is not an absolute http(s) URL`);
    return value;
  }

  /** Words separated by spaces, each one of `values`. Twilio takes any word and then sends nothing; this is louder. */
  words<const T extends string>(name: string, values: readonly T[], unasked: readonly T[]): T[] {
    const words = this.all[name]?.split(/\s+/).filter((word) => word !== '') ?? unasked;
    return words.map((word) => {
      const found = values.find((one) => one === word);
      if (found === undefined) throw invalid(`${name}: "${word}" is not one of ${values.join(', ')}`);
      return found;
    });
  }
}
