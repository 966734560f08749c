import type { Conversation } from '../../../worker/protocol.ts';
import { dialing, isLive, isTalking, nameOf, type Call } from './call.ts';
import { endingByUs, endingOfLeaving, endingOfSdk, endingTold } from './ending.ts';
import { HangUps } from './hang-ups.ts';
import { Inbound } from './inbound.ts';
import { KeyQueue } from './key-queue.ts';
import { askOutcome } from './outcome.ts';
import { calleeOf, numberAndKeys } from './party.ts';
import type { PhonePorts } from './ports.ts';
import { problemOfSdkCode } from './problems.ts';
import { Stage } from './stage.ts';
import { Steering } from './steering.ts';
import { isSilent } from './talk.ts';
import { hangUpSaidMs, timeouts, within } from './timeouts.ts';
import type { WaitingCall } from './waiting.ts';
import type { IncomingVoiceCall, Voice, VoiceCall, VoiceCallEvent } from './voice.ts';

/** What the handset needs of the telephone around it. */
export interface HandsetEvents {
  changed(): void;
  /** A line that can carry a call now, or a `Trouble`; `anew`: on a new line with a new token. */
  line(options?: { anew: boolean }): Promise<Voice>;
  /** The leg is over; `isLineStuck`: the line must be made anew before it can carry another. */
  legEnded(isLineStuck: boolean): void;
  /** From now on this is the leg under the call. */
  legTaken(leg: VoiceCall): void;
  /** Whether the person is asked something about a call that is over. */
  isAsking(call: Call): boolean;
}

/** The call on the stage and the leg under it: places calls, follows them, and sends keys. */
export class Handset {
  #leg: VoiceCall | null = null;
  #hasRedone = false;
  #cancelRing: () => void = () => {};
  #isSilent = false;
  /** The leg of the call before, until it is gone. */
  #leaving: Promise<void> = Promise.resolve();
  /** What is done to the call on the stage, and to those of mine that are elsewhere. */
  readonly steering: Steering;
  readonly #stage: Stage;
  readonly #inbound: Inbound;
  readonly #keys: KeyQueue;
  readonly #hangUps: HangUps;
  readonly #ports: PhonePorts;
  readonly #events: HandsetEvents;

