import { Disorder } from './disorder.ts';
import { meetsRest, meetsWebhook, restFaultOf, webhookFaultOf, type RequestFault } from './request-faults.ts';
import type { Fault } from './fault-inputs.ts';
import type { Clock, MediaLeg, Signaling, WebRtcLeg } from '../ports.ts';
import type { RestFault, RestRequest } from '../rest/faulty.ts';
import type { Outgoing, WebhookFault } from '../webhooks/webhooks.ts';

export interface ActiveFault {
  id: string;
  fault: Fault;
  /** How many requests it has met. */
  met: number;
}

/** A living leg whose far end may be an SDK. */
export interface FaultyLeg {
  callSid: string;
  identity: string | null;
  media: MediaLeg | null;
}

interface Applied {
  affected: number;
  undo: () => void;
  /** Of `disorder-callbacks`: what it keeps back. */
  disorder?: Disorder;
}

interface Active extends ActiveFault {
  undo: () => void;
  disorder: Disorder | null;
}

/** What goes wrong on request: faults that last until removed or spent, and those that happen once. */
export class Faults {
  readonly #deps: { clock: Clock; signaling: () => Signaling; legs: () => FaultyLeg[] };
  readonly #active = new Map<string, Active>();
  #nextId = 1;

  constructor(deps: { clock: Clock; signaling: () => Signaling; legs: () => FaultyLeg[] }) {
    this.#deps = deps;
  }

  all(): ActiveFault[] {
    return [...this.#active.values()].map(({ id, fault, met }) => ({ id, fault, met }));
  }

  /** `affected`: how many sockets or legs it met at once; 0 for a fault that waits for something to come. */
  add(fault: Fault): { id: string; affected: number } {
    const id = `fault-${this.#nextId++}`;
    const { affected, undo, disorder = null } = this.#apply(fault);
    const lasts = fault.kind !== 'expire-token' && (fault.kind !== 'drop-socket' || fault.forMs !== undefined);
    if (!lasts) return { id, affected };
    const forMs = 'forMs' in fault ? fault.forMs : undefined;
    const cancel = forMs === undefined ? () => {} : this.#deps.clock.after(forMs, () => this.remove(id));
    this.#active.set(id, {
      id,
      fault,
      met: 0,
      disorder,
      undo: () => {
        cancel();
        undo();
      },
    });
    return { id, affected };
  }

  /** False when there is no such fault, or it is over. */
  remove(id: string): boolean {
    const active = this.#active.get(id);
    if (active === undefined) return false;
    this.#active.delete(id);
    active.undo();
    return true;
  }

  clear(): void {
    for (const id of [...this.#active.keys()]) this.remove(id);
  }

  /** What happens to a webhook. One that is lost meets no other fault. */
  webhookFault(request: Outgoing): WebhookFault | null {
    const matching = this.#matching((fault) => meetsWebhook(fault, request));
    const losing = matching.filter(({ fault }) => fault.kind === 'lose-callback');
    const met = this.#meet(losing.length > 0 ? losing : matching);
    if (met.length === 0) return null;
    const holding = matching.find(({ disorder }) => disorder !== null);
    const hold: WebhookFault['hold'] = (send) => {
      const sent = holding?.disorder?.hold(request.group, send) ?? send();
      // Only now: the last one it meets goes with the others.
      if (holding !== undefined) this.#endIfSpent(holding);
      return sent;
    };
    return webhookFaultOf(met, holding === undefined || losing.length > 0 ? null : hold);
  }

  /** What happens to a request to the REST API. */
  restFault(request: RestRequest): RestFault | null {
    const met = this.#meet(this.#matching((fault) => meetsRest(fault, request)));
    return met.length === 0 ? null : restFaultOf(met);
  }

  #matching(isMet: (fault: RequestFault) => boolean): Active[] {
    return [...this.#active.values()].filter(
      (active) => 'urlContains' in active.fault && !isSpent(active) && isMet(active.fault),
    );
  }

  #meet(actives: Active[]): RequestFault[] {
    for (const active of actives) {
      active.met += 1;
      if (active.disorder === null) this.#endIfSpent(active);
    }
    return actives.flatMap(({ fault }) => ('urlContains' in fault ? [fault] : []));
  }

  #endIfSpent(active: Active): void {
    if (isSpent(active)) this.remove(active.id);
  }

  #apply(fault: Fault): Applied {
    const signaling = this.#deps.signaling();
    switch (fault.kind) {
      case 'drop-socket':
        if (fault.forMs !== undefined) signaling.setRefusing(true);
        return { affected: signaling.dropSockets(fault.identity), undo: () => this.#stopRefusing() };
      case 'refuse-sockets':
        signaling.setRefusing(true);
        return { affected: 0, undo: () => this.#stopRefusing() };
      case 'silence-heartbeat':
        return {
          affected: signaling.setHeartbeatSilenced(true, fault.identity),
          undo: () => void signaling.setHeartbeatSilenced(false, fault.identity),
        };
      case 'expire-token':
        return { affected: signaling.expireTokens(fault.identity), undo: () => {} };
      case 'blackhole-media':
        return this.#spoil(fault, (leg, isOn) => leg.setBlackhole(isOn));
      case 'lossy-media':
        return this.#spoil(fault, (leg, isOn) => leg.setLoss(isOn ? fault.percent : 0));
      case 'disorder-callbacks': {
        const disorder = new Disorder({ held: fault.held, order: fault.order, seed: fault.seed });
        return { affected: 0, undo: () => disorder.end(), disorder };
      }
      case 'delay-webhook':
      case 'fail-webhook':
      case 'lose-callback':
      case 'delay-callback':
      case 'double-callback':
      case 'delay-rest':
      case 'fail-rest':
        return { affected: 0, undo: () => {} };
    }
  }

  /** Of the calls there are now. */
  #spoil(
    fault: Fault & { kind: 'blackhole-media' | 'lossy-media' },
    set: (leg: WebRtcLeg, isOn: boolean) => void,
  ): Applied {
    const legs = this.#deps
      .legs()
      .filter(
        ({ callSid, identity }) => (fault.callSid ?? callSid) === callSid && (fault.identity ?? identity) === identity,
      )
      .map(({ media }) => media)
      .filter(isWebRtc);
    for (const leg of legs) set(leg, true);
    return { affected: legs.length, undo: () => legs.forEach((leg) => set(leg, false)) };
  }

  #stopRefusing(): void {
    const isStillWanted = [...this.#active.values()].some(
      ({ fault }) => fault.kind === 'refuse-sockets' || fault.kind === 'drop-socket',
    );
    if (!isStillWanted) this.#deps.signaling().setRefusing(false);
  }
}

function isSpent({ fault, met }: Active): boolean {
  return 'count' in fault && fault.count !== undefined && met >= fault.count;
}

function isWebRtc(media: MediaLeg | null): media is WebRtcLeg {
  return media !== null && 'setBlackhole' in media;
}
