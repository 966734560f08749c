import type { Conversation } from '../../../worker/protocol.ts';
import { AlsoRinging } from './also-ringing.ts';
import { nameOf, ringingHere, type AnswererView, type PartyView } from './call.ts';
import { endingByUs, endingOfNews } from './ending.ts';
import { conversationOf, factsOfInvitation } from './invitation.ts';
import type { PhonePorts } from './ports.ts';
import type { Stage } from './stage.ts';
import { within } from './timeouts.ts';
import { whenWinnerFails } from './outrun.ts';
import type { IncomingVoiceCall } from './voice.ts';
import { Waiting, type WaitingCall } from './waiting.ts';

/** What the called side needs of the handset. */
export interface InboundHands {
  /** Follows a leg from now on, as that of this turn. */
  take(leg: IncomingVoiceCall, turn: number): void;
  hangUp(): void;
  /** The leg that was hung up is gone: the SDK would end it, when another is accepted, before the exchange heard of it. */
  left(): Promise<void>;
  changed(): void;
}

/** The called side of the handset: one invitation on the stage, the others in line. */
export class Inbound {
  #invitation: IncomingVoiceCall | null = null;
  /** The first that still rings is shown when the call on screen ends. */
  readonly #alsoRinging = new AlsoRinging(() => this.#lineChanged());
  readonly #waiting: Waiting;
  readonly #stage: Stage;
  readonly #ports: PhonePorts;
  /** Follows a leg from now on, as that of this turn. */
  readonly #take: (leg: IncomingVoiceCall, turn: number) => void;
  readonly #left: () => Promise<void>;
  readonly #changed: () => void;

