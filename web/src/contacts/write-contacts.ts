import ical from 'ical.js';
import Papa from 'papaparse';
import type { Contact, ContactNumber } from '../../../worker/protocol.ts';
import { cellOf } from '../../../worker/protocol/cells.ts';
import { FAVOURITE_CATEGORY } from './cards.ts';

/** Labels that vCard has a type for (RFC 6350, 6.4.1); any other stands beside the number as Apple writes it. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['mobile', 'cell'],
  ['work', 'work'],
  ['home', 'home'],
  ['fax', 'fax'],
  ['pager', 'pager'],
]);

/** All contacts as vCards 4.0. */
export const cardsOf = (contacts: readonly Contact[]): string => contacts.map(cardOf).join('');

function cardOf({ id, name, organization, isFavourite, numbers }: Contact): string {
  const properties = [
    ['version', {}, 'text', '4.0'],
    ['uid', {}, 'text', `urn:uuid:${id}`],
    ['fn', {}, 'text', name],
    ...(organization === '' ? [] : [['org', {}, 'text', [organization]]]),
    ...(isFavourite ? [['categories', {}, 'text', FAVOURITE_CATEGORY]] : []),
    ...numbers.flatMap(telephone),
  ];
  return ical.stringify(['vcard', properties, []]);
}

function telephone({ label, number }: ContactNumber, place: number): unknown[] {
  const type = TYPES.get(label);
  if (type !== undefined) return [['tel', { type }, 'text', number]];
  const group = `item${String(place + 1)}`;
  return [
    ['tel', { group }, 'text', number],
    ['x-ablabel', { group }, 'text', label],
  ];
}

/** All contacts as CSV with Google's headings, for a spreadsheet: UTF-8 with its mark, as Excel wants it. */
export function tableOf(contacts: readonly Contact[]): string {
  const most = Math.max(1, ...contacts.map(({ numbers }) => numbers.length));
  const places = Array.from({ length: most }, (_, place) => place);
  const numbered = places.flatMap((place) => [
    `Phone ${String(place + 1)} - Label`,
    `Phone ${String(place + 1)} - Value`,
  ]);
  const rows = contacts.map(({ name, organization, isFavourite, numbers }) => [
    name,
    organization,
    isFavourite ? '* starred' : '',
    ...places.flatMap((place) => [numbers[place]?.label ?? '', numbers[place]?.number ?? '']),
  ]);
  const cells = [['Name', 'Organization Name', 'Labels', ...numbered], ...rows.map((row) => row.map(cellOf))];
  return `\ufeff${Papa.unparse(cells, { newline: '\r\n' })}\r\n`;
}
