/** What Twilio posts to us, as far as we read it (https://www.twilio.com/docs/voice/twiml#request-parameters). */
import * as v from 'valibot';
import { CallSid as OurCallSid, RecordingSid } from '../protocol.ts';

const CallSid = v.pipe(v.string(), v.regex(/^CA[0-9a-f]{32}$/));
/** Twilio sends an empty key for what it does not know. */
const orNull = v.optional(
  v.nullable(
    v.pipe(
      v.string(),
      v.transform((value) => value.slice(0, 256) || null),
    ),
  ),
  null,
);
/** A count, or null when it is absent or not a count. */
const Count = v.optional(
  v.pipe(
    v.string(),
    v.transform((value) => (/^\d{1,9}$/.test(value) ? Number(value) : null)),
  ),
);

/** A call asks what to do. `Attempt`, `Line` and `Check` are custom parameters of our own browsers. */
export const VoiceRequest = v.object({
  CallSid,
  From: orNull,
  To: orNull,
  CallerName: orNull,
  Attempt: orNull,
  Line: orNull,
  Check: orNull,
});

/** A Dial is over (https://www.twilio.com/docs/voice/twiml/dial#action). */
export const DialEnded = v.object({
  CallSid,
  From: orNull,
  To: orNull,
  CallerName: orNull,
  DialCallStatus: v.picklist(['completed', 'answered', 'busy', 'no-answer', 'failed', 'canceled']),
  DialCallDuration: Count,
  /** Of the leg that asks: final when nobody is left to hear the answer. */
  CallStatus: orNull,
});

/** Our answer could not be had or read (https://www.twilio.com/docs/usage/security/availability-reliability). */
export const FallbackRequest = v.object({ ...VoiceRequest.entries, DialCallStatus: orNull, ErrorUrl: orNull });

/** A leg's status changed (https://www.twilio.com/docs/voice/twiml/number#statuscallback). */
export const StatusCallback = v.object({
  CallSid,
  ParentCallSid: v.optional(v.union([CallSid, v.literal('')])),
  CallStatus: v.picklist([
    'queued',
    'initiated',
    'ringing',
    'in-progress',
    'completed',
    'busy',
    'no-answer',
    'failed',
    'canceled',
  ]),
  From: orNull,
  To: orNull,
  CallDuration: Count,
  SipResponseCode: Count,
  /** RFC 2822. */
  Timestamp: v.optional(v.string()),
});

/** Something happened in a conference (https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallbackEvent). */
export const ConferenceCallback = v.object({
  ConferenceSid: v.pipe(v.string(), v.regex(/^CF[0-9a-f]{32}$/)),
  StatusCallbackEvent: v.string(),
  CallSid: v.optional(v.union([CallSid, v.literal('')])),
  SequenceNumber: Count,
  AnnounceUrl: orNull,
});

/** A recording has begun, or is over (https://www.twilio.com/docs/voice/api/recording#recordingstatuscallback). */
export const RecordingCallback = v.object({
  CallSid: OurCallSid,
  RecordingSid,
  RecordingStatus: v.picklist(['in-progress', 'completed', 'absent']),
  RecordingDuration: Count,
  /** RFC 2822. */
  RecordingStartTime: v.optional(v.string()),
});
