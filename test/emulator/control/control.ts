import * as v from 'valibot';
import { ControlError, read } from './errors.ts';
import { FaultInput } from './fault-inputs.ts';
import {
  CallInput,
  DigitsInput,
  E164,
  GuessesInput,
  HeardInput,
  PhoneInput,
  SaysInput,
  StretchInput,
} from './inputs.ts';
import { unguessed, type Guesses } from '../exchange/guesses.ts';
import { conferenceView } from './conference-view.ts';
import { recordingView, stretchOf } from './recording-view.ts';
import { WITHHELD, type Phones } from '../numbers/phones.ts';
import type { Faults } from './faults.ts';
import type { Call } from '../exchange/call.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Ledger } from '../exchange/ledger.ts';
import type { Phone } from '../numbers/phone.ts';
import type { PhoneView } from '../numbers/phone-view.ts';
import type { Heard, MediaLeg, Signaling } from '../ports.ts';
import type { Journal, JournalEntry } from '../webhooks/journal.ts';
import type { WebhookOffice } from '../webhooks/webhooks.ts';

export interface ControlDeps {
  lines: readonly { phoneNumber: string }[];
  ledger: Ledger;
  exchange: Exchange;
  phones: Phones;
  journal: Journal;
  webhooks: Pick<WebhookOffice, 'replay' | 'forgetLate'>;
  faults: Faults;
  signaling: () => Signaling;
}

/** How the outside world sees one call. */
export interface CallView {
  sid: string;
  parentCallSid: string | null;
  direction: string;
  from: string;
  to: string;
  status: string;
  isAlive: boolean;
  createdAt: string;
  durationSeconds: number;
  timeline: Call['timeline'];
}

