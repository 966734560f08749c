import { ringClient } from './client-callee.ts';
import { createTrunk } from './trunk.ts';
import type { Account } from '../account.ts';
import type { Call } from './call.ts';
import type { CalleeEvents, FarEnd, PublicNetwork } from './far-end.ts';
import type { Leg } from './leg.ts';
import type { PhoneLeg } from '../media/phone-leg.ts';
import type { Clock, Signaling } from '../ports.ts';

/** Who calls one of our lines from the public network. */
export interface PublicCaller {
  from: string;
  to: string;
  stirVerstat: string | null;
}

export interface FarEndsDeps {
  account: Account;
  clock: Clock;
  publicNetwork: PublicNetwork;
  /** Sound for a leg between two lines of the account. */
  createLeg: () => PhoneLeg;
  /** Asked when it is needed: the signaling server is made after the exchange it speaks to. */
  signaling: () => Signaling;
}

/** Brings an outgoing leg to whoever it is for: a client's Devices, a telephone, or a line of the account itself. */
export class FarEnds {
  readonly #deps: FarEndsDeps;
  readonly #callIn: (caller: PublicCaller, make: (callSid: string, hungUp: () => void) => FarEnd) => Call | null;

  /** `callIn` calls a line of the account as from anywhere else. */
  constructor(
    deps: FarEndsDeps,
    callIn: (caller: PublicCaller, make: (callSid: string, hungUp: () => void) => FarEnd) => Call | null,
  ) {
    this.#deps = deps;
    this.#callIn = callIn;
  }

  /** Rings the `to` of a leg. `parameters` and `stirVerstat` reach a Device; nobody there is a refusal, a moment later. */
  ring(
    child: Leg,
    { parameters, stirVerstat }: { parameters: readonly { name: string; value: string }[]; stirVerstat: string | null },
    events: CalleeEvents,
  ): void {
    const { to } = child.call.facts;
    const isClient = to.startsWith('client:');
    const far = isClient ? this.#ringClient(child, parameters, stirVerstat, events) : this.#ringNumber(child, events);
    // Asked after this turn: nobody hears about a leg before the function that made it has returned.
    if (far === null) this.#deps.clock.after(0, () => events.refused(isClient ? 480 : 404));
    child.connect(far ?? NOBODY);
  }

  #ringClient(
    child: Leg,
    parameters: readonly { name: string; value: string }[],
    stirVerstat: string | null,
    events: CalleeEvents,
  ): FarEnd | null {
    const { sid: callSid, facts } = child.call;
    const identity = facts.to.slice('client:'.length);
    const signaling = this.#deps.signaling();
    const connections = signaling.registered(identity);
    if (connections.length === 0) {
      child.call.note('leg', `no registered Device of "${identity}"`);
      return null;
    }
    const params = new URLSearchParams(parameters.map(({ name, value }) => [name, value]));
    return ringClient(signaling, connections, {
      callSid,
      parameters: {
        ApiVersion: '2010-04-01',
        CallSid: callSid,
        AccountSid: this.#deps.account.accountSid,
        From: facts.from,
        To: facts.to,
        ...(parameters.length === 0 ? {} : { Params: params.toString() }),
        ...(stirVerstat === null ? {} : { StirStatus: stirVerstat }),
      },
      events,
    });
  }

  #ringNumber(child: Leg, events: CalleeEvents): FarEnd | null {
    const { sid: callSid, facts } = child.call;
    if (this.#deps.account.phoneNumbers.some(({ phoneNumber }) => phoneNumber === facts.to)) {
      return this.#ringLine(child, events);
    }
    return this.#deps.publicNetwork.ring({ callSid, from: facts.from, to: facts.to, stirVerstat: null, events });
  }

  /** The number dialed is a line of this very account: it is called as from anywhere else, by a call of its own. */
  #ringLine(child: Leg, events: CalleeEvents): FarEnd | null {
    const { from, to } = child.call.facts;
    let dialed: FarEnd | null = null;
    const call = this.#callIn({ from, to, stirVerstat: null }, (_, hungUp) => {
      const trunk = createTrunk(this.#deps.createLeg, { events, hungUp });
      dialed = trunk.dialed;
      return trunk.caller;
    });
    child.call.note('leg', 'calls a line of the account', { call: call?.sid });
    return dialed;
  }
}

const NOBODY: FarEnd = {
  media: null,
  ringing: async () => undefined,
  answer: async () => undefined,
  hangUp: () => undefined,
  hearDigit: () => undefined,
};
