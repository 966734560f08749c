import { rfc2822 } from '../webhooks/parameters.ts';
import type { Call } from '../exchange/call.ts';
import type { Clock } from '../ports.ts';
import type { ConferenceEvent, Method } from '../twiml/nodes.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** What a conference says has happened, and which event has to be asked for to hear it. */
export const REPORTED = {
  'conference-start': 'start',
  'conference-end': 'end',
  'participant-join': 'join',
  'participant-leave': 'leave',
  'participant-mute': 'mute',
  'participant-unmute': 'mute',
  'participant-hold': 'hold',
  'participant-unhold': 'hold',
  'participant-modify': 'modify',
  'announcement-end': 'announcement',
  'announcement-fail': 'announcement',
} as const satisfies Record<string, ConferenceEvent>;
export type Reported = keyof typeof REPORTED;

/** One thing that happened in a conference. */
export interface ConferenceEntry {
  atMs: number;
  event: Reported;
  sequenceNumber: number;
  callSid: string | null;
}

export interface ConferenceReportTarget {
  url: string;
  method: Method;
  events: readonly ConferenceEvent[];
}

/**
 * Tells what happens in one conference, in order. All that happens is numbered, asked for or not; only what the first
 * participant asked for is told (https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallback).
 */
export class ConferenceReports {
  readonly entries: ConferenceEntry[] = [];
  readonly #about: { accountSid: string; sid: string; name: string };
  readonly #deps: { clock: Clock; webhooks: Webhooks };
  #target: ConferenceReportTarget | null | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(about: { accountSid: string; sid: string; name: string }, deps: { clock: Clock; webhooks: Webhooks }) {
    this.#about = about;
    this.#deps = deps;
  }

  /** What the first to say anything wants to be told, even when that is nothing; whoever comes later is not asked. */
  goTo(target: ConferenceReportTarget | null): void {
    if (this.#target === undefined) this.#target = target;
  }

  tell(event: Reported, call: Call | null, more: Record<string, string>): void {
    const { accountSid, sid, name } = this.#about;
    const atMs = this.#deps.clock.now();
    const sequenceNumber = this.entries.length + 1;
    this.entries.push({ atMs, event, sequenceNumber, callSid: call?.sid ?? null });
    const target = this.#target ?? null;
    if (target === null || !target.events.includes(REPORTED[event])) return;
    const params = {
      ConferenceSid: sid,
      FriendlyName: name,
      AccountSid: accountSid,
      SequenceNumber: String(sequenceNumber),
      Timestamp: rfc2822(atMs),
      StatusCallbackEvent: event,
      ...more,
    };
    this.#last = this.#last.then(() => this.#deliver(call, target, params));
  }

  /** Resolves when the next one may go: this one was answered, or a fault made it late. */
  #deliver(call: Call | null, { url, method }: ConferenceReportTarget, params: Record<string, string>): Promise<void> {
    const { sid: conferenceSid } = this.#about;
    return new Promise((goOn, fail) => {
      this.#deps
        .webhooks({ kind: 'callback', call, method, url, params, conferenceSid, onLate: goOn })
        .then((result) => {
          const { StatusCallbackEvent: event } = params;
          if (!result.ok) call?.note('error', `conference callback: ${result.message}`, { code: result.code, event });
          goOn();
        }, fail);
    });
  }
}
