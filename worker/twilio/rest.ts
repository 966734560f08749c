/** Twilio's REST API, as far as we ask it (https://www.twilio.com/docs/voice/api/call-resource). */
import * as v from 'valibot';

/** Where the API is and who asks it. */
export interface RestAccess {
  /** Origin, without a trailing slash. */
  api: string;
  accountSid: string;
  apiKey: string;
  apiSecret: string;
}

/** What Twilio answered besides what was asked for. */
export class RestError extends Error {
  override name = 'RestError';
  readonly status: number;

  constructor(status: number) {
    super(`Twilio answered ${String(status)}`);
    this.status = status;
  }
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
  /** Seconds, once it is over. */
  duration: v.pipe(
    v.nullish(v.string(), null),
    v.transform((value) => (value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null)),
  ),
});
/** A call as Twilio remembers it. */
export type RestCall = v.InferOutput<typeof Call>;

const CallList = v.object({ calls: v.array(Call) });

const ANSWER_MS = 5000;
/** A Dial of ours rings ten at most, a few rounds of them. */
const LEGS = 200;

/** One call; null when Twilio knows of none. */
export async function fetchCall(access: RestAccess, callSid: string): Promise<RestCall | null> {
  const answer = await ask(access, `Calls/${callSid}.json`);
  return answer === null ? null : v.parse(Call, answer);
}

/** The legs that a call dialled. */
export async function fetchLegs(access: RestAccess, parentCallSid: string): Promise<RestCall[]> {
  const query = new URLSearchParams({ ParentCallSid: parentCallSid, PageSize: String(LEGS) });
  const answer = await ask(access, `Calls.json?${query.toString()}`);
  return answer === null ? [] : v.parse(CallList, answer).calls;
}

/** Null is a 404; anything else that is no answer throws. */
async function ask({ api, accountSid, apiKey, apiSecret }: RestAccess, path: string): Promise<unknown> {
  const response = await fetch(`${api}/2010-04-01/Accounts/${accountSid}/${path}`, {
    headers: { Authorization: `Basic ${btoa(`${apiKey}:${apiSecret}`)}` },
    signal: AbortSignal.timeout(ANSWER_MS),
    redirect: 'error',
  });
  if (response.ok) return response.json();
  await response.body?.cancel();
  if (response.status === 404) return null;
  throw new RestError(response.status);
}
