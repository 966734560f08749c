import ical from 'ical.js';
import * as v from 'valibot';
import { contentLines, type ContentLine } from './card-lines.ts';
import type { Bad, Finding, Found, LeftOutKind } from './found.ts';
import { labelOf } from '../state/labels.ts';
import { cleanOf } from '../state/plain.ts';

/** A property as ical.js reads it: name, parameters, type, values (RFC 7095). */
const Text = v.union([v.string(), v.array(v.union([v.string(), v.array(v.string())]))]);
const Property = v.tupleWithRest([v.string(), v.record(v.string(), Text), v.string()], Text);
type Property = v.InferOutput<typeof Property>;

const kept = new Set(['FN', 'N', 'NICKNAME', 'ORG', 'TEL', 'CATEGORIES', 'X-ABLABEL']);

/** About the card, not about anybody. */
const aboutTheCard =
  /^(VERSION|PRODID|REV|UID|SOURCE|NAME|PROFILE|KIND|CLASS|MAILER|SORT-STRING|CLIENTPIDMAP|MEMBER|X-AB(UID|ADR|SHOWAS)|X-IMAGE\w*|X-ADDRESSBOOKSERVER-\w+|X-SHARED-PHOTO\S*)$/;

const LEFT_OUT: readonly (readonly [RegExp, LeftOutKind])[] = [
  [/^(PHOTO|LOGO)$/, 'photos'],
  [/^EMAIL$/, 'emails'],
  [/^(ADR|LABEL|GEO)$/, 'addresses'],
  [/^NOTE$/, 'notes'],
  [/^(BDAY|ANNIVERSARY|X-ABDATE|X-ANNIVERSARY)$/, 'dates'],
  [/^(URL|X-SOCIALPROFILE)$/, 'links'],
  [/^(TITLE|ROLE)$/, 'titles'],
  [/^(IMPP|X-(AIM|SKYPE\S*|JABBER|MSN|ICQ|YAHOO|QQ|GOOGLE-TALK|GTALK))$/, 'chats'],
  [/^(NICKNAME|X-PHONETIC-\S+|X-MAIDENNAME)$/, 'other names'],
];

/** A line of a favourite's CATEGORIES, as Google writes it. */
export const FAVOURITE_CATEGORY = 'starred';
/** Groups that an address book puts everybody in. */
const NO_GROUP = /^(my ?contacts|\* ?my ?contacts|imported on .*)$/i;

/** What the vCards of a text hold, card by card. A card that is broken gives what can be read of it, and says what cannot. */
export function* findCards(text: string): Generator<Finding> {
  let card: ContentLine[] | null = null;
  let odd: Bad[] = [];
  let begun = 0;
  const close = function* (read: number, lines: ContentLine[]): Generator<Finding> {
    yield* foundIn(lines, begun, odd, read);
    odd = [];
  };
  for (const { read, was } of contentLines(text)) {
    const name = 'name' in was ? was.name : '';
    if (name === 'BEGIN') {
      if (card) {
        odd.push(bad(begun, 'not-ended', ''));
        yield* close(read, card);
      }
      [card, begun] = [[], was.line];
    } else if (card && name === 'END') {
      yield* close(read, card);
      card = null;
    } else if (card && 'name' in was) {
      card.push(was);
    } else {
      const text = 'text' in was ? was.text : `${was.name}:${was.value}`;
      const line = bad(was.line, 'unreadable', text);
      if (card) odd.push(line);
      else yield { read, bad: line };
    }
  }
  if (card) {
    odd.push(bad(begun, 'not-ended', ''));
    yield* close(text.length, card);
  }
}

const bad = (line: number, why: Bad['why'], text: string): Bad => ({ line, name: '', why, text });

