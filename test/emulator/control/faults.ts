import type { Fault } from './inputs.ts';
import type { Clock, MediaLeg, Signaling, WebRtcLeg } from '../ports.ts';
import type { WebhookFault } from '../webhooks/webhooks.ts';

export interface ActiveFault {
  id: string;
  fault: Fault;
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
}

/** What goes wrong on request: faults that last until removed, and those that happen once. */
export class Faults {
  readonly #deps: { clock: Clock; signaling: () => Signaling; legs: () => FaultyLeg[] };
  readonly #active = new Map<string, { fault: Fault; undo: () => void }>();
  #nextId = 1;

  constructor(deps: { clock: Clock; signaling: () => Signaling; legs: () => FaultyLeg[] }) {
    this.#deps = deps;
  }

  all(): ActiveFault[] {
    return [...this.#active].map(([id, { fault }]) => ({ id, fault }));
  }

  /** `affected`: how many sockets or legs it met at once; 0 for a fault that waits for something to come. */
  add(fault: Fault): { id: string; affected: number } {
    const id = `fault-${this.#nextId++}`;
    const { affected, undo } = this.#apply(fault);
    const lasts = fault.kind !== 'expire-token' && (fault.kind !== 'drop-socket' || fault.forMs !== undefined);
    if (!lasts) return { id, affected };
    const forMs = 'forMs' in fault ? fault.forMs : undefined;
    const cancel = forMs === undefined ? () => {} : this.#deps.clock.after(forMs, () => this.remove(id));
    this.#active.set(id, {
      fault,
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

  /** What happens to a request to `url`: all delays add up, the first failure counts. */
  webhookFault(url: string): WebhookFault | null {
    const matching = [...this.#active.values()]
      .map(({ fault }) => fault)
      .filter((fault) => 'urlContains' in fault && url.includes(fault.urlContains));
    if (matching.length === 0) return null;
    const failing = matching.find((fault) => fault.kind === 'fail-webhook');
    return {
      delayMs: matching.reduce((sum, fault) => sum + (fault.kind === 'delay-webhook' ? fault.ms : 0), 0),
      fail: failing === undefined ? null : (failing.status ?? 'unreachable'),
    };
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
        return this.#blackhole(fault);
      case 'delay-webhook':
      case 'fail-webhook':
        return { affected: 0, undo: () => {} };
    }
  }

  #blackhole(fault: Fault & { kind: 'blackhole-media' }): Applied {
    const legs = this.#deps
      .legs()
      .filter(
        ({ callSid, identity }) => (fault.callSid ?? callSid) === callSid && (fault.identity ?? identity) === identity,
      )
      .map(({ media }) => media)
      .filter(isWebRtc);
    for (const leg of legs) leg.setBlackhole(true);
    return { affected: legs.length, undo: () => legs.forEach((leg) => leg.setBlackhole(false)) };
  }

  #stopRefusing(): void {
    const isStillWanted = [...this.#active.values()].some(
      ({ fault }) => fault.kind === 'refuse-sockets' || fault.kind === 'drop-socket',
    );
    if (!isStillWanted) this.#deps.signaling().setRefusing(false);
  }
}

function isWebRtc(media: MediaLeg | null): media is WebRtcLeg {
  return media !== null && 'setBlackhole' in media;
}
