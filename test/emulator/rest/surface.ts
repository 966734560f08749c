import { TIME_FIELDS } from './dates.ts';

const PAGING = ['PageSize', 'Page', 'PageToken'] as const;
const CALLBACK = ['StatusCallback', 'StatusCallbackMethod', 'StatusCallbackEvent'] as const;

/** Every resource of the REST API that is emulated, with the fields it takes. What is not here is refused by name. */
export const SURFACE = {
  'GET /Accounts/:account/Calls.json': ['To', 'From', 'ParentCallSid', 'Status', ...TIME_FIELDS, ...PAGING],
  'POST /Accounts/:account/Calls.json': [
    ...['To', 'From', 'Url', 'Method', 'FallbackUrl', 'Twiml', 'ApplicationSid'],
    ...CALLBACK,
    ...['Timeout', 'TimeLimit'],
  ],
  'GET /Accounts/:account/Calls/:file': [],
  'POST /Accounts/:account/Calls/:file': ['Url', 'Method', 'Twiml', 'Status', 'FallbackUrl', 'TimeLimit'],
  'GET /Accounts/:account/Conferences.json': ['FriendlyName', 'Status', ...PAGING],
  'GET /Accounts/:account/Conferences/:file': [],
  'POST /Accounts/:account/Conferences/:file': ['Status', 'AnnounceUrl', 'AnnounceMethod'],
  'GET /Accounts/:account/Conferences/:conference/Participants.json': ['Muted', 'Hold', ...PAGING],
  'POST /Accounts/:account/Conferences/:conference/Participants.json': [
    ...['To', 'From', 'CallerId', 'Label', 'EarlyMedia', 'Timeout', 'TimeLimit'],
    ...CALLBACK,
    ...['Muted', 'Beep', 'StartConferenceOnEnter', 'EndConferenceOnExit', 'MaxParticipants', 'WaitUrl', 'WaitMethod'],
    ...['Coaching', 'CallSidToCoach'],
    ...['ConferenceStatusCallback', 'ConferenceStatusCallbackMethod', 'ConferenceStatusCallbackEvent'],
  ],
  'GET /Accounts/:account/Conferences/:conference/Participants/:file': [],
  'POST /Accounts/:account/Conferences/:conference/Participants/:file': [
    ...['Muted', 'Hold', 'HoldUrl', 'HoldMethod', 'AnnounceUrl', 'AnnounceMethod'],
    ...['BeepOnExit', 'EndConferenceOnExit', 'Coaching', 'CallSidToCoach'],
  ],
  'DELETE /Accounts/:account/Conferences/:conference/Participants/:file': [],
  'GET /Accounts/:account/Calls/:call/Recordings.json': PAGING,
  'POST /Accounts/:account/Calls/:call/Recordings.json': [
    ...['RecordingChannels', 'RecordingTrack'],
    ...['RecordingStatusCallback', 'RecordingStatusCallbackMethod', 'RecordingStatusCallbackEvent'],
  ],
  'GET /Accounts/:account/Calls/:call/Recordings/:file': [],
  'POST /Accounts/:account/Calls/:call/Recordings/:file': ['Status', 'PauseBehavior'],
  'GET /Accounts/:account/Recordings.json': ['CallSid', ...PAGING],
  'GET /Accounts/:account/Recordings/:file': [],
  'DELETE /Accounts/:account/Recordings/:file': [],
} as const satisfies Record<string, readonly string[]>;

export type Resource = keyof typeof SURFACE;
