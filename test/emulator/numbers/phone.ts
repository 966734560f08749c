import { type PhoneSettings, type Says } from './characters.ts';
import { createMenu, voiceOf, type Menu } from './voices.ts';
import { createListeners } from '../media/listeners.ts';
import { Memory, type Remembered } from '../media/memory.ts';
import { busyTone, ringback, silence } from '../media/tone.ts';
import { endOf, type PhoneEnd, type PhoneState, type PhoneView } from './phone-view.ts';
import type { PhoneLeg } from '../media/phone-leg.ts';
import type { FarEnd, Invitation } from '../exchange/far-end.ts';
import type { Refusal } from '../exchange/outcome.ts';
import type { Clock, Frame, Heard, Source } from '../ports.ts';

export interface PhoneDeps {
  clock: Clock;
  createLeg: () => PhoneLeg;
  /** The microphone of the page that has this telephone in front of it; silence when there is none. */
  microphone: (number: string) => Source;
  /** Plays what the telephone hears to that page. */
  play: (number: string, frame: Frame) => void;
}

interface Connection {
  callSid: string;
  other: string;
  leg: PhoneLeg;
  /** How this telephone speaks to the exchange about a call it was offered; null for a call it placed. */
  invitation: Invitation | null;
  hungUp: () => void;
  startedMs: number;
  menu: Menu | null;
  hasEarlyMedia: boolean;
}

const BUSY_TONE_MS = 2500;
const NOTHING_HEARD: Heard = { rms: 0, purity: 0, silent: false, peakHz: 0, frames: 0 };

/** One telephone of the outside world. */
export class Phone {
  readonly number: string;
  readonly #deps: PhoneDeps;
  readonly #changed = createListeners<PhoneView>();
  settings: PhoneSettings;
  #state: PhoneState = 'idle';
  #connection: Connection | null = null;
  readonly #memory: Memory;
  #cancelTimer = () => {};
  #heardDigits: PhoneView['heardDigits'] = [];
  #lastEnd: PhoneEnd | null = null;

  constructor(number: string, settings: PhoneSettings, deps: PhoneDeps) {
    this.number = number;
    this.settings = settings;
    this.#deps = deps;
    this.#memory = new Memory(deps.clock);
  }

  /** Called with the view after each change. */
  readonly onChange = this.#changed.add;

  get state(): PhoneState {
    return this.#state;
  }