/** What the control API does, for tests in the same process; the HTTP routes are a skin over it. */
export class Control {
  readonly #deps: ControlDeps;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
  }

  /** One telephone of the outside world. Every method throws {@link ControlError} when it cannot be done. */
  phone(number: string) {
    read(v.object({ number: E164 }), { number });
    const existing = (): Phone => {
      const phone = this.#deps.phones.find(number);
      if (phone === null) throw new ControlError('number', `nobody has the number ${number}: PUT it first`, 404);
      return phone;
    };
    const done = (isDone: boolean, what: string): PhoneView => {
      if (!isDone) throw new ControlError('state', `${number} cannot ${what}: it is ${existing().state}`, 409);
      return existing().view();
    };
    return {
      put: (input: v.InferInput<typeof PhoneInput>): PhoneView => {
        const { character, ...changes } = read(PhoneInput, input);
        return this.#deps.phones.put(number, character, defined(changes)).view();
      },
      view: () => existing().view(),
      call: (to: string, options: { withheld?: boolean } = {}) =>
        this.#place(existing(), read(CallInput, { to, ...options })),
      answer: () => done(existing().answer(), 'answer'),
      decline: () => done(existing().refuse(603), 'decline'),
      busy: () => done(existing().refuse(486), 'be busy'),
      /** The network gives up on it. */
      noAnswer: () => done(existing().refuse(480), 'stop ringing'),
      hangUp: () => done(existing().hangUp(), 'hang up'),
      digits: (digits: string) => done(existing().press(read(DigitsInput, { digits }).digits), 'press keys'),
      says: (says: v.InferInput<typeof SaysInput>): PhoneView => {
        existing().says(read(SaysInput, says));
        return existing().view();
      },
      hears: (hz = 440, ms = 500): Promise<Heard> => existing().hears(hz, ms),
      heard: (input: v.InferInput<typeof HeardInput>) => {
        const { sinceMs, hz } = read(HeardInput, input);
        return existing().heard(sinceMs, hz);
      },
      onChange: (listener: (view: PhoneView) => void) => existing().onChange(listener),
    };
  }

  /** The account's numbers: what there is to call from outside. */
  lines(): { phoneNumber: string }[] {
    return this.#deps.lines.map(({ phoneNumber }) => ({ phoneNumber }));
  }

  phones(): PhoneView[] {
    return this.#deps.phones.all().map((phone) => phone.view());
  }

  /** Newest first. */
  calls(): CallView[] {
    return this.#deps.ledger.all().map(viewOf);
  }

  call(sid: string) {
    const call = this.#deps.ledger.find(sid);
    if (call === null) throw new ControlError('sid', `there is no call ${sid}`, 404);
    const media = (): MediaLeg => {
      const found = this.#deps.exchange.find(sid)?.media ?? null;
      if (found === null) throw new ControlError('sid', `call ${sid} has no sound: it is ${call.status}`, 409);
      return found;
    };
    return {
      view: () => viewOf(call),
      /** Nobody answers: the time of its Dial is up now, however long that is. */
      ringOut: (): CallView => {
        if (!this.#deps.exchange.ringsOut(call)) throw new ControlError('state', `nothing rings for call ${sid}`, 409);
        return viewOf(call);
      },
      /** What its far end is sent. */
      hears: async (hz = 440, ms = 500): Promise<Heard> => media().hears(hz, ms),
      /** What its far end says. */
      says: async (hz = 440, ms = 500): Promise<Heard> => media().says(hz, ms),
    };
  }

  /** Newest first, with those in them and what happened. */
  conferences() {
    return this.#deps.exchange.conferences.all().map(conferenceView);
  }

  /** Newest first. */
  recordings() {
    return this.#deps.exchange.recordings.all().map(recordingView);
  }

  /** Measures a stretch of one channel of a recording, from 1 on; all of it unless said otherwise. */
  recording(sid: string) {
    const recording = this.#deps.exchange.recordings.find(sid);
    if (recording === null) throw new ControlError('sid', `there is no recording ${sid}`, 404);
    return { hears: (input: v.InferInput<typeof StretchInput>) => stretchOf(recording, read(StretchInput, input)) };
  }

  webhooks() {
    return this.#deps.journal.all().map(webhookView);
  }

  /** Sends a webhook of the journal once more, byte for byte, past all faults; resolves when it was answered. */
  async replay(id: number) {
    const entry = this.#deps.journal.find(id);
    if (entry === null) throw new ControlError('id', `the journal has no webhook ${id}`, 404);
    return webhookView(await this.#deps.webhooks.replay(entry, this.#deps.ledger.find(entry.callSid)));
  }

  registrations() {
    return this.#deps
      .signaling()
      .registrations()
      .map(({ identity, isRegistered, applicationSid }) => ({ identity, isRegistered, applicationSid }));
  }

  /** How the exchange behaves where nobody knows what Twilio does. */
  guesses(): Guesses {
    return this.#deps.exchange.guesses;
  }

  guess(changes: v.InferInput<typeof GuessesInput>): Guesses {
    this.#deps.exchange.guess(defined(read(GuessesInput, changes)));
    return this.guesses();
  }

  faults() {
    return this.#deps.faults.all();
  }

  /** `affected`: how many sockets or legs it met at once; 0 for a fault that waits for something to come. */
  fault(input: FaultInput): { id: string; affected: number } {
    return this.#deps.faults.add(read(FaultInput, input));
  }

  removeFault(id: string): void {
    if (!this.#deps.faults.remove(id)) throw new ControlError('id', `there is no fault ${id}`, 404);
  }

  clearFaults(): void {
    this.#deps.faults.clear();
  }

  /** Ends all calls; forgets calls, telephones but the fixed ones, faults with what they keep back, guesses and the journal. Devices stay registered. */
  reset(): void {
    this.#deps.webhooks.forgetLate();
    this.#deps.faults.clear();
    this.#deps.exchange.endAll();
    this.#deps.exchange.guess(unguessed());
    this.#deps.phones.reset();
    this.#deps.ledger.clear();
    this.#deps.journal.clear();
  }

  #place(phone: Phone, { to, withheld }: { to: string; withheld: boolean }): { callSid: string } {
    if (phone.state !== 'idle')
      throw new ControlError('state', `${phone.number} cannot call: it is ${phone.state}`, 409);
    // The network vouches for a number that is shown, and none is.
    const verified = withheld ? null : phone.settings.verified;
    const callSid = phone.place(to, (make) => {
      const call = this.#deps.exchange.incoming(
        {
          from: withheld ? WITHHELD : phone.number,
          to,
          stirVerstat: verified === null ? null : verified ? 'TN-Validation-Passed-A' : 'TN-Validation-Failed',
        },
        make,
      );
      if (call === null) throw new ControlError('to', `${to} is not a line of the account`);
      return call.sid;
    });
    return { callSid };
  }
}

function webhookView({ responseBody, idempotencyToken: _, ...entry }: JournalEntry) {
  return { ...entry, body: responseBody };
}

function viewOf(call: Call): CallView {
  const { sid, parentCallSid, direction, from, to } = call.facts;
  return {
    sid,
    parentCallSid,
    direction,
    from,
    to,
    status: call.status,
    isAlive: call.isAlive,
    createdAt: new Date(call.createdAtMs).toISOString(),
    durationSeconds: call.durationSeconds,
    timeline: call.timeline,
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what was not said, so that it does not overwrite a default. */
function defined<T extends object>(input: T): Defined<T>;
function defined(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
