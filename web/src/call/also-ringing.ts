import type { Conversation } from '../../../worker/protocol.ts';
import { endingOfNews } from './ending.ts';
import { joiningOf } from './joining.ts';
import type { IncomingVoiceCall } from './voice.ts';

/** What the exchange knows an invitation by: the conversation's SID, else the leg's. */
const conversationOf = ({ parameters, customParameters }: IncomingVoiceCall): string | undefined =>
  customParameters.get('conversation') ?? parameters.CallSid;

/** Callers who ring while another call has the screen, in the order they came. */
export class AlsoRinging {
  #legs: IncomingVoiceCall[] = [];

  add(leg: IncomingVoiceCall): void {
    this.#legs.push(leg);
    leg.listen(() => {
      this.#legs = this.#legs.filter((other) => other !== leg);
    });
  }

  /** The exchange tells of a call: turned down or taken on another device, it is not for here any more. */
  hear(news: Conversation): void {
    for (const leg of this.#legs.filter((each) => conversationOf(each) === news.callSid)) {
      const ending = endingOfNews(news, joiningOf(leg.customParameters, null) !== null);
      if (ending === null) continue;
      this.#legs = this.#legs.filter((other) => other !== leg);
      if (ending.reason === 'declined') leg.reject();
    }
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
