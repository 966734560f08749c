import type { CallFilter, Calls, Conversation } from '../../../worker/protocol.ts';

/** A question for a page under way, and what was heard of calls since it was asked: the answer may be older. */
export interface Asked {
  readonly before: number | undefined;
  /** What is here may be wrong, beyond the page too. */
  readonly isAnew: boolean;
  readonly heard: Map<string, Conversation>;
}

/** Which calls a listing holds: every one, and no other, that the Worker would list. */
interface Holds {
  /** Exact: what does not pass leaves. */
  passes(call: Conversation): boolean;
  /** A guess, for what is heard of first here: the Worker's search knows more. */
  matches(call: Conversation): boolean;
}

/**
 * The calls that answer one question, newest first, made of pages and of what is heard live, in whatever order they come. By
 * `place` a call is here once, and never moves. Pure but for its own rows.
 */
export class Listing {
  #rows: readonly Conversation[];
  #next: number | null | undefined;
  readonly #gone = new Set<string>();
  readonly #asked = new Set<Asked>();
  readonly #holds: Holds;

  /** `known`: what is there to be shown until the Worker answers. */
  constructor(holds: Holds, known: readonly Conversation[] = []) {
    this.#holds = holds;
    this.#rows = known.filter((call) => holds.passes(call) && holds.matches(call));
  }

  get rows(): readonly Conversation[] {
    return this.#rows;
  }
  /** Where the next page begins, null when there is none; undefined until the Worker answered. */
  get next(): number | null | undefined {
    return this.#next;
  }

  /** What this device kept, to be shown until the Worker answers. */
  recall(known: readonly Conversation[]): void {
    if (this.#next === undefined && this.#rows.length === 0) this.#rows = known.filter((call) => this.#isHeld(call));
  }

  /** A page is asked for: the next one, or the first; `isAnew`: too much was missed, only what comes now is right. */
  ask(before?: number, isAnew = false): Asked {
    const asked = { before, isAnew, heard: new Map<string, Conversation>() };
    this.#asked.add(asked);
    return asked;
  }

  /** Nothing will come of a question. */
  forget(asked: Asked): void {
    this.#asked.delete(asked);
  }

  /** A page has come. One that no longer continues what is here changes nothing. */
  answer(asked: Asked, { calls, next }: Pick<Calls, 'calls' | 'next'>): void {
    if (!this.#asked.delete(asked)) return;
    const { before = Infinity, heard } = asked;
    if (asked.before !== undefined && asked.before !== this.#next) return;
    const bottom = next ?? -Infinity;
    const page = new Map(calls.map((call) => [call.callSid as string, call]));
    for (const [callSid, call] of heard) {
      const isHere = call.place >= bottom && call.place < before;
      if (page.has(callSid) || (isHere && this.#holds.matches(call))) page.set(callSid, call);
    }
    const rows = [...page.values()].filter((call) => this.#isHeld(call)).sort((a, b) => b.place - a.place);
    const above = asked.before === undefined ? [] : this.#rows;
    // A first page that ends at a call that is here joins what is below it, of which every change was heard.
    const last = calls.at(-1)?.callSid;
    const isFirst = asked.before === undefined && !asked.isAnew && typeof this.#next === 'number';
    if (isFirst && next !== null && this.#rows.some(({ callSid }) => callSid === last)) {
      this.#rows = [...rows, ...this.#rows.filter(({ place }) => place < bottom)];
      return;
    }
    this.#rows = [...above, ...rows];
    this.#next = next;
  }

  /** What the Worker says without being asked: calls as they are now, and those that are no more. */
  hear(calls: readonly Conversation[], erased: readonly string[]): void {
    for (const callSid of erased) this.#gone.add(callSid);
    for (const { heard } of this.#asked) for (const call of calls) heard.set(call.callSid, call);
    const rows = new Map(this.#rows.map((call) => [call.callSid as string, call]));
    const bottom = this.#next === null ? -Infinity : (this.#next ?? this.#rows.at(-1)?.place ?? -Infinity);
    for (const call of calls) {
      if (rows.has(call.callSid) || (call.place >= bottom && this.#holds.matches(call))) rows.set(call.callSid, call);
    }
    this.#rows = [...rows.values()].filter((call) => this.#isHeld(call)).sort((a, b) => b.place - a.place);
  }

  #isHeld(call: Conversation): boolean {
    return !this.#gone.has(call.callSid) && this.#holds.passes(call);
  }
}

/** Whether a call is among those of a filter, as the Worker has it. */
export function isAmong(filter: CallFilter, { direction, state, recordings }: Conversation): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'inbound':
    case 'outbound':
      return direction === filter;
    case 'missed':
    case 'voicemail':
      return state === filter;
    case 'recorded':
      return recordings.length > 0;
  }
}
