import { rows, type Coverage } from './coverage-rows.ts';

/** A resource, its fields that need no word, and those that do. */
function resource(
  testedBy: string,
  name: string,
  note: string,
  fields: string,
  noted: Record<string, string> = {},
): Coverage[] {
  const plain = fields === '' ? [] : fields.split(' ').map((field) => [`${name} ${field}`, ''] as const);
  const others = Object.entries(noted).map(([field, text]) => [`${name} ${field}`, text] as const);
  return rows('rest', testedBy, Object.fromEntries([[name, note], ...plain, ...others]));
}

const [calls, conferences] = ['/Accounts/:account/Calls', '/Accounts/:account/Conferences'];
const paging = { PageToken: 'partial: accepted, Page decides' };
const midnight = 'a day is its midnight, which belongs to both sides';
const [ofCalls, ofConferences] = ['contract/emulator-rest.test.ts', 'contract/emulator-rest-conferences.test.ts'];
const ofRecordings = 'contract/emulator-rest-recordings.test.ts';

/** The REST API, resource by resource. */
export const REST_COVERAGE: readonly Coverage[] = [
  ...resource(ofCalls, `GET ${calls}.json`, '', 'To From ParentCallSid Status PageSize Page', paging),
  ...rows(
    'rest',
    'contract/emulator-rest-times.test.ts',
    Object.fromEntries([
      [`GET ${calls}.json StartTime`, 'the day of UTC, whatever the time of day'],
      [`GET ${calls}.json EndTime`, 'likewise'],
      ...['StartTime<', 'StartTime>', 'EndTime<', 'EndTime>'].map((field) => [`GET ${calls}.json ${field}`, midnight]),
    ]),
  ),
  ...resource(
    'contract/emulator-rest-placing.test.ts',
    `POST ${calls}.json`,
    'partial: no recording, machine detection, SendDigits, SIP or BYOC',
    'To From Url Method FallbackUrl Twiml ApplicationSid StatusCallback StatusCallbackMethod StatusCallbackEvent TimeLimit',
    { Timeout: 'exact; Twilio may add up to 5 s' },
  ),
  ...resource(ofCalls, `GET ${calls}/:file`, '', ''),
  ...resource(
    ofCalls,
    `POST ${calls}/:file`,
    'partial: one of Url, Twiml and Status; a ringing call may be redirected',
    'Url Method Twiml Status FallbackUrl',
    { TimeLimit: 'partial: counted from the answer, which is a guess' },
  ),
  ...resource(
    ofConferences,
    `GET ${conferences}.json`,
    'in progress unless another Status is asked for',
    'FriendlyName Status PageSize Page',
    paging,
  ),
  ...resource(ofConferences, `GET ${conferences}/:file`, '', ''),
  ...resource(ofConferences, `POST ${conferences}/:file`, '', 'Status AnnounceUrl AnnounceMethod'),
  ...resource(
    ofConferences,
    `GET ${conferences}/:conference/Participants.json`,
    '',
    'Muted Hold PageSize Page',
    paging,
  ),
  ...resource(
    ofConferences,
    `POST ${conferences}/:conference/Participants.json`,
    'partial: no recording, no SIP; by SID, or by a name that may be new',
    'To From CallerId Label Timeout TimeLimit StatusCallback StatusCallbackMethod StatusCallbackEvent Muted Beep ' +
      'StartConferenceOnEnter EndConferenceOnExit MaxParticipants WaitUrl WaitMethod Coaching CallSidToCoach ' +
      'ConferenceStatusCallback ConferenceStatusCallbackMethod ConferenceStatusCallbackEvent',
    { EarlyMedia: 'those who are in and not on hold hear the ringing' },
  ),
  ...resource(ofConferences, `GET ${conferences}/:conference/Participants/:file`, 'by Call SID or label', ''),
  ...resource(
    ofConferences,
    `POST ${conferences}/:conference/Participants/:file`,
    'partial: only who has joined, and in a conference in progress',
    'Muted Hold HoldUrl HoldMethod AnnounceUrl AnnounceMethod BeepOnExit EndConferenceOnExit Coaching CallSidToCoach',
  ),
  ...resource(
    ofConferences,
    `DELETE ${conferences}/:conference/Participants/:file`,
    'the call goes on with its action, or ends',
    '',
  ),
  ...resource(ofRecordings, `GET ${calls}/:call/Recordings.json`, '', 'PageSize Page', paging),
  ...resource(
    ofRecordings,
    `POST ${calls}/:call/Recordings.json`,
    'partial: no trimming',
    'RecordingChannels RecordingTrack RecordingStatusCallback RecordingStatusCallbackMethod RecordingStatusCallbackEvent',
  ),
  ...resource(ofRecordings, `GET ${calls}/:call/Recordings/:file`, '', ''),
  ...resource(
    ofRecordings,
    `POST ${calls}/:call/Recordings/:file`,
    'partial: by SID, not Twilio.CURRENT',
    'Status PauseBehavior',
  ),
  ...resource(ofRecordings, 'GET /Accounts/:account/Recordings.json', '', 'CallSid PageSize Page', paging),
  ...resource(
    ofRecordings,
    'GET /Accounts/:account/Recordings/:file',
    'partial: .json and .wav, with ranges; no .mp3',
    '',
  ),
  ...resource(ofRecordings, 'DELETE /Accounts/:account/Recordings/:file', '', ''),
];
