import { AlsoRinging } from './also-ringing.ts';
import { ringingHere } from './call.ts';
import { endingByUs } from './ending.ts';
import { callerOf } from './party.ts';
import type { PhonePorts } from './ports.ts';
import type { Stage } from './stage.ts';
import type { IncomingVoiceCall } from './voice.ts';

/** The called side of the handset: one invitation on the stage, the others in line. */
export class Inbound {
  #invitation: IncomingVoiceCall | null = null;
  /** The first that still rings is shown when the call on screen ends. */
  readonly #alsoRinging = new AlsoRinging();
  readonly #stage: Stage;
  readonly #ports: PhonePorts;
  /** Follows a leg from now on, as that of this turn. */
  readonly #take: (leg: IncomingVoiceCall, turn: number) => void;

  constructor(stage: Stage, ports: PhonePorts, take: (leg: IncomingVoiceCall, turn: number) => void) {
    this.#stage = stage;
    this.#ports = ports;
    this.#take = take;
  }

  /** An invitation arrived. */
  ring(leg: IncomingVoiceCall): void {
    if (this.#stage.isTaken) {
      this.#alsoRinging.add(leg);
      return;
    }
    const { parameters, customParameters } = leg;
    this.#invitation = leg;
    const turn = this.#stage.begin(
      ringingHere({
        party: callerOf(parameters.From ?? '', this.#ports.labelOf),
        callSid: parameters.CallSid ?? '',
        conversationSid: customParameters.get('conversation') ?? null,
        line: customParameters.get('line') ?? null,
        callerName: customParameters.get('caller_name')?.slice(0, 60) || null,
        isVerified: leg.isVerified,
      }),
    );
    this.#take(leg, turn);
  }

  /** The stage is free: the next in line may have it. */
  ringNext(): void {
    const next = this.#alsoRinging.takeFirst();
    if (next !== undefined) this.ring(next);
  }

  accept(): void {
    const { call, turn } = this.#stage;
    if (this.#invitation === null || call?.state !== 'pending' || call.isAnswering) return;
    this.#stage.apply({ type: 'answering' });
    void this.#answer(this.#invitation, turn);
  }

  decline(): void {
    const { call } = this.#stage;
    const invitation = this.#invitation;
    if (call?.state !== 'pending') return;
    // The next caller may take the stage, and with it our hands, as soon as this call is over.
    this.#stage.end(endingByUs(call));
    invitation?.reject();
  }

  /** The line was lost, and every leg with it. */
  clear(): void {
    this.#alsoRinging.clear();
  }

  async #answer(leg: IncomingVoiceCall, turn: number): Promise<void> {
    if (!(await this.#stage.holdMicrophone(turn))) return;
    this.#stage.apply({ type: 'accepting' });
    leg.accept();
  }
}
