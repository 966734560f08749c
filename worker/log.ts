/**
 * One line of JSON for each thing that happened, read by people and by log search.
 * info: one line per step in the life of a call, a device or a code. warn: something is down and we went on without it.
 * error: somebody did not get what they asked for. Never a secret, a code, a token or a whole phone number.
 */
type Facts = Record<string, string | number | boolean | null | undefined>;

export const log = {
  info(event: string, facts: Facts = {}): void {
    console.info(JSON.stringify({ event, ...facts }));
  },
  warn(event: string, facts: Facts = {}): void {
    console.warn(JSON.stringify({ event, ...facts }));
  },
  error(event: string, facts: Facts = {}): void {
    console.error(JSON.stringify({ event, ...facts }));
  },
};

/** The last two digits: enough to tell calls apart, too little to call anybody. */
export function redacted(number: string): string {
  return number.length > 4 ? `…${number.slice(-2)}` : '…';
}

/** What may be said of an unexpected error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown error';
}
