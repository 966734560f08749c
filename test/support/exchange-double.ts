import { conversation, control, type TelephoneDouble } from './telephone-double.ts';
import { LiveDouble } from './live-double.ts';
import { HEARTBEAT } from '../../worker/protocol.ts';

/** What the exchange tells a telephone in a call, over a socket that can be lost: cut, or dead without a word. */
export class ExchangeDouble {
  /** By their numbers of the ledger: what was told of the call, and what of it the telephone has heard, in that order. */
  readonly told: number[] = [];
  readonly heard: number[] = [];
  readonly #telephone: TelephoneDouble;
  readonly #live: LiveDouble;
  readonly #callSid: string;
  #isHeld: boolean[] = [];
  /** Since when nothing gets through, and the longest that it lasted. */
  #lostAt: number | null = null;
  longestLossMs = 0;
  #isCut = false;
  #seen = 0;

  constructor(telephone: TelephoneDouble, callSid: string) {
    this.#telephone = telephone;
    this.#callSid = callSid;
    this.#live = new LiveDouble(telephone.clock);
    this.#live.live.onCalls(({ calls }) => {
      for (const each of calls) telephone.hears(each);
    });
    this.#live.live.start(0);
    this.#answers(0);
  }

  loses(how: 'cut' | 'dead'): void {
    if (this.#lostAt === null) this.#lostAt = this.#telephone.clock.now();
    if (how === 'dead') return;
    this.#live.closes(1006);
    this.#isCut = true;
  }

  /** The call is held, or goes on. */
  changes(isHeld: boolean): void {
    this.#isHeld.push(isHeld);
    this.told.push(this.#isHeld.length);
    if (this.#lostAt === null) this.#tells(this.#isHeld.length - 1);
  }

  /** Time goes by, and what the telephone asks meanwhile is answered. */
  async passes(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1_000) {
      await this.#telephone.clock.advance(Math.min(1_000, ms - passed));
      // A socket that is closed is made anew by the browser's side of it.
      if (this.#isCut) this.#answers(this.#live.since());
      const asked = this.#live.did.slice(this.#seen);
      this.#seen = this.#live.did.length;
      for (const each of asked) {
        const since = /^renew since (\d+)$/.exec(each)?.[1];
        if (since !== undefined) this.#answers(Number(since));
        else if (each === HEARTBEAT.ask && this.#lostAt === null) this.#live.says(HEARTBEAT.answer);
      }
    }
  }

  #answers(since: number): void {
    if (this.#lostAt !== null)
      this.longestLossMs = Math.max(this.longestLossMs, this.#telephone.clock.now() - this.#lostAt);
    this.#lostAt = null;
    this.#isCut = false;
    this.#live.opens();
    this.#tells(since);
  }

  #tells(since: number): void {
    const seq = this.#isHeld.length;
    for (let each = since + 1; each <= seq; each += 1) this.heard.push(each);
    const isHeld = this.#isHeld.at(-1) ?? false;
    const call = conversation({ callSid: this.#callSid as never, state: 'in-progress', control: control({ isHeld }) });
    this.#live.tells({ seq, calls: seq > since ? [call] : [] });
  }
}