function* foundIn(lines: readonly ContentLine[], line: number, odd: Bad[], read: number): Generator<Finding> {
  if (lines.some(({ name, value }) => /^(KIND|X-ADDRESSBOOKSERVER-KIND)$/.test(name) && /^group$/i.test(value))) {
    yield { read, leftOut: 'groups' };
    return;
  }
  const leftOut = new Set<string>();
  const properties: { line: ContentLine; property: Property }[] = [];
  for (const each of lines) {
    if (!kept.has(each.name)) {
      if (each.value.trim() !== '' && !aboutTheCard.test(each.name)) leftOut.add(kindOf(each.name));
      continue;
    }
    const property = propertyOf(each);
    if (property) properties.push({ line: each, property });
    else odd.push(bad(each.line, 'unreadable', `${each.name}:${each.value}`));
  }
  const found = contactIn(properties, line, leftOut);
  yield { read, found };
  for (const each of odd) yield { read, bad: { ...each, name: found.name } };
}

function contactIn(
  properties: readonly { line: ContentLine; property: Property }[],
  line: number,
  leftOut: Set<string>,
): Found {
  const of = (name: string) => properties.filter((each) => each.line.name === name);
  const first = (name: string) => of(name).map(({ property }) => texts(property).map(cleanOf));
  const [nickname = ''] = first('NICKNAME').flat();
  const [[organization = '', ...departments] = []] = first('ORG');
  const written = first('FN')
    .flat()
    .find((text) => text !== '');
  const [[family = '', given = '', ...more] = []] = first('N');
  const [middle = '', prefix = '', suffix = ''] = more;
  const structured = cleanOf([prefix, given, middle, family, suffix].join(' '));
  const name = [written, structured, nickname, organization].find((text) => text) ?? '';
  if (nickname !== '' && nickname !== name) leftOut.add('other names');
  if (departments.some((text) => text !== '')) leftOut.add('titles');
  const categories = first('CATEGORIES').flat();
  const isStar = (text: string): boolean => text.toLowerCase() === FAVOURITE_CATEGORY;
  if (categories.some((text) => text !== '' && !isStar(text) && !NO_GROUP.test(text))) leftOut.add('groups');
  const isOnlyOrganization = !written && structured === '' && nickname === '';
  const numbers = of('TEL').flatMap(({ line: { group, line }, property }) => {
    const [text = ''] = texts(property);
    const own = of('X-ABLABEL').find((each) => group !== '' && each.line.group === group);
    const label = own ? texts(own.property).join(' ') : '';
    return text.trim() === '' ? [] : [{ line, label: label === '' ? labelOfTypes(property) : ownLabel(label), text }];
  });
  return {
    line,
    name,
    organization: isOnlyOrganization ? '' : organization,
    isFavourite: categories.some(isStar),
    numbers,
    leftOut,
  };
}

const kindOf = (name: string): string => LEFT_OUT.find(([pattern]) => pattern.test(name))?.[1] ?? name;

/** Null when the library cannot read it. */
function propertyOf({ name, parameters, value }: ContentLine): Property | null {
  try {
    const line = `${name}${parameters === '' ? '' : `;${parameters}`}:${value}`;
    return v.parse(Property, ical.parse.property(line, ical.design.vcard3));
  } catch {
    return null;
  }
}

/** The values of a property, or the parts of a structured one; a part of several is one text. */
const texts = ([, , , ...values]: Property): string[] =>
  values.flat().map((part) => (typeof part === 'string' ? part : part.join(' ')));

function labelOfTypes([, { type = [] }]: Property): string {
  const types = [type].flat(2).map((each) => each.toLowerCase());
  if (types.includes('fax')) return 'fax';
  if (types.includes('pager')) return 'pager';
  const labels = types.map(labelOf).filter((label) => label !== 'other');
  return ['mobile', 'main', 'work', 'home'].find((label) => labels.includes(label)) ?? 'other';
}

/** Apple wraps the labels it translates: `_$!<Mobile>!$_`. */
const ownLabel = (text: string): string => labelOf(cleanOf(text.replace(/^_\$!<(.*)>!\$_$/s, '$1')));
