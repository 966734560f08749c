import type { Conversation } from '../../../worker/protocol.ts';
import { dialing, isLive, isTalking, nameOf, type Call } from './call.ts';
import { endingByUs, endingOfSdk } from './ending.ts';
import { Inbound } from './inbound.ts';
import { KeyQueue } from './key-queue.ts';
import { askOutcome } from './outcome.ts';
import { calleeOf, numberAndKeys } from './party.ts';
import type { PhonePorts } from './ports.ts';
import { problemOfSdkCode } from './problems.ts';
import { Stage } from './stage.ts';
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

/** The call on the stage and the leg under it: places calls, follows them, and sends keys. */
export class Handset {
  #leg: VoiceCall | null = null;
  #hasRedone = false;
  #cancelRing: () => void = () => {};
  readonly #stage: Stage;
  readonly #inbound: Inbound;
  readonly #keys: KeyQueue;
  readonly #ports: PhonePorts;
  readonly #events: HandsetEvents;

  constructor(ports: PhonePorts, events: HandsetEvents) {
    this.#ports = ports;
    this.#events = events;
    this.#keys = new KeyQueue(ports.clock, (keys) => this.#leg?.sendDigits(keys));
    this.#stage = new Stage(ports, {
      changed: () => events.changed(),
      free: () => {
        this.#keys.clear();
        this.#inbound.ringNext();
      },
    });
    this.#inbound = new Inbound(this.#stage, ports, (leg, turn) => this.#take(leg, turn));
  }

  get call(): Call | null {
    return this.#stage.call;
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
    for (const call of news) this.#inbound.hear(call);
  }

  hangUp(): void {
    const { call } = this.#stage;
    const leg = this.#leg;
    if (call === null || !isLive(call) || call.state === 'pending') return;
    // The next caller may take the stage, and with it our hands, as soon as this call is over.
    this.#stage.end(endingByUs(call));
    leg?.disconnect();
  }

  setMuted(isMuted: boolean): void {
    if (this.call === null || !isTalking(this.call)) return;
    this.#leg?.mute(isMuted);
    this.#stage.apply({ type: 'muted', isMuted });
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
    this.#leg = null;
    if (call !== null && isLive(call)) {
      const fallback = endingOfSdk(call, sdkCode);
      this.#stage.end({ ...fallback, isSettled: false });
      const { clock, exchange } = this.#ports;
      if (call.direction === 'inbound' && call.state === 'connecting') exchange.releaseAnswer(nameOf(call));
      void askOutcome(clock, () => exchange.outcome(nameOf(call)), isTalking(call)).then((told) => {
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
