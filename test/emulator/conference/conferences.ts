import { Conference, type ConferenceDeps } from './conference.ts';
import { ConferenceReports } from './reports.ts';
import type { ReasonLeft } from './participant.ts';
import type { Leg } from '../exchange/leg.ts';
import type { Clock } from '../ports.ts';
import type { ConferenceManner } from '../twiml/nodes.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** How a stay in a conference came to its end, or why it never began. */
export type Stayed =
  { ok: true; conferenceSid: string; reason: ReasonLeft } | { ok: false; code: number; message: string };

export interface StayOptions {
  /** Its URLs are absolute. */
  manner: ConferenceManner;
  timeLimitSeconds: number;
  hangupOnStar: boolean;
}

interface ConferencesDeps {
  accountSid: string;
  clock: Clock;
  webhooks: Webhooks;
  makeSid: (prefix: string) => string;
  passage: ConferenceDeps['passage'];
}

/** All conferences the account has had since the last reset. Of one name only one lives at a time. */
export class Conferences {
  readonly #deps: ConferencesDeps;
  readonly #all = new Map<string, Conference>();

  constructor(deps: ConferencesDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  all(): Conference[] {
    return [...this.#all.values()].reverse();
  }

  find(sid: string): Conference | null {
    return this.#all.get(sid) ?? null;
  }

  /** The conference of this name that lives, or a new one. */
  open(name: string): Conference {
    const living = this.all().find((one) => one.name === name && one.status !== 'completed');
    if (living !== undefined) return living;
    const { accountSid, clock, webhooks, makeSid, passage } = this.#deps;
    const sid = makeSid('CF');
    const reports = new ConferenceReports({ accountSid, sid, name }, { clock, webhooks });
    const conference = new Conference({ sid, name }, { clock, reports, passage });
    this.#all.set(sid, conference);
    return conference;
  }

  /** Whether one more may come in like this: null, or Twilio's error. */
  refusal(conference: Conference, { label, coaches, maxParticipants }: ConferenceManner) {
    if (label !== null && conference.find(label) !== null)
      return { ok: false, code: 16025, message: `participantLabel "${label}" is already in the conference` } as const;
    if (coaches !== null && conference.find(coaches) === null)
      return { ok: false, code: 13240, message: `coach "${coaches}" is not in the conference` } as const;
    if (conference.participants().length >= maxParticipants)
      return { ok: false, code: 16020, message: `the conference already has ${maxParticipants} participants` } as const;
    return null;
  }

  /** A leg is in a conference until it hangs up, is taken out, or `signal` aborts with the reason `ended` or `redirected`. */
  async stay(
    leg: Leg,
    conference: Conference,
    { manner, timeLimitSeconds, hangupOnStar }: StayOptions,
    signal: AbortSignal,
  ): Promise<Stayed> {
    const refused = this.refusal(conference, manner);
    if (refused !== null) return refused;
    const { promise, resolve } = Promise.withResolvers<ReasonLeft>();
    const participant = conference.enter(leg, manner, resolve);
    const leave = (reason: ReasonLeft) => conference.leave(participant, reason);
    const abort = () => leave(signal.reason === 'redirected' ? 'participant_updated_via_api' : 'participant_hung_up');
    signal.addEventListener('abort', abort, { once: true });
    const cancel = this.#deps.clock.after(timeLimitSeconds * 1000, () => {
      leg.call.note('leg', 'timeLimit reached', { seconds: timeLimitSeconds });
      leave('participant_hung_up');
    });
    const stopKeys = leg.onDigit((digit) => {
      if (digit === '*' && hangupOnStar) leave('participant_hung_up');
    });
    if (signal.aborted) abort();
    const reason = await promise;
    signal.removeEventListener('abort', abort);
    cancel();
    stopKeys();
    return { ok: true, conferenceSid: conference.sid, reason };
  }

  clear(): void {
    this.#all.clear();
  }
}
