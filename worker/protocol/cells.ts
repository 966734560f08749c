/** What a spreadsheet computes (https://owasp.org/www-community/attacks/CSV_Injection), also behind spaces and apostrophes. */
const FORMULA = /^['\s]*[=+\-@＝＋－＠]|^'*[\t\r\n]/;

/** A text as the cell of a CSV: an apostrophe in front says that it is no formula. A number in E.164 computes nothing. */
export const cellOf = (text: string): string => (FORMULA.test(text) && !/^\+\d+$/.test(text) ? `'${text}` : text);

/** The text of a cell that was written so. */
export const textOfCell = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
