import { type Findable, findableNote, isNamed, type Question, questionOf } from '../search.ts';

/** Keeps what can be found of a conversation; written only when it is another than before. */
export function keepFindable(sql: SqlStorage, place: number, { runs, parties }: Findable): void {
  const [known] = sql.exec<Record<keyof Findable, string>>('SELECT runs, parties FROM search WHERE rowid = ?', place);
  if (!known) sql.exec("INSERT INTO search (rowid, runs, noted, parties) VALUES (?, ?, '', ?)", place, runs, parties);
  else if (known.runs !== runs || known.parties !== parties)
    sql.exec('UPDATE search SET runs = ?, parties = ? WHERE rowid = ?', runs, parties, place);
}

/** Keeps what can be found of a note. */
export function keepNoteFindable(sql: SqlStorage, place: number, note: string): void {
  sql.exec('UPDATE search SET noted = ? WHERE rowid = ?', findableNote(note), place);
}

/** What somebody typed as a question to the table `search`, with the names that are known now. Null: nothing is found by it. */
export function questionTo(sql: SqlStorage, typed: string): Question | null {
  return questionOf(typed, (words, isStart) => ({
    people: idsNamed(sql, 'SELECT id, name FROM person', words, isStart),
    numbers: idsNamed(sql, "SELECT id, name || ' ' || organization AS name FROM contact", words, isStart).flatMap(
      (id) => numbersOf(sql, id),
    ),
  }));
}

function idsNamed(sql: SqlStorage, everybody: string, words: string, isStart: boolean): string[] {
  const ids: string[] = [];
  for (const { id, name } of sql.exec<{ id: string; name: string }>(everybody))
    if (isNamed(name, words, isStart)) ids.push(id);
  return ids;
}

function numbersOf(sql: SqlStorage, contactId: string): string[] {
  const rows = sql.exec<{ number: string }>('SELECT number FROM contact_number WHERE contact_id = ?', contactId);
  return rows.toArray().map(({ number }) => number);
}
