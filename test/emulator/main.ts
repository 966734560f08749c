import { AccountSchema, EXAMPLE_ACCOUNT, type AccountInput } from './account.ts';
import { createEmulator } from './index.ts';
import * as v from 'valibot';
import type { JournalEntry } from './webhooks/journal.ts';

/** `EMULATOR_ACCOUNT` (JSON) is required; `PORT` (default 8790) and `SPEECH_PROGRAM` are not. */
const DEFAULT_PORT = 8790;

function portOf(value: string | undefined): number {
  if (value === undefined || value === '') return DEFAULT_PORT;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) stop(`PORT is "${value}": it must be a number up to 65535.`);
  return Number(value);
}

/** Ends the program when there is no usable account: nobody's server is guessed. */
function accountOf(json: string | undefined): AccountInput {
  if (json === undefined || json === '') return stopWithoutAccount('is not set');
  const account = v.safeParse(v.pipe(v.string(), v.parseJson(undefined, 'is not JSON'), AccountSchema), json);
  if (account.success) return account.output;
  const [issue] = account.issues;
  const field = v.getDotPath(issue);
  return stopWithoutAccount(field === null ? issue.message : `${field}: ${issue.message}`);
}

function stopWithoutAccount(reason: string): never {
  stop(
    `EMULATOR_ACCOUNT ${reason}. It must be JSON with accountSid, authToken, apiKeys (sid, secret), applications (sid, voiceUrl) ` +
      `and phoneNumbers (sid, phoneNumber, voiceUrl), for example: ${JSON.stringify(EXAMPLE_ACCOUNT)}`,
  );
}

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}

/** `POST /voice CA12… ringing -> 200 in 12 ms <Response>…`, one line per webhook. */
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

// Before it says that it is there: whoever hears that may ask it to end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void emulator.close().then(() => process.exit(0)));
}

console.log(
  `Emulated Twilio at ${emulator.url}, line ${account.phoneNumbers.map(({ phoneNumber }) => phoneNumber).join(' and ') || 'none'}; the outside world is at ${emulator.url}/`,
);
