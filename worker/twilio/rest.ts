/** Twilio's REST API as far as we use it (https://www.twilio.com/docs/voice/api/call-resource). The account and the address come in. */
import * as v from 'valibot';

/** Whose account it is, and where its API is. */
export interface RestAccount {
  accountSid: string;
  apiKey: string;
  apiSecret: string;
  /** An origin. */
  api: string;
}

const Sid = v.pipe(v.string(), v.regex(/^CA[0-9a-f]{32}$/));
const orNull = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => value || null),
);
/** RFC 2822, read to milliseconds since the epoch. */
const Moment = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => (value === null || Number.isNaN(Date.parse(value)) ? null : Date.parse(value))),
);

/** Seconds, of what is over. */
export const Duration = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => (value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null)),
);

const Call = v.object({
  sid: Sid,
  parent_call_sid: orNull,
  status: v.picklist([
    'queued',
    'initiated',
    'ringing',
    'in-progress',
    'canceled',
    'no-answer',
    'failed',
    'busy',
    'completed',
  ]),
  from: orNull,
  to: orNull,
  date_created: Moment,
  start_time: Moment,
  end_time: Moment,
  duration: Duration,
});
/** A call as Twilio remembers it. */
export type RestCall = v.InferOutput<typeof Call>;

const CallList = v.object({ calls: v.array(Call) });

/** How long Twilio is waited for. */
export const TIMEOUT_MS = 5000;
/** A Dial of ours rings ten at most, a few rounds of them. */
const LEGS = 200;

/** One call; null when Twilio knows of none. Throws when it cannot be asked. */
export async function fetchCall(account: RestAccount, callSid: string): Promise<RestCall | null> {
  const response = await ask(account, `Calls/${callSid}.json`);
  if (response.status !== 404) return v.parse(Call, await bodyOf(response));
  await response.body?.cancel();
  return null;
}

/** The legs that a call dialled. Throws when Twilio cannot be asked. */
export async function fetchLegs(account: RestAccount, parentCallSid: string): Promise<RestCall[]> {
  const query = new URLSearchParams({ ParentCallSid: parentCallSid, PageSize: String(LEGS) });
  return v.parse(CallList, await bodyOf(await ask(account, `Calls.json?${query.toString()}`))).calls;
}

/**
 * Stops a leg that still rings; one that was answered meanwhile goes on
 * (https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource). A leg that is over already is left so. Throws when
 * Twilio does not do it.
 */
export async function cancelLeg(account: RestAccount, callSid: string): Promise<void> {
  await post(account, `Calls/${callSid}.json`, { Status: 'canceled' }, [400, 404]);
}

type Field = string | number | boolean;
type Form = Readonly<Record<string, Field | readonly Field[]>>;

/** Posts a form; a list repeats its key. Throws when Twilio does not do it, unless it answers with a status that is as good. */
export async function post(
  account: RestAccount,
  path: string,
  fields: Form,
  asGood: readonly number[] = [],
): Promise<void> {
  const response = await send(account, path, fields);
  await response.body?.cancel();
  if (!response.ok && !asGood.includes(response.status)) throw new TwilioError(response);
}

/** As above; gives what was made. */
export async function postFor(account: RestAccount, path: string, fields: Form): Promise<unknown> {
  return bodyOf(await send(account, path, fields));
}

function send(account: RestAccount, path: string, fields: Form): Promise<Response> {
  const values = Object.entries(fields).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [key, String(each)]),
  );
  return ask(account, path, { method: 'POST', body: new URLSearchParams(values) });
}

/** What it answered, as JSON. Throws when it did not do it. */
export async function bodyOf(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  await response.body?.cancel();
  throw new TwilioError(response);
}

/** Twilio did not do it. */
export class TwilioError extends Error {
  readonly status: number;

  constructor({ status }: Response) {
    super(`Twilio answered ${String(status)}`);
    this.status = status;
  }

  /** Whether what was spoken of is over, or never was: what Twilio says of a call or a room that ended meanwhile. */
  get isOver(): boolean {
    return this.status === 400 || this.status === 404;
  }
}

/** Asks the account's part of the API. */
export function ask(
  { accountSid, apiKey, apiSecret, api }: RestAccount,
  path: string,
  { headers, ...init }: RequestInit & { headers?: Record<string, string> } = {},
) {
  return fetch(`${api}/2010-04-01/Accounts/${accountSid}/${path}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...init,
    headers: { ...headers, Authorization: `Basic ${btoa(`${apiKey}:${apiSecret}`)}` },
  });
}
