/** What Twilio's REST API does to calls and conferences under way. Everything throws when Twilio does not do it. */
import { post, type RestAccount } from './rest.ts';
import { LEG_EVENTS } from './twiml.ts';

/** Gives a leg new TwiML, at most 4,000 characters (https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource). */
export function redirectLeg(account: RestAccount, callSid: string, twiml: string): Promise<void> {
  return post(account, `Calls/${callSid}.json`, { Twiml: twiml });
}

/** Ends a leg, ringing or talking. One that is over already is left so. */
export function hangUpLeg(account: RestAccount, callSid: string): Promise<void> {
  return post(account, `Calls/${callSid}.json`, { Status: 'completed' }, [400, 404]);
}

/** What can be changed of a participant (https://www.twilio.com/docs/voice/api/conference-participant-resource#update-a-participant-resource). */
interface ParticipantChange {
  Hold?: boolean;
  HoldUrl?: string;
  HoldMethod?: 'POST';
  EndConferenceOnExit?: boolean;
}

export function updateParticipant(
  account: RestAccount,
  conference: string,
  callSid: string,
  change: ParticipantChange,
): Promise<void> {
  return post(account, `Conferences/${conference}/Participants/${callSid}.json`, { ...change });
}

/** A leg that is to be called into a conference (https://www.twilio.com/docs/voice/api/conference-participant-resource#create-a-participant). */
interface NewParticipant {
  From: string;
  To: string;
  Timeout: number;
  TimeLimit: number;
  StatusCallback: string;
  ConferenceStatusCallback: string;
}

/** The same for every participant: Twilio heeds those of the first alone. */
export const ROOM_EVENTS = ['start', 'end', 'join', 'leave', 'announcement'];

export function addParticipant(account: RestAccount, conference: string, participant: NewParticipant): Promise<void> {
  return post(account, `Conferences/${conference}/Participants.json`, {
    ...participant,
    StatusCallbackEvent: LEG_EVENTS,
    ConferenceStatusCallbackEvent: ROOM_EVENTS,
    Beep: false,
    EarlyMedia: true,
    EndConferenceOnExit: false,
  });
}

/** Ends a conference for everybody in it. One that is over already is left so. */
export function endConference(account: RestAccount, conference: string): Promise<void> {
  return post(account, `Conferences/${conference}.json`, { Status: 'completed' }, [400, 404]);
}

/** Everybody in a conference hears what `url` gives (https://www.twilio.com/docs/voice/api/conference-resource#conference-announce). */
export function announceInConference(account: RestAccount, conference: string, url: string): Promise<void> {
  return post(account, `Conferences/${conference}.json`, { AnnounceUrl: url, AnnounceMethod: 'POST' });
}
