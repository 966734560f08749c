import type { FaultInput } from '../emulator/control/fault-inputs.ts';
import type { conferenceView } from '../emulator/control/conference-view.ts';
import type { recordingView } from '../emulator/control/recording-view.ts';
import type { Guesses } from '../emulator/exchange/guesses.ts';
import type { Remembered } from '../emulator/media/memory.ts';

/** What a listener measured; see the emulator's README. */
interface Heard {
  rms: number;
  purity: number;
  silent: boolean;
  frames: number;
}

interface PhoneView {
  number: string;
  character: string;
  state: 'idle' | 'ringing' | 'calling' | 'in-call';
  callSid: string | null;
  digits: string;
  lastEnd: string | null;
}

interface TimelineEntry {
  atMs: number;
  kind: string;
  what: string;
  [detail: string]: unknown;
}

interface CallView {
  sid: string;
  parentCallSid: string | null;
  direction: string;
  from: string;
  to: string;
  status: string;
  isAlive: boolean;
  createdAt: string;
  durationSeconds: number;
  /** Times since `createdAt`. */
  timeline: TimelineEntry[];
}

/** A request to the account's server as the emulator's journal keeps it. */
interface Webhook {
  id: number;
  kind: 'twiml' | 'callback' | 'media';
  callSid: string;
  url: string;
  params: Record<string, string>;
  status: number | null;
  ms: number | null;
  body: string | null;
  replayOf: number | null;
}

type ConferenceView = ReturnType<typeof conferenceView>;
type RecordingView = ReturnType<typeof recordingView>;

/** What one kind of fault takes, without its name. */
type Fault<Kind extends FaultInput['kind']> = Omit<Extract<FaultInput, { kind: Kind }>, 'kind'>;

type Says = { toneHz: number } | { silence: true };

async function ask<T>(url: string, method = 'GET', body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** The world outside the house: ordinary telephones, what the exchange did, and what can go wrong. */
export function outsideWorld(emulatorUrl: string) {
  const control = `${emulatorUrl}/_emulator`;
  const begin = async (fault: FaultInput) => {
    const { id } = await ask<{ id: string }>(`${control}/faults`, 'POST', fault);
    return { id, ends: () => ask(`${control}/faults/${id}`, 'DELETE') };
  };
  return {
    phone(number: string) {
      const url = `${control}/phones/${encodeURIComponent(number)}`;
      return {
        number,
        is: (character: string, options: { says?: Says; answerAfterMs?: number; verified?: boolean } = {}) =>
          ask<PhoneView>(url, 'PUT', { character, ...options }),
        view: () => ask<PhoneView>(url),
        calls: (to: string, options: { withheld?: boolean } = {}) =>
          ask<{ callSid: string }>(`${url}/call`, 'POST', { to, ...options }),
        answers: () => ask(`${url}/answer`, 'POST', {}),
        declines: () => ask(`${url}/decline`, 'POST', {}),
        isBusy: () => ask(`${url}/busy`, 'POST', {}),
        presses: (digits: string) => ask(`${url}/digits`, 'POST', { digits }),
        says: (says: Says) => ask<PhoneView>(`${url}/says`, 'POST', says),
        /** The network gives up on a phone that rings unanswered. */
        givesUp: () => ask(`${url}/no-answer`, 'POST', {}),
        hangsUp: () => ask(`${url}/hang-up`, 'POST', {}),
        hears: (hz: number, ms = 400) => ask<Heard>(`${url}/hears?hz=${hz}&ms=${ms}`),
        /** What it heard in its calls since a moment (`Date.now()`), tenth by tenth; `purity` is of a tone of `hz`. */
        heardSince: (sinceMs: number, hz: number) => ask<Remembered>(`${url}/heard?hz=${hz}&sinceMs=${sinceMs}`),
      };
    },
    calls: async () => (await ask<{ calls: CallView[] }>(`${control}/calls`)).calls,
    /** What somebody says into a leg, silent or not. */
    says: (callSid: string, ms: number) => ask<Heard>(`${control}/calls/${callSid}/says?hz=440&ms=${ms}`),
    /** The calls going on, each by the leg that began it. */
    openCalls: async () =>
      (await ask<{ calls: CallView[] }>(`${control}/calls`)).calls.filter(
        ({ isAlive, parentCallSid }) => isAlive && parentCallSid === null,
      ),
    /** Newest first; the name of one is its `friendlyName`. */
    conferences: async () => (await ask<{ conferences: ConferenceView[] }>(`${control}/conferences`)).conferences,
    /** The conferences that are not over. */
    openConferences: async () =>
      (await ask<{ conferences: ConferenceView[] }>(`${control}/conferences`)).conferences.filter(
        ({ status }) => status !== 'completed',
      ),
    /** Newest first. */
    recordings: async () => (await ask<{ recordings: RecordingView[] }>(`${control}/recordings`)).recordings,
    recording: (sid: string) => ({
      /** Channel 1 is what the far end of the recorded call says, 2 what it hears. */
      hears: (channel: 1 | 2, hz: number, { fromMs = 0, toMs = 86_400_000 } = {}) =>
        ask<Heard>(`${control}/recordings/${sid}/hears?channel=${channel}&hz=${hz}&fromMs=${fromMs}&toMs=${toMs}`),
    }),
    /** What Twilio is taken to do where nobody knows; until the next reset. */
    guesses: (changes: Partial<Guesses>) => ask<Guesses>(`${control}/guesses`, 'PUT', changes),
    /** Nobody answers what this call dials: the time of its Dial is up now. */
    ringsOut: (callSid: string) => ask(`${control}/calls/${callSid}/ring-out`, 'POST', {}),
    webhooks: async () => (await ask<{ webhooks: Webhook[] }>(`${control}/webhooks`)).webhooks,
    /** A webhook comes once more, byte for byte, however long ago it was. */
    replays: ({ id }: Pick<Webhook, 'id'>) => ask<Webhook>(`${control}/webhooks/${id}/replay`, 'POST', {}),
    registrations: async () =>
      (await ask<{ registrations: { identity: string }[] }>(`${control}/registrations`)).registrations.map(
        (each) => each.identity,
      ),
    fault: begin,
    /** Status callbacks that never come. */
    loses: (which: Fault<'lose-callback'> = {}) => begin({ kind: 'lose-callback', ...which }),
    /** Status callbacks that come late, and are overtaken. */
    delays: (which: Fault<'delay-callback'>) => begin({ kind: 'delay-callback', ...which }),
    /** Status callbacks that come more than once. */
    doubles: (which: Fault<'double-callback'> = {}) => begin({ kind: 'double-callback', ...which }),
    /** Status callbacks that come in another order; what is still kept back comes when the fault ends. */
    disorders: (which: Fault<'disorder-callbacks'> = {}) => begin({ kind: 'disorder-callbacks', ...which }),
    /** A REST API that fails. */
    refusesRest: (which: Fault<'fail-rest'> = {}) => begin({ kind: 'fail-rest', ...which }),
    /** A REST API that dawdles. */
    delaysRest: (which: Fault<'delay-rest'>) => begin({ kind: 'delay-rest', ...which }),
    faults: async () => (await ask<{ faults: { id: string; met: number }[] }>(`${control}/faults`)).faults,
    clearFault: (id: string) => ask(`${control}/faults/${id}`, 'DELETE'),
    clearFaults: () => ask(`${control}/faults`, 'DELETE'),
    reset: () => ask(`${control}/reset`, 'POST', {}),
  };
}

export type OutsideWorld = ReturnType<typeof outsideWorld>;
