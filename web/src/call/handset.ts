import { AlsoRinging } from './also-ringing.ts';
import { dialing, isLive, isTalking, nameOf, ringingHere, transition, type Call, type CallEvent } from './call.ts';
import { shownForMs, sound } from './effects.ts';
import { endingByUs, endingOfSdk } from './ending.ts';
import { KeyQueue } from './key-queue.ts';
import { askOutcome } from './outcome.ts';
import { calleeOf, callerOf, numberAndKeys } from './party.ts';
import type { PhonePorts } from './ports.ts';
import { problemOf, problemOfSdkCode } from './problems.ts';
import { timeouts, within } from './timeouts.ts';
import type { IncomingVoiceCall, Voice, VoiceCall, VoiceCallEvent } from './voice.ts';

/** What the handset needs of the telephone around it. */
export interface HandsetEvents {
  changed(): void;
  /** A line that can carry a call now, or a `Trouble`; `anew`: on a new line with a new token. */
  line(options?: { anew: boolean }): Promise<Voice>;
  /** The leg is over; `isLineStuck`: the line must be made anew before it can carry another. */
  legEnded(isLineStuck: boolean): void;
}

/** The one call on screen and the leg under it. Every change of the call goes through `#set`. */
export class Handset {
  #call: Call | null = null;
  #leg: VoiceCall | null = null;
  #ringing: IncomingVoiceCall | null = null;
  /** The first that still rings is shown when the call on screen ends. */
  readonly #alsoRinging = new AlsoRinging();
  /** Counts calls: what an older one still learns is no longer news. */
  #turn = 0;
  #hasRedone = false;
  #releaseMicrophone: () => void = () => {};
  #cancelRing: () => void = () => {};
  #cancelDismissal: () => void = () => {};
  readonly #keys: KeyQueue;
  readonly #ports: PhonePorts;
  readonly #events: HandsetEvents;

  constructor(ports: PhonePorts, events: HandsetEvents) {
    this.#ports = ports;
    this.#events = events;
    this.#keys = new KeyQueue(ports.clock, (keys) => this.#leg?.sendDigits(keys));
  }

  get call(): Call | null {
    return this.#call;
  }
  /** The network has a leg of ours, ringing or talking. */
  get hasLeg(): boolean {
    return this.#leg !== null;
  }

