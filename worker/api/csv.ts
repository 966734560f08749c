import type { Calls, Conversation } from '../protocol.ts';
import { cellOf } from '../protocol/cells.ts';
import { writtenParty } from '../protocol/party.ts';

/** History as a spreadsheet reads it: RFC 4180, in UTF-8 with the mark that spreadsheets know it by. */

const COLUMNS: Readonly<Record<string, (call: Conversation) => string | number | null>> = {
  call_sid: (call) => call.callSid,
  started_at: (call) => call.startedAt,
  direction: (call) => call.direction,
  state: (call) => call.state,
  reason: (call) => call.failure ?? call.blockReason,
  party: (call) => writtenParty(call.party),
  line: (call) => call.line,
  answered_by: (call) => call.answeredBy?.name ?? null,
  answered_on: (call) => call.answeredBy?.device ?? null,
  answered_at: (call) => call.answeredAt,
  ended_at: (call) => call.endedAt,
  ring_seconds: (call) => call.ringSeconds,
  talk_seconds: (call) => call.talkSeconds,
  note: (call) => call.note,
};

/** All pages, one after the other, each asked for when the one before has gone out. */
export function csvOf(pageFrom: (before: number | undefined) => Promise<Calls>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let before: number | null | undefined;
  return new ReadableStream({
    start(stream) {
      stream.enqueue(encoder.encode(`\uFEFF${lineOf(Object.keys(COLUMNS))}`));
    },
    async pull(stream) {
      if (before === null) {
        stream.close();
        return;
      }
      const { calls, next } = await pageFrom(before);
      before = next;
      const rows = calls.map((call) => lineOf(Object.values(COLUMNS).map((column) => column(call))));
      if (rows.length > 0) stream.enqueue(encoder.encode(rows.join('')));
      else stream.close();
    },
  });
}

const lineOf = (cells: readonly (string | number | null)[]): string => `${cells.map(quoted).join(',')}\r\n`;

function quoted(value: string | number | null): string {
  const safe = cellOf(String(value ?? ''));
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