  constructor(stage: Stage, ports: PhonePorts, hands: InboundHands) {
    this.#stage = stage;
    this.#ports = ports;
    this.#take = hands.take;
    this.#left = hands.left;
    this.#changed = hands.changed;
    this.#waiting = new Waiting(this.#alsoRinging, ports, {
      get call() {
        return stage.call;
      },
      ask: (name) => this.#askToAnswer(name),
      endAndAnswer: (leg) => {
        if (this.#alsoRinging.first === leg) hands.hangUp();
        const isHere = this.#invitation === leg && stage.call?.state === 'pending';
        if (isHere) this.#accept(true);
        return isHere;
      },
      changed: () => this.#lineChanged(),
    });
  }

  /** Who rings while the person is busy, or null. */
  get waiting(): WaitingCall | null {
    return this.#waiting.view;
  }
  /** The second call is to be heard, softly. */
  get isBeeping(): boolean {
    return this.#waiting.isBeeping;
  }

  /** An invitation arrived. */
  ring(leg: IncomingVoiceCall): void {
    if (this.#stage.isTaken) {
      this.#alsoRinging.add(leg);
      return;
    }
    this.#invitation = leg;
    const facts = factsOfInvitation(leg, this.#ports.names, this.#passedFrom(conversationOf(leg)));
    const turn = this.#stage.begin(ringingHere(facts));
    this.#take(leg, turn);
    if (facts.joining?.as === 'moved') void this.#answerByItself(leg, turn);
  }

  /** The stage is free: the next in line may have it. */
  ringNext(): void {
    const next = this.#alsoRinging.takeFirst();
    if (next !== undefined) this.ring(next);
  }

  accept(): void {
    this.#accept(false);
  }

  /** `isGranted`: the exchange has given us the right already. */
  #accept(isGranted: boolean): void {
    const { call, turn } = this.#stage;
    if (this.#invitation === null || call?.state !== 'pending' || call.isAnswering || call.outrunBy !== null) return;
    this.#stage.apply({ type: 'answering' });
    void this.#answer(this.#invitation, turn, isGranted);
  }

  /** For all my devices; the others of us ring on. */
  decline(): void {
    const { call } = this.#stage;
    const invitation = this.#invitation;
    if (call?.state !== 'pending') return;
    this.#ports.exchange.decline(nameOf(call));
    // The next caller may take the stage, and with it our hands, as soon as this call is over.
    this.#stage.end(endingByUs(call));
    invitation?.reject();
  }

  /** No ringtone here; it rings on, here in silence and elsewhere. */
  silence(): void {
    this.#stage.apply({ type: 'silenced' });
  }

  /** The exchange tells of a call: another device of mine, or somebody else of us, may have taken it or turned it down. */
  hear(news: Conversation): void {
    this.#alsoRinging.hear(news);
    const { call } = this.#stage;
    const invitation = this.#invitation;
    const hasRungOnly = call?.state === 'pending' || (call?.state === 'closed' && call.talkSeconds === null);
    if (!hasRungOnly || nameOf(call) !== news.callSid) return;
    const ending = endingOfNews(news, call.direction === 'inbound' && call.joining !== null);
    if (ending === null) return;
    // The network may have been quicker, and our leg be over: then only the reason is news.
    this.#stage.apply({ type: 'settled', ending });
    this.#stage.end(ending);
    if (ending.reason === 'declined' && call.state === 'pending') invitation?.reject();
  }

  /** The line was lost, and every leg with it. */
  clear(): void {
    this.#alsoRinging.clear();
  }

  /** Whom the call on the stage was passed on to, when it is the same one that comes back. */
  #passedFrom(conversationSid: string): PartyView | null {
    const { call } = this.#stage;
    return call?.state === 'closed' && nameOf(call) === conversationSid ? call.passedTo : null;
  }

  /** The person asked for it on another device of theirs; without the microphone it rings. */
  async #answerByItself(leg: IncomingVoiceCall, turn: number): Promise<void> {
    const permission = await this.#ports.microphone.permission();
    if (!this.#stage.isCurrent(turn)) return;
    if (permission === 'granted') await this.#answer(leg, turn, false);
    else this.#stage.apply({ type: 'answer-failed', problem: null });
  }

  async #answer(leg: IncomingVoiceCall, turn: number, isGranted: boolean): Promise<void> {
    const asked = this.#stage.call;
    if (asked === null) return;
    // A call that was answered before is not to be won any more: the network has it ring where it belongs.
    const isJoining = asked.direction === 'inbound' && asked.joining !== null;
    if (!(await this.#stage.holdMicrophone(turn))) {
      if (isGranted && !isJoining) this.#ports.exchange.releaseAnswer(nameOf(asked));
      return;
    }
    const winner = isGranted || isJoining ? null : await this.#askToAnswer(nameOf(asked));
    await this.#left();
    if (!this.#stage.isCurrent(turn)) {
      if (winner === null && !isJoining) this.#ports.exchange.releaseAnswer(nameOf(asked));
      return;
    }
    if (winner !== null) {
      this.#outrun(winner, turn);
      return;
    }
    this.#stage.apply({ type: 'accepting' });
    leg.accept();
  }

  /** The network ends our leg once that device has answered; if it fails to, it rings here again. */
  #outrun(by: AnswererView, turn: number): void {
    this.#stage.letGo();
    this.#stage.apply({ type: 'outrun', by });
    const { clock, exchange } = this.#ports;
    const { call } = this.#stage;
    if (call === null) return;
    const look = () => exchange.winner(nameOf(call));
    const cancel = whenWinnerFails(clock, look, () => {
      if (this.#stage.isCurrent(turn)) this.#stage.apply({ type: 'rings-again' });
    });
    this.#stage.hold(cancel);
  }

  /** Null: we may answer. Also when the exchange does not say in time: then whoever is first for the network has the call. */
  #askToAnswer(name: string): Promise<AnswererView | null> {
    const { clock, exchange } = this.#ports;
    return within(clock, 'answering', exchange.askToAnswer(name)).catch(() => null);
  }

  #lineChanged(): void {
    this.#stage.soundAgain();
    this.#changed();
  }
}
