/** Recordings of calls at Twilio (https://www.twilio.com/docs/voice/api/recording). Everything throws when Twilio does not do it. */
import * as v from 'valibot';
import { RecordingSid } from '../protocol.ts';
import { ask, bodyOf, Duration, post, postFor, type RestAccount, TIMEOUT_MS, TwilioError } from './rest.ts';

/** Each side of the call on a channel of its own; told of with `statusCallbackUrl`. */
export async function startRecording(
  account: RestAccount,
  callSid: string,
  statusCallbackUrl: string,
): Promise<RecordingSid> {
  const fields = {
    RecordingChannels: 'dual',
    RecordingTrack: 'both',
    RecordingStatusCallback: statusCallbackUrl,
    RecordingStatusCallbackEvent: 'in-progress completed absent',
  };
  const body = await postFor(account, `Calls/${callSid}/Recordings.json`, fields);
  return v.parse(v.object({ sid: RecordingSid }), body).sid;
}

/** While it is paused silence takes the place of sound. One that is over already takes nothing down: to pause or stop it is done. */
export function updateRecording(
  account: RestAccount,
  callSid: string,
  sid: RecordingSid,
  status: 'paused' | 'in-progress' | 'stopped',
): Promise<void> {
  const fields = status === 'paused' ? { Status: status, PauseBehavior: 'silence' } : { Status: status };
  return post(account, `Calls/${callSid}/Recordings/${sid}.json`, fields, status === 'in-progress' ? [] : [400, 404]);
}

const STATUSES = ['in-progress', 'completed', 'absent'] as const;
const Found = v.object({
  /** Also `paused`, `processing` and the like: not over. */
  status: v.fallback(v.picklist(STATUSES), 'in-progress'),
  duration: Duration,
});
type Found = v.InferOutput<typeof Found>;

/** What there is of it; null when Twilio knows of none. */
export async function fetchRecording(account: RestAccount, sid: RecordingSid): Promise<Found | null> {
  const response = await ask(account, `Recordings/${sid}.json`);
  if (response.status !== 404) return v.parse(Found, await bodyOf(response));
  await response.body?.cancel();
  return null;
}

/** Deletes it for ever. One that is gone is left so. */
export async function deleteRecording(account: RestAccount, sid: RecordingSid): Promise<null> {
  const response = await ask(account, `Recordings/${sid}.json`, { method: 'DELETE' });
  await response.body?.cancel();
  if (!response.ok && response.status !== 404) throw new TwilioError(response);
  return null;
}

/** Its sound, or the range of it that is asked for: a WAV file, as it comes. Null when Twilio has none. */
export async function recordingSound(
  account: RestAccount,
  sid: RecordingSid,
  range: string | null,
): Promise<Response | null> {
  const headers: Record<string, string> = range === null ? {} : { Range: range };
  // Only the answer is waited for so long: the sound of an hour may take minutes on its way to whoever listens.
  const waiting = new AbortController();
  const timer = setTimeout(() => {
    waiting.abort();
  }, TIMEOUT_MS);
  const init = { headers, signal: waiting.signal, redirect: 'manual' } as const;
  // Nothing but Twilio's own address is asked, whatever it says.
  const response = await ask(account, `Recordings/${sid}.wav`, init).finally(() => {
    clearTimeout(timer);
  });
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  if (response.status === 404) return null;
  throw new TwilioError(response);
}