  constructor(ports: PhonePorts, events: HandsetEvents) {
    this.#ports = ports;
    this.#events = events;
    this.#hangUps = new HangUps(ports);
    this.#keys = new KeyQueue(ports.clock, (keys) => this.#leg?.sendDigits(keys));
    this.#stage = new Stage(ports, {
      changed: () => {
        this.#keepSilence();
        events.changed();
      },
      isAsking: (call) => events.isAsking(call),
      free: () => {
        this.#keys.clear();
        this.#inbound.ringNext();
      },
      hasWaiting: () => this.#inbound.isBeeping,
    });
    this.#inbound = new Inbound(this.#stage, ports, {
      take: (leg, turn) => this.#take(leg, turn),
      hangUp: () => this.hangUp(),
      left: () => this.#leaving,
      changed: () => events.changed(),
    });
    const leave = () => this.#leg?.disconnect();
    this.steering = new Steering(this.#stage, ports, () => events.changed(), leave);
  }

  get call(): Call | null {
    return this.#stage.call;
  }
  /** Who rings while the person is busy, or null. */
  get waiting(): WaitingCall | null {
    return this.#inbound.waiting;
  }
  /** The network has a leg of ours, ringing or talking. */
  get hasLeg(): boolean {
    return this.#leg !== null;
  }

  dial(to: string): void {
    if (this.#stage.isTaken) return;
    this.#hasRedone = false;
    const { names, newAttempt, line } = this.#ports;
    const turn = this.#stage.begin(dialing(to, calleeOf(to, names), newAttempt(), line()));
    void this.#place(turn);
  }

  /** An invitation arrived. */
  ring(leg: IncomingVoiceCall): void {
    this.#inbound.ring(leg);
  }

  accept(): void {
    this.#inbound.accept();
  }

  decline(): void {
    this.#inbound.decline();
  }

  silence(): void {
    this.#inbound.silence();
  }

  /** The exchange tells of calls. */
  hear(news: readonly Conversation[]): void {
    for (const call of news) {
      this.#inbound.hear(call);
      this.steering.hear(call);
    }
  }

  hangUp(): void {
    const { call } = this.#stage;
    const leg = this.#leg;
    if (call === null || !isLive(call) || call.state === 'pending') return;
    // The next caller may take the stage, and with it our hands, as soon as this call is over.
    this.#stage.end(endingByUs(call));
    if (leg !== null) this.#leaving = this.#leave(call, leg);
  }

  /** There may be a network again: what the exchange did not hear is said again. */
  nudge(): void {
    this.#hangUps.sayAgain();
  }

  /** A leg that ends without a word of ours is a loss, and the person would be called back. */
  async #leave(call: Call, leg: VoiceCall): Promise<void> {
    const sid = leg.callSid;
    const mayBeTalking = isTalking(call) || (call.state === 'connecting' && call.direction === 'inbound');
    if (mayBeTalking && sid !== null) {
      leg.mute(true);
      const { clock } = this.#ports;
      const { promise: isLate, resolve } = Promise.withResolvers<undefined>();
      const cancel = clock.after(hangUpSaidMs, () => resolve(undefined));
      await Promise.race([this.#hangUps.say(call.direction === 'inbound' ? nameOf(call) : sid, sid), isLate]);
      cancel();
    }
    leg.disconnect();
  }

  setMuted(isMuted: boolean): void {
    this.#stage.apply({ type: 'muted', isMuted });
  }

  /** The microphone follows the call at once: from the tap on Hold not one word of ours goes out. */
  #keepSilence(): void {
    const { call } = this.#stage;
    const wantsSilence = call !== null && isTalking(call) && isSilent(call);
    if (call === null || !isTalking(call)) this.#isSilent = false;
    else if (wantsSilence !== this.#isSilent) {
      this.#isSilent = wantsSilence;
      this.#leg?.mute(wantsSilence);
    }
  }

  /** Keys of a call: `0-9 * #`; anything else is left out. */
  sendDigits(digits: string): void {
    const keys = digits.replace(/[^0-9*#]/g, '');
    if (keys === '' || this.call?.state !== 'open') return;
    this.#keys.press(keys);
    for (const key of keys) this.#ports.player.key(key);
    this.#stage.apply({ type: 'digits-sent', digits: keys });
  }

  dismiss(): void {
    this.#stage.dismiss();
  }

  /** The line was lost, and every leg with it, without a word from them. */
  lineLost(): void {
    this.#inbound.clear();
    if (this.#leg !== null) this.#heard({ type: 'ended', sdkCode: 31009, isLineStuck: false }, this.#stage.turn);
  }

  /** The token was refused under a call that nobody has rung yet: places it once more. True when it does. */
  placeAgain(): boolean {
    const { call } = this;
    if (call?.state !== 'connecting' || call.direction !== 'outbound' || this.#hasRedone) return false;
    this.#hasRedone = true;
    this.#leg = null;
    this.#cancelRing();
    void this.#connect(this.#stage.beginAnew(), true);
    return true;
  }

  async #place(turn: number): Promise<void> {
    // The line comes up while the person is asked for the microphone; how that went is asked again after.
    this.#events.line().catch(() => {});
    if (await this.#stage.holdMicrophone(turn)) await this.#connect(turn, false);
  }

  async #connect(turn: number, anew: boolean): Promise<void> {
    try {
      const line = await this.#events.line({ anew });
      await this.#leaving;
      const { call } = this;
      if (!this.#stage.isCurrent(turn) || call?.direction !== 'outbound') return;
      this.#stage.apply({ type: 'prepared' });
      const connecting = line.connect({
        To: numberAndKeys(call.dialed).number,
        Attempt: call.attempt,
        ...(call.line === null ? {} : { Line: call.line }),
      });
      const leg = await within(this.#ports.clock, 'connect', connecting).catch((thrown: unknown) => {
        connecting.then((late) => late.disconnect()).catch(() => {});
        this.#events.legEnded(true);
        throw thrown;
      });
      if (!this.#stage.isCurrent(turn)) {
        leg.disconnect();
        return;
      }
      this.#take(leg, turn);
      this.#cancelRing = this.#ports.clock.after(timeouts.ring.ms, () => leg.disconnect());
      this.#stage.hold(this.#cancelRing);
    } catch (thrown) {
      this.#stage.fail(thrown, turn);
    }
  }

  #take(leg: VoiceCall, turn: number): void {
    this.#leg = leg;
    this.#events.legTaken(leg);
    leg.listen((event) => {
      this.#heard(event, turn);
    });
  }

  #heard(event: VoiceCallEvent, turn: number): void {
    if (turn !== this.#stage.turn) return;
    const sid = this.#leg?.callSid ?? null;
    if (sid !== null) this.#stage.apply({ type: 'identified', callSid: sid });
    switch (event.type) {
      case 'ringing':
        return this.#stage.apply(event);
      case 'answered':
        this.#stage.letGo();
        this.#stage.apply({ type: 'answered', at: this.#ports.clock.now() });
        this.steering.begin();
        return this.#pressDialedKeys();
      case 'reconnecting':
      case 'reconnected':
        return this.#stage.apply(event);
      case 'ended':
        return this.#legEnded(event.sdkCode, event.isLineStuck, turn);
    }
  }

  #legEnded(sdkCode: number | null, isLineStuck: boolean, turn: number): void {
    if (sdkCode !== null && problemOfSdkCode(sdkCode).code === 'token-expired' && this.placeAgain()) return;
    const { call } = this;
    const hasSounded = this.#leg?.hasSounded ?? false;
    this.#leg = null;
    if (call !== null && isLive(call)) {
      const leaving = endingOfLeaving(call);
      const fallback = leaving ?? endingOfSdk(call, sdkCode, hasSounded);
      this.#stage.end({ ...fallback, isSettled: leaving?.isSettled ?? false });
      const { clock, exchange } = this.#ports;
      if (call.direction === 'inbound' && call.state === 'connecting') exchange.releaseAnswer(nameOf(call));
      const told = (outcome: Conversation) => endingTold(call, outcome);
      void askOutcome(clock, () => exchange.outcome(nameOf(call)), told).then((told) => {
        if (turn === this.#stage.turn) this.#stage.apply({ type: 'settled', ending: told ?? fallback });
      });
    }
    this.#events.legEnded(isLineStuck);
  }

  /** The keys that were dialled behind the number, an extension say: now somebody hears them. */
  #pressDialedKeys(): void {
    if (this.call?.direction !== 'outbound') return;
    const { keys } = numberAndKeys(this.call.dialed);
    if (keys === '') return;
    this.#keys.press(keys);
    this.#stage.apply({ type: 'digits-sent', digits: keys.replaceAll(',', '') });
  }
}