  view(): PhoneView {
    return {
      number: this.number,
      ...this.settings,
      state: this.#state,
      callSid: this.#connection?.callSid ?? null,
      other: this.#connection?.other ?? null,
      isHearingEarlyMedia: this.#connection?.hasEarlyMedia ?? false,
      digits: this.#heardDigits.map(({ digit }) => digit).join(''),
      heardDigits: [...this.#heardDigits],
      lastEnd: this.#lastEnd,
    };
  }

  change(settings: PhoneSettings): void {
    this.settings = settings;
    this.#speak();
    this.#tell();
  }

  says(says: Says): void {
    this.change({ ...this.settings, says });
  }

  /** Somebody calls this telephone. */
  ring(invitation: Invitation): FarEnd {
    if (this.#state !== 'idle') return this.#refusing(invitation, 486);
    switch (this.settings.character) {
      case 'busy':
        return this.#refusing(invitation, 486);
      case 'not-in-service':
        return this.#refusing(invitation, 404);
      default:
        return this.#ringing(invitation);
    }
  }

  /** This telephone calls somebody: `start` gives the exchange its far end and returns the CallSid. */
  place(to: string, start: (make: (callSid: string, hungUp: () => void) => FarEnd) => string): string {
    return start((callSid, hungUp) => {
      const connection = this.#connect({ callSid, other: to, invitation: null, hungUp });
      this.#enter('calling');
      return this.#farEnd(connection);
    });
  }

  answer(): boolean {
    const { invitation } = this.#connection ?? {};
    if (this.#state !== 'ringing' || !invitation) return false;
    this.#cancelTimer();
    this.#enter('in-call');
    this.#speak();
    invitation.events.answered();
    return true;
  }

  /** Refuses a call that rings: 603 declined, 486 busy, 480 the network gives up. */
  refuse(sip: Refusal): boolean {
    const { invitation } = this.#connection ?? {};
    if (this.#state !== 'ringing' || !invitation) return false;
    this.#leave(sip === 480 ? 'no-answer' : sip === 486 ? 'busy' : 'declined');
    invitation.events.refused(sip);
    return true;
  }

  hangUp(): boolean {
    const connection = this.#connection;
    if (connection === null) return false;
    if (this.#state === 'ringing') return this.refuse(603);
    this.#leave('hung-up-here');
    connection.hungUp();
    return true;
  }

  press(digits: string): boolean {
    const leg = this.#connection?.leg;
    if (leg === undefined || this.#state !== 'in-call') return false;
    for (const digit of digits) leg.press(digit);
    return true;
  }

  /** Measures what this telephone hears for `ms`; nothing when it is in no call. */
  async hears(hz: number, ms: number): Promise<Heard> {
    return (await this.#connection?.leg.hears(hz, ms)) ?? NOTHING_HEARD;
  }

  /** What it heard in its calls since then. */
  heard(sinceMs: number, hz: number): Remembered {
    return this.#memory.since(sinceMs, hz);
  }

  #refusing({ events }: Invitation, sip: Refusal): FarEnd {
    this.#deps.clock.after(0, () => events.refused(sip));
    return { media: null, ringing: nothing, answer: nothing, hangUp: () => undefined, hearDigit: () => undefined };
  }

  #ringing(invitation: Invitation): FarEnd {
    const { events, callSid, from } = invitation;
    const connection = this.#connect({ callSid, other: from, invitation, hungUp: events.hungUp });
    this.#enter('ringing');
    const withMedia = this.settings.character === 'early-media';
    if (withMedia) this.#speak();
    // As soon as the exchange has its far end, and before anybody outside can press a key.
    queueMicrotask(() => {
      if (this.#connection !== connection) return;
      events.ringing({ withMedia });
      this.#actByItself();
    });
    return this.#farEnd(connection);
  }

  /** Answers or declines after a while, if that is its character. */
  #actByItself(): void {
    const { character, answerAfterMs } = this.settings;
    const { clock } = this.#deps;
    if (character === 'declines') this.#cancelTimer = clock.after(answerAfterMs ?? 300, () => void this.refuse(603));
    else if (answerAfterMs !== null && character !== 'no-answer') {
      this.#cancelTimer = clock.after(answerAfterMs, () => void this.answer());
    }
  }

  #connect(call: Pick<Connection, 'callSid' | 'other' | 'invitation' | 'hungUp'>): Connection {
    const leg = this.#deps.createLeg();
    leg.onHeard((frame) => {
      this.#memory.hear(frame);
      this.#deps.play(this.number, frame);
    });
    const connection: Connection = {
      ...call,
      leg,
      startedMs: this.#deps.clock.now(),
      menu: null,
      hasEarlyMedia: false,
    };
    this.#connection = connection;
    this.#heardDigits = [];
    this.#lastEnd = null;
    return connection;
  }

  #farEnd(connection: Connection): FarEnd {
    const isCurrent = () => this.#connection === connection;
    return {
      media: connection.leg,
      ringing: async ({ withMedia }) => {
        if (!isCurrent()) return;
        connection.hasEarlyMedia = withMedia;
        if (!withMedia) connection.leg.sends = ringback();
        this.#tell();
      },
      answer: async () => {
        if (!isCurrent()) return;
        connection.leg.sends = silence();
        connection.hasEarlyMedia = false;
        this.#enter('in-call');
        this.#speak();
      },
      hangUp: (error) => {
        if (isCurrent()) this.#leave(endOf(this.#state, error));
      },
      hearDigit: (digit) => {
        this.#heardDigits.push({ digit, atMs: this.#deps.clock.now() - connection.startedMs });
        connection.menu?.readBack(digit);
        this.#tell();
      },
    };
  }

  /** Sets what is said, when there is somebody to hear it. */
  #speak(): void {
    const connection = this.#connection;
    if (connection === null) return;
    const isHeard = this.#state === 'in-call' || this.settings.character === 'early-media';
    if (!isHeard) return;
    connection.menu = this.settings.character === 'menu' ? createMenu() : null;
    connection.leg.voice =
      connection.menu ?? voiceOf(this.settings, connection.leg, this.#deps.microphone(this.number));
  }

  #enter(state: PhoneState): void {
    this.#state = state;
    this.#tell();
  }

  #leave(end: PhoneEnd): void {
    this.#cancelTimer();
    this.#connection?.leg.close();
    if (this.#state === 'calling' && end !== 'hung-up-here') this.#playBusyTone();
    this.#connection = null;
    this.#lastEnd = end;
    this.#enter('idle');
  }

  /** A caller whose call came to nothing hears it, after the call is gone. */
  #playBusyTone(): void {
    const leg = this.#deps.createLeg();
    leg.sends = busyTone();
    leg.onHeard((frame) => {
      if (this.#state === 'idle') this.#deps.play(this.number, frame);
    });
    this.#deps.clock.after(BUSY_TONE_MS, () => leg.close());
  }

  #tell(): void {
    this.#changed.emit(this.view());
  }
}

const nothing = async () => undefined;
