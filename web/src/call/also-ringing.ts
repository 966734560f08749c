import type { Conversation } from '../../../worker/protocol.ts';
import { endingOfNews } from './ending.ts';
import { conversationOf } from './invitation.ts';
import { joiningOf } from './joining.ts';
import type { IncomingVoiceCall } from './voice.ts';

/** Callers who ring while another call has the screen, in the order they came. */
export class AlsoRinging {
  #legs: IncomingVoiceCall[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The first that still rings; undefined when nobody does. */
  get first(): IncomingVoiceCall | undefined {
    return this.#legs.find((leg) => leg.isPending);
  }

  add(leg: IncomingVoiceCall): void {
    this.#legs.push(leg);
    leg.listen(() => this.remove(leg));
    this.#changed();
  }

  remove(leg: IncomingVoiceCall): void {
    this.#legs = this.#legs.filter((other) => other !== leg);
    this.#changed();
  }

  /** The exchange tells of a call: turned down or taken on another device, it is not for here any more. */
  hear(news: Conversation): void {
    for (const leg of this.#legs.filter((each) => conversationOf(each) === news.callSid)) {
      const ending = endingOfNews(news, joiningOf(leg.customParameters, null) !== null);
      if (ending === null) continue;
      this.remove(leg);
      if (ending.reason === 'declined') leg.reject();
    }
  }

  /** The first that still rings, taken out; undefined when nobody does. */
  takeFirst(): IncomingVoiceCall | undefined {
    const { first } = this;
    this.#legs = this.#legs.filter((leg) => leg !== first && leg.isPending);
    return first;
  }

  clear(): void {
    this.#legs = [];
    this.#changed();
  }
}
