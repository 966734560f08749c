import { rfc2822 } from '../webhooks/parameters.ts';
import { recordingUrl } from '../recording/recordings.ts';
import type { Recording } from '../recording/recording.ts';

/** The Recording resource as Twilio writes it (https://www.twilio.com/docs/voice/api/recording). */
export function recordingJson(accountSid: string, recording: Recording) {
  const { sid, callSid, channels, track, startedAtMs } = recording.facts;
  const path = `/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`;
  return {
    sid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    call_sid: callSid,
    conference_sid: null,
    status: recording.status,
    channels: channels === 'dual' ? 2 : 1,
    source: 'StartCallRecordingAPI',
    track,
    duration: recording.isOver ? String(recording.durationSeconds) : null,
    start_time: rfc2822(startedAtMs),
    date_created: rfc2822(startedAtMs),
    date_updated: rfc2822(recording.updatedAtMs),
    price: null,
    price_unit: 'USD',
    error_code: null,
    encryption_details: null,
    media_url: recordingUrl(accountSid, sid),
    uri: `${path}.json`,
    subresource_uris: { add_on_results: `${path}/AddOnResults.json`, transcriptions: `${path}/Transcriptions.json` },
  };
}
