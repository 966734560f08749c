import * as v from 'valibot';
import type { LineChoices } from '../ports.ts';
import { type E164, type LineChange, RecordingPolicy } from '../protocol.ts';

/** What was chosen for our numbers, by number; one for which nobody did is not in it. */
export function lineChoices(sql: SqlStorage): Record<string, LineChoices> {
  const rows = sql.exec<{ number: string; label: string; recording: string }>(
    'SELECT number, label, recording FROM line',
  );
  return Object.fromEntries(
    rows
      .toArray()
      .map(({ number, label, recording }) => [number, { label, recording: v.parse(RecordingPolicy, recording) }]),
  );
}

/** Whether the calls of a line are recorded; those between two of us (`null`) are when somebody asks for it. */
export function recordingPolicy(sql: SqlStorage, number: E164 | null): RecordingPolicy {
  const [row] = sql.exec<{ recording: string }>('SELECT recording FROM line WHERE number = ?', number);
  return row ? v.parse(RecordingPolicy, row.recording) : 'ask';
}

/** Changes what is named; an empty label takes the name away. */
export function changeLine(sql: SqlStorage, number: E164, { label, recording }: LineChange): void {
  sql.exec("INSERT OR IGNORE INTO line (number, label) VALUES (?, '')", number);
  if (label !== undefined) sql.exec('UPDATE line SET label = ? WHERE number = ?', label, number);
  if (recording !== undefined) sql.exec('UPDATE line SET recording = ? WHERE number = ?', recording, number);
}
