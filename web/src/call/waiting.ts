import type { AlsoRinging } from './also-ringing.ts';
import { isLive, type AnswererView, type Call, type InboundFacts } from './call.ts';
import { conversationOf, factsOfInvitation } from './invitation.ts';
import { joiningOf } from './joining.ts';
import type { PhonePorts } from './ports.ts';
import { refusedShownMs } from './timeouts.ts';
import type { IncomingVoiceCall } from './voice.ts';

/** A second caller, who rings while the person talks or calls. */
export interface WaitingCall extends Pick<InboundFacts, 'party' | 'line' | 'callerName' | 'callSid' | 'joining'> {
  /** Another device was quicker to answer it: shown for a while, and nothing can be done. */
  outrunBy: AnswererView | null;
  /** Ends the call on screen and answers this one; null while that is under way, or refused. */
  endAndAnswer: (() => void) | null;
  /** On all my devices. */
  decline: (() => void) | null;
}

/** What the second call needs of the first. */
export interface BusyWith {
  readonly call: Call | null;
  /** May we answer? Null: yes, else who has it. */
  ask(name: string): Promise<AnswererView | null>;
  /** Ends the call on screen and answers this one with the right that we have; false when it does not ring any more. */
  endAndAnswer(leg: IncomingVoiceCall): boolean;
  changed(): void;
}

/**
 * The second call. The SDK ends the first call when another is accepted, so it never is while one lives: the right to answer is had
 * first, or else the person would lose both, then the first call is ended, then the second one answered.
 */
export class Waiting {
  /** Shown as long as it stays the same. */
  #shown: { leg: IncomingVoiceCall; view: WaitingCall } | null = null;
  #asking: IncomingVoiceCall | null = null;
  readonly #line: AlsoRinging;
  readonly #ports: PhonePorts;
  readonly #busy: BusyWith;

  constructor(line: AlsoRinging, ports: PhonePorts, busy: BusyWith) {
    this.#line = line;
    this.#ports = ports;
    this.#busy = busy;
  }

  /** Null while nobody waits; a call that rings here itself has the screen, and others wait behind it unseen. */
  get view(): WaitingCall | null {
    const { call } = this.#busy;
    if (call === null || !isLive(call) || call.state === 'pending') return null;
    if (this.#shown?.view.outrunBy) return this.#shown.view;
    const leg = this.#line.first;
    if (leg === undefined) this.#shown = null;
    else if (this.#shown?.leg !== leg) this.#show(leg, null);
    return this.#shown?.view ?? null;
  }

  /** It is heard as well, softly. */
  get isBeeping(): boolean {
    const { view } = this;
    return view !== null && view.endAndAnswer !== null;
  }

  #show(leg: IncomingVoiceCall, outrunBy: AnswererView | null): void {
    const { party, line, callerName, callSid, joining } = factsOfInvitation(leg, this.#ports.names);
    const canAct = outrunBy === null && this.#asking !== leg;
    this.#shown = {
      leg,
      view: {
        party,
        line,
        callerName,
        callSid,
        joining,
        outrunBy,
        endAndAnswer: canAct ? () => void this.#endAndAnswer(leg) : null,
        decline: canAct ? () => this.#decline(leg) : null,
      },
    };
  }

  async #endAndAnswer(leg: IncomingVoiceCall): Promise<void> {
    if (this.#asking !== null) return;
    this.#asking = leg;
    this.#show(leg, null);
    this.#busy.changed();
    // A call that was answered before is not to be won any more: the network has it ring where it belongs.
    const isJoining = joiningOf(leg.customParameters, null) !== null;
    const winner = isJoining ? null : await this.#busy.ask(conversationOf(leg));
    this.#asking = null;
    this.#shown = null;
    if (winner !== null) this.#refused(leg, winner);
    else if (!this.#busy.endAndAnswer(leg) && !isJoining) this.#ports.exchange.releaseAnswer(conversationOf(leg));
    this.#busy.changed();
  }

  #refused(leg: IncomingVoiceCall, by: AnswererView): void {
    this.#show(leg, by);
    this.#ports.clock.after(refusedShownMs, () => {
      this.#shown = null;
      this.#busy.changed();
    });
  }

  #decline(leg: IncomingVoiceCall): void {
    this.#ports.exchange.decline(conversationOf(leg));
    this.#line.remove(leg);
    leg.reject();
  }
}
