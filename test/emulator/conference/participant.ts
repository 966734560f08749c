import { silence } from '../media/tone.ts';
import { music } from '../media/music.ts';
import type { Leg } from '../exchange/leg.ts';
import type { Source } from '../ports.ts';
import type { ConferenceManner } from '../twiml/nodes.ts';

/** Why somebody is in a conference no longer, in Twilio's words. */
export type ReasonLeft =
  | 'conference_ended_via_api'
  | 'moderator_ended_conference'
  | 'participant_updated_via_api'
  | 'participant_hung_up'
  | 'participant_add_failed';

/** Somebody who was called into a conference and has not come yet. */
export interface Joining {
  leg: Leg;
  manner: ConferenceManner;
}

/** One leg in a conference: how it came in, as it was changed since, and what it hears while it does not hear the others. */
export class Participant {
  readonly leg: Leg;
  readonly manner: ConferenceManner;
  readonly joinedAtMs: number;
  updatedAtMs: number;
  isHeld = false;
  holdMusic: Source = silence();
  /** What is heard while waiting. Silence until what was asked for is there. */
  waitMusic: Source;

  constructor(leg: Leg, manner: ConferenceManner, joinedAtMs: number) {
    this.leg = leg;
    this.manner = { ...manner };
    this.joinedAtMs = joinedAtMs;
    this.updatedAtMs = joinedAtMs;
    this.waitMusic = manner.wait.url === null ? music() : silence();
  }

  get callSid(): string {
    return this.leg.call.sid;
  }

  /** What every event about a participant carries. */
  parameters(): Record<string, string> {
    const { isMuted, coaches, endsConference, startsConference, label } = this.manner;
    return {
      CallSid: this.callSid,
      Muted: String(isMuted),
      Hold: String(this.isHeld),
      Coaching: String(coaches !== null),
      EndConferenceOnExit: String(endsConference),
      StartConferenceOnEnter: String(startsConference),
      ...(label === null ? {} : { ParticipantLabel: label }),
    };
  }
}

/** Whether `listener` hears what `speaker` says: who is on hold, muted or coaching somebody else is not heard. */
export function isHeardBy(listener: Participant, speaker: Participant): boolean {
  const { isMuted, coaches } = speaker.manner;
  return !speaker.isHeld && !isMuted && (coaches === null || coaches === listener.callSid);
}
