import Papa from 'papaparse';
import { textOfCell } from '../../../worker/protocol/cells.ts';
import { columnsOf, type Column, type NamePart } from './columns.ts';
import type { Finding, Found } from './found.ts';
import { labelOf } from '../state/labels.ts';
import { cleanOf } from '../state/plain.ts';

/** Read at a time, so that nobody waits for a whole table. */
const ROWS = 200;

/** What the rows of a CSV text hold. The delimiter is guessed, or said by Excel in a first line `sep=;`. */
export function* findRows(text: string): Generator<Finding> {
  const said = /^\s*"?sep=(.)"?\r?\n/i.exec(text);
  let read = said?.[0].length ?? 0;
  let row = said ? 1 : 0;
  let delimiter = said?.[1] ?? '';
  let columns: readonly Column[] | null = null;
  while (read < text.length) {
    const { data, errors, meta } = Papa.parse<string[]>(text.slice(read), {
      preview: ROWS,
      fastMode: false,
      delimiter,
    });
    ({ delimiter } = meta);
    const isLast = data.length < ROWS;
    read = isLast ? text.length : read + meta.cursor;
    const unclosed = errors.find(({ code }) => code === 'MissingQuotes')?.row;
    for (const [place, cells] of data.entries()) {
      row += 1;
      if (place === unclosed) {
        yield { read, bad: { line: row, name: '', why: 'unreadable', text: cells.join(delimiter) } };
      } else if (cells.every((cell) => cell.trim() === '')) {
        continue;
      } else if (columns === null) {
        columns = columnsOf(cells);
        if (columns !== null) continue;
        yield { read, bad: { line: row, name: '', why: 'no-columns', text: cells.join(delimiter) } };
        return;
      } else {
        yield* foundIn(cells, columns, row, read);
      }
    }
    if (isLast) return;
  }
}

function* foundIn(
  cells: readonly string[],
  columns: readonly Column[],
  line: number,
  read: number,
): Generator<Finding> {
  const found = contactIn(cells, columns, line);
  yield { read, found };
  const extra = cells.slice(columns.length).filter((cell) => cell.trim() !== '');
  if (extra.length > 0) yield { read, bad: { line, name: found.name, why: 'unreadable', text: extra.join(' ') } };
}

function contactIn(cells: readonly string[], columns: readonly Column[], line: number): Found {
  const filled = columns.flatMap((column, place) => {
    const cell = textOfCell(cells[place] ?? '').trim();
    return cell === '' ? [] : [{ column, cell }];
  });
  const first = (is: NamePart | 'organization'): string =>
    cleanOf(filled.find(({ column }) => column.is === is)?.cell ?? '');
  const labels = new Map(filled.flatMap(({ column, cell }) => (column.is === 'label' ? [[column.pair, cell]] : [])));
  const leftOut = new Set(filled.flatMap(({ column }) => (column.is === 'left-out' ? [column.what] : [])));
  const structured = cleanOf(
    [first('prefix'), first('given'), first('middle'), first('family'), first('suffix')].join(' '),
  );
  const own = [first('name'), structured, first('nickname'), first('file-as')].find((text) => text !== '');
  if (first('nickname') !== '' && first('nickname') !== own) leftOut.add('other names');
  let isFavourite = false;
  for (const { column, cell } of filled) {
    if (column.is === 'favourite') isFavourite ||= /^(1|x|\*|y|yes|o|oui|true|vrai)$/i.test(cell);
    if (column.is !== 'groups') continue;
    // Google writes its groups `* myContacts ::: * starred ::: Choir`.
    const groups = cell.split(/\s*(?::::|;)\s*/);
    isFavourite ||= groups.some((group) => /^\*? ?starred$/i.test(group));
    if (groups.some((group) => !/^$|^\*|^my ?contacts$|^starred$/i.test(group))) leftOut.add('groups');
  }
  const numbers = filled.flatMap(({ column, cell }) =>
    column.is === 'number'
      ? cell
          .split(' ::: ')
          .map((text) => ({ line, label: labelOf(cleanOf(labels.get(column.pair) ?? column.label)), text }))
      : [],
  );
  const organization = first('organization');
  return {
    line,
    name: own ?? organization,
    organization: own === undefined ? '' : organization,
    isFavourite,
    numbers,
    leftOut,
  };
}
