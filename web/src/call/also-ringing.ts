import type { IncomingVoiceCall } from './voice.ts';

/** Callers who ring while another call has the screen, in the order they came. */
export class AlsoRinging {
  #legs: IncomingVoiceCall[] = [];

  add(leg: IncomingVoiceCall): void {
    this.#legs.push(leg);
    leg.listen(() => {
      this.#legs = this.#legs.filter((other) => other !== leg);
    });
  }

  /** The first that still rings, taken out; undefined when nobody does. */
  takeFirst(): IncomingVoiceCall | undefined {
    const first = this.#legs.find((leg) => leg.isPending);
    this.#legs = this.#legs.filter((leg) => leg !== first && leg.isPending);
    return first;
  }

  clear(): void {
    this.#legs = [];
  }
}
