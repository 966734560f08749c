import { AccountSchema, fakeAccount, type AccountInput } from './account.ts';
import { createEmulator } from './index.ts';
import * as v from 'valibot';
import type { JournalEntry } from './webhooks/journal.ts';

/** `PORT` (default 8790), `EMULATOR_ACCOUNT` (JSON) or `WORKER_URL` (default http://localhost:8787) with a made-up account, `SPEECH_PROGRAM`. */
const DEFAULT_PORT = 8790;
const DEFAULT_WORKER_URL = 'http://localhost:8787';

function portOf(value: string | undefined): number {
  if (value === undefined || value === '') return DEFAULT_PORT;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) stop(`PORT is "${value}": it must be a number up to 65535.`);
  return Number(value);
}

function accountOf(json: string | undefined): AccountInput {
  if (json === undefined || json === '') return fakeAccount(process.env['WORKER_URL'] ?? DEFAULT_WORKER_URL);
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    stop('EMULATOR_ACCOUNT is not JSON.');
  }
  const result = v.safeParse(AccountSchema, parsed);
  if (!result.success)
    stop(`EMULATOR_ACCOUNT: ${v.getDotPath(result.issues[0]) ?? 'account'}: ${result.issues[0].message}`);
  return result.output;
}

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}

/** `POST /handle_calls CA12… ringing -> 200 in 12 ms <Response>…`, one line per webhook. */
function lineOf(entry: JournalEntry): string {
  const { pathname } = new URL(entry.url);
  const status = entry.params['DialCallStatus'] ?? entry.params['CallStatus'] ?? '';
  const answer =
    entry.error ??
    entry.responseBody
      ?.replace(/<\?xml[^>]*\?>/, '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200) ??
    '';
  return `${entry.method} ${pathname} ${entry.callSid.slice(0, 8)}… ${status} -> ${entry.status ?? 'no answer'} in ${entry.ms} ms  ${answer}`.trimEnd();
}

const account = accountOf(process.env['EMULATOR_ACCOUNT']);
const emulator = await createEmulator({
  account,
  port: portOf(process.env['PORT']),
  speechProgram: process.env['SPEECH_PROGRAM'] ?? null,
  log: (message, details) => console.log(`${message}${details === undefined ? '' : ` ${JSON.stringify(details)}`}`),
  onWebhook: (entry) => console.log(lineOf(entry)),
}).catch((error: NodeJS.ErrnoException) =>
  stop(error.code === 'EADDRINUSE' ? 'The port is taken: choose another with PORT.' : String(error)),
);

console.log(
  `Emulated Twilio at ${emulator.url}, line ${account.phoneNumbers[0]?.phoneNumber ?? 'none'}; the outside world is at ${emulator.url}/`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void emulator.close().then(() => process.exit(0)));
}