  dial(to: string): void {
    if (this.#call !== null && isLive(this.#call)) return;
    this.#begin(dialing(to, calleeOf(to, this.#ports.labelOf), this.#ports.newAttempt()));
    void this.#place(this.#turn);
  }

  /** An invitation arrived. */
  ring(leg: IncomingVoiceCall): void {
    if (this.#call !== null && isLive(this.#call)) {
      this.#alsoRinging.add(leg);
      return;
    }
    const { parameters, customParameters } = leg;
    this.#ringing = leg;
    this.#begin(
      ringingHere({
        party: callerOf(parameters.From ?? '', this.#ports.labelOf),
        callSid: parameters.CallSid ?? '',
        conversationSid: customParameters.get('conversation') ?? null,
        line: customParameters.get('line') ?? null,
        callerName: customParameters.get('caller_name')?.slice(0, 60) || null,
        isVerified: leg.isVerified,
      }),
    );
    this.#take(leg, this.#turn);
  }

  accept(): void {
    if (this.#ringing === null || this.#call?.state !== 'pending' || this.#call.isAnswering) return;
    this.#apply({ type: 'answering' });
    void this.#answer(this.#ringing, this.#turn);
  }

  decline(): void {
    if (this.#call?.state === 'pending') this.#endByUs();
  }

  hangUp(): void {
    if (this.#call !== null && isLive(this.#call) && this.#call.state !== 'pending') this.#endByUs();
  }

  setMuted(isMuted: boolean): void {
    if (this.#call === null || !isTalking(this.#call)) return;
    this.#leg?.mute(isMuted);
    this.#apply({ type: 'muted', isMuted });
  }

  /** Keys of a call: `0-9 * #`; anything else is left out. */
  sendDigits(digits: string): void {
    const keys = digits.replace(/[^0-9*#]/g, '');
    if (keys === '' || this.#call?.state !== 'open') return;
    this.#keys.press(keys);
    for (const key of keys) this.#ports.player.key(key);
    this.#apply({ type: 'digits-sent', digits: keys });
  }

  dismiss(): void {
    if (this.#call !== null && !isLive(this.#call)) this.#set(null);
  }

  /** The line was lost, and every leg with it, without a word from them. */
  lineLost(): void {
    this.#alsoRinging.clear();
    if (this.#leg !== null) this.#heard({ type: 'ended', sdkCode: 31009, isLineStuck: false }, this.#turn);
  }

  /** The token was refused under a call that nobody has rung yet: places it once more. True when it does. */
  placeAgain(): boolean {
    const call = this.#call;
    if (call?.state !== 'connecting' || call.direction !== 'outbound' || this.#hasRedone) return false;
    this.#hasRedone = true;
    this.#leg = null;
    this.#cancelRing();
    void this.#connect(++this.#turn, true);
    return true;
  }

  async #place(turn: number): Promise<void> {
    // The line comes up while the person is asked for the microphone; how that went is asked again after.
    this.#events.line().catch(() => {});
    if (await this.#holdMicrophone(turn)) await this.#connect(turn, false);
  }

  async #connect(turn: number, anew: boolean): Promise<void> {
    try {
      const line = await this.#events.line({ anew });
      const call = this.#call;
      if (!this.#isCurrent(turn) || call?.direction !== 'outbound') return;
      this.#apply({ type: 'prepared' });
      const connecting = line.connect({ To: numberAndKeys(call.dialed).number, Attempt: call.attempt });
      const leg = await within(this.#ports.clock, 'connect', connecting).catch((thrown: unknown) => {
        connecting.then((late) => late.disconnect()).catch(() => {});
        this.#events.legEnded(true);
        throw thrown;
      });
      if (!this.#isCurrent(turn)) {
        leg.disconnect();
        return;
      }
      this.#take(leg, turn);
      this.#cancelRing = this.#ports.clock.after(timeouts.ring.ms, () => leg.disconnect());
    } catch (thrown) {
      this.#fail(thrown, turn);
    }
  }

  async #answer(leg: IncomingVoiceCall, turn: number): Promise<void> {
    if (!(await this.#holdMicrophone(turn))) return;
    this.#apply({ type: 'accepting' });
    leg.accept();
  }

  /** Asks for the microphone and keeps it until the SDK has its own. False: the call cannot go on, or went without it. */
  async #holdMicrophone(turn: number): Promise<boolean> {
    try {
      const release = await this.#ports.microphone.open();
      if (!this.#isCurrent(turn)) {
        release();
        return false;
      }
      this.#releaseMicrophone = release;
      return true;
    } catch (thrown) {
      if (this.#isCurrent(turn) && this.#call?.state === 'pending')
        this.#apply({ type: 'answer-failed', problem: problemOf(thrown) });
      else this.#fail(thrown, turn);
      return false;
    }
  }

  #take(leg: VoiceCall, turn: number): void {
    this.#leg = leg;
    leg.listen((event) => {
      this.#heard(event, turn);
    });
  }

  #heard(event: VoiceCallEvent, turn: number): void {
    if (turn !== this.#turn) return;
    const sid = this.#leg?.callSid ?? null;
    if (sid !== null) this.#apply({ type: 'identified', callSid: sid });
    switch (event.type) {
      case 'ringing':
        return this.#apply(event);
      case 'answered':
        this.#dropTools();
        this.#apply({ type: 'answered', at: this.#ports.clock.now() });
        return this.#pressDialedKeys();
      case 'reconnecting':
      case 'reconnected':
        return this.#apply(event);
      case 'ended':
        return this.#legEnded(event.sdkCode, event.isLineStuck, turn);
    }
  }

  #legEnded(sdkCode: number | null, isLineStuck: boolean, turn: number): void {
    if (sdkCode !== null && problemOfSdkCode(sdkCode).code === 'token-expired' && this.placeAgain()) return;
    const call = this.#call;
    this.#leg = null;
    if (call !== null && isLive(call)) {
      const fallback = endingOfSdk(call, sdkCode);
      this.#apply({ type: 'ended', at: this.#ports.clock.now(), ending: { ...fallback, isSettled: false } });
      const { clock, exchange } = this.#ports;
      void askOutcome(clock, () => exchange.outcome(nameOf(call)), isTalking(call)).then((told) => {
        if (turn === this.#turn) this.#apply({ type: 'settled', ending: told ?? fallback });
      });
    }
    this.#events.legEnded(isLineStuck);
  }

  /** The keys that were dialled behind the number, an extension say: now somebody hears them. */
  #pressDialedKeys(): void {
    if (this.#call?.direction !== 'outbound') return;
    const { keys } = numberAndKeys(this.#call.dialed);
    if (keys === '') return;
    this.#keys.press(keys);
    this.#apply({ type: 'digits-sent', digits: keys.replaceAll(',', '') });
  }

  #endByUs(): void {
    const [call, leg, invitation] = [this.#call, this.#leg, this.#ringing];
    if (call === null) return;
    // The next caller may take the screen, and with it our hands, as soon as this call is over.
    this.#apply({ type: 'ended', at: this.#ports.clock.now(), ending: endingByUs(call) });
    if (call.state === 'pending') invitation?.reject();
    else leg?.disconnect();
  }

  #fail(thrown: unknown, turn: number): void {
    if (!this.#isCurrent(turn)) return;
    const ending = { reason: 'failed', isSettled: true, problem: problemOf(thrown) } as const;
    this.#apply({ type: 'ended', at: this.#ports.clock.now(), ending });
  }

  #isCurrent(turn: number): boolean {
    return turn === this.#turn && this.#call !== null && isLive(this.#call);
  }

  #begin(call: Call): void {
    this.#turn += 1;
    this.#hasRedone = false;
    this.#set(call);
  }

  #apply(event: CallEvent): void {
    if (this.#call === null) return;
    const next = transition(this.#call, event);
    if (next !== this.#call) this.#set(next);
  }

  /** The one door: sounds follow from the call, a closed one gives back what it held. */
  #set(call: Call | null): void {
    const before = this.#call;
    this.#call = call;
    const wasTalking = before !== null && isTalking(before);
    if (call !== null && isTalking(call) && !wasTalking) this.#ports.player.once('connect');
    if (call?.state === 'closed' && wasTalking) this.#ports.player.once('end');
    this.#ports.player.sustain(sound(call));
    if (call === null || !isLive(call)) this.#dropTools();
    this.#cancelDismissal();
    const shownMs = call === null ? null : shownForMs(call);
    if (shownMs !== null) this.#cancelDismissal = this.#ports.clock.after(shownMs, () => this.dismiss());
    this.#events.changed();
    if (call === null || !isLive(call)) this.#showNextRinging();
  }

  #dropTools(): void {
    this.#keys.clear();
    this.#cancelRing();
    this.#releaseMicrophone();
    this.#cancelRing = this.#releaseMicrophone = () => {};
  }

  #showNextRinging(): void {
    const next = this.#alsoRinging.takeFirst();
    if (next !== undefined) this.ring(next);
  }
}
