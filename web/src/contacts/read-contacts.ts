import type { Contact } from '../../../worker/protocol.ts';
import { findCards } from './cards.ts';
import { numberIn } from '../ui/numbers.ts';
import type { Bad, Found } from './found.ts';
import { Gathering, type Gathered } from './gather.ts';
import { cutTo } from '../state/plain.ts';
import { findRows } from './table.ts';

/** What a file would change. Every contact of it is one of `fresh`, `merged`, `unchanged`, `doubled`, or bad for want of a name. */
export interface Reading extends Gathered {
  bad: readonly Bad[];
  /** Contacts that have something we do not keep, by what it is: a `LeftOutKind`, or the file's own name of the field. */
  leftOut: ReadonlyMap<string, number>;
}

/** Where a file comes to. `country`: where the main line is, ISO 3166; `newId` makes the id of a new contact. */
export interface Place {
  country: string;
  known: readonly Contact[];
  newId: () => string;
}

const SHOWN = 80;

/**
 * Reads the contacts of a file, vCard or CSV by what stands in it, and gathers them with those known. A generator, so that nobody
 * waits: it yields how much is read, from 0 to 1, and returns what it read.
 */
export function* readContacts(text: string, { country, known, newId }: Place): Generator<number, Reading> {
  const isCards = /^\s*(?:[\w-]+\.)?BEGIN[^\S\n]*:[^\S\n]*VCARD/im.test(text.slice(0, 4_000));
  const bad: Bad[] = [];
  const leftOut = new Map<string, number>();
  const gathering = new Gathering(known, newId);
  const reject = (one: Bad): void => void bad.push({ ...one, text: cutTo(one.text.trim(), SHOWN) });
  const count = (what: string): void => void leftOut.set(what, (leftOut.get(what) ?? 0) + 1);
  for (const finding of isCards ? findCards(text) : findRows(text)) {
    if ('bad' in finding) reject(finding.bad);
    else if ('leftOut' in finding) count(finding.leftOut);
    else take(finding.found).forEach(count);
    yield finding.read / text.length;
  }
  return { ...gathering.done(), bad: bad.toSorted((a, b) => a.line - b.line), leftOut };

  /** Keeps a contact; answers what of it is left out. */
  function take(found: Found): ReadonlySet<string> {
    const left = new Set(found.leftOut);
    const numbers = found.numbers.flatMap(({ line, label, text }) => {
      const read = numberIn(text, country);
      if (read === null) {
        reject({ line, name: found.name, why: 'number', text });
        return [];
      }
      if (read.hasExtension) left.add('extensions');
      if (label.length > MOST_LABEL) left.add('shortened');
      return [{ label: cutTo(label, MOST_LABEL), number: read.number }];
    });
    const whole = found.name === '' ? (numbers[0]?.number ?? '') : found.name;
    if (whole === '') {
      const text = [...found.numbers.map((each) => each.text), ...found.leftOut].join(', ');
      reject({ line: found.line, name: '', why: 'no-name', text });
      return new Set();
    }
    if (whole.length > MOST_NAME || found.organization.length > MOST_NAME) left.add('shortened');
    const read = {
      name: cutTo(whole, MOST_NAME),
      organization: cutTo(found.organization, MOST_NAME),
      isFavourite: found.isFavourite,
      numbers,
    };
    const { lost, crowded } = gathering.add(read);
    for (const { number } of crowded) {
      reject({ line: found.line, name: read.name, why: 'too-many-numbers', text: number });
    }
    return new Set([...left, ...lost]);
  }
}

/** As the Worker takes them. */
const MOST_NAME = 120;
const MOST_LABEL = 40;
