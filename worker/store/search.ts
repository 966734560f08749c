import { type Findable, findableNote, inName, isNamed, MOST_NAMED, type Question, questionOf } from '../search.ts';

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
    people: peopleNamed(sql, words, isStart),
    numbers: numbersNamed(sql, words, isStart),
  }));
}

function peopleNamed(sql: SqlStorage, words: string, isStart: boolean): string[] {
  const rows = sql.exec<{ id: string; name: string }>('SELECT id, name FROM person').toArray();
  return rows.filter(({ name }) => isNamed(name, words, isStart)).map(({ id }) => id);
}

function numbersNamed(sql: SqlStorage, words: string, isStart: boolean): string[] {
  const rows = sql.exec<{ number: string }>(
    `SELECT number FROM contact CROSS JOIN contact_number ON contact_id = id
     WHERE instr(' ' || plain, ?) ORDER BY id LIMIT ${String(MOST_NAMED)}`,
    inName(words, isStart),
  );
  return rows.toArray().map(({ number }) => number);
}
