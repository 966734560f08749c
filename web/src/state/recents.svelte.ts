import type { CallFilter, Calls, CallSid, Conversation, E164 } from '../../../worker/protocol.ts';
import { isoOf, type Clock } from '../call/clock.ts';
import { failureOf, type Api, type ApiFailure, type LoadApi } from './api.ts';
import { Attempts } from './attempts.svelte.ts';
import { CallDetails } from './call-details.svelte.ts';
import { Finder, type Question } from './finder.svelte.ts';
import { Listing } from './listing.ts';
import type { CallChanges, Live } from './live.ts';

/** As many as a page has, and as many as this device keeps. */
const pageRows = 50;
export const keptRows = 200;
/** Without a live line: how soon a list is asked for again while a call in it is not over. Its last word comes by webhook. */
const unfinishedMs = 1_500;
/** After so many times in a row nobody waits for it; the next opening of the list asks again. */
const mostRepeats = 20;
const keepRestMs = 1_000;

/** History as this person reads it: what this device kept at once, then page by page and live, each call once. */
export class Recents {
  #calls = $state.raw<readonly Conversation[] | null>(null);
  #shown = $state.raw<readonly Conversation[] | null>(null);
  #hasMore = $state(false);
  #hidden = $state.raw<readonly string[]>([]);
  #unread = $state(0);
  #toldAt = $state<string | null>(null);
  #isAskingMore = false;
  #asked = 0;
  #repeats = 0;
  #cancelRepeat: () => void = () => {};
  #cancelKeep: () => void = () => {};
  readonly details: CallDetails;
  readonly #all = new Listing({ passes: () => true, matches: () => true });
  readonly #finder: Finder;
  readonly #attempts: Attempts;
  readonly #api: LoadApi;
  readonly #clock: Clock;
  readonly #live: Live;

  constructor(api: LoadApi, clock: Clock, live: Live, nameOf: (number: string) => string | null = () => null) {
    this.#attempts = new Attempts(api);
    this.#api = api;
    this.#clock = clock;
    this.#live = live;
    this.details = new CallDetails(api);
    this.#finder = new Finder({
      ask: (question) => this.#page(question),
      known: () => this.#all.rows,
      changed: (thrown) => {
        this.#attempts.error = thrown === undefined ? null : failureOf(thrown);
        this.#show();
      },
      nameOf,
      clock,
    });
    live.onCalls((changes) => this.#hear(changes));
    live.onReset(() => void this.#ask(true));
    // Every row says who it was with, by the name they have now.
    live.onTopic('people', () => {
      if (this.#calls !== null) void this.#ask(true);
    });
  }

  /** Newest first and unfiltered, as far as they are here; null when neither the Worker nor this device has told. */
  get calls(): readonly Conversation[] | null {
    return this.#calls;
  }
  /** The calls that answer the filter and the search; null when nothing is known yet. */
  get shown(): readonly Conversation[] | null {
    if (this.#hidden.length === 0) return this.#shown;
    return this.#shown?.filter(({ callSid }) => !this.#hidden.includes(callSid)) ?? null;
  }
  /** Whether there are older ones than are shown. */
  get hasMore(): boolean {
    return this.#hasMore;
  }
  /** Missed calls that this person has not seen. */
  get unread(): number {
    return this.#unread;
  }
  get filter(): CallFilter {
    return this.#finder.question.filter;
  }
  /** The line whose calls are shown, E.164; null: all of them. */
  get line(): E164 | null {
    return this.#finder.question.line;
  }
  get words(): string {
    return this.#finder.question.words;
  }
  /** Whether the Worker still looks: until then only what is here was looked through. */
  get isSearching(): boolean {
    return this.#finder.isSearching;
  }
  /** When the Worker said so, ISO 8601; null before it did. */
  get toldAt(): string | null {
    return this.#toldAt;
  }
  /** Why the list may be old. */
  get error(): ApiFailure | null {
    return this.#attempts.error;
  }

  /** One call that is here, or was looked at last, by its SID. */
  find(callSid: string): Conversation | null {
    const here = [...(this.#calls ?? []), ...(this.#shown ?? []), this.details.looked];
    return here.find((call) => call?.callSid === callSid) ?? null;
  }

  /** Asks again; of several questions at once only the last one's answer counts. */
  refresh(): Promise<void> {
    this.#repeats = 0;
    return this.#ask();
  }

  /** Shows the calls of one kind, or of one line, or all. */
  choose(wanted: { filter: CallFilter } | { line: E164 | null }): void {
    this.#finder.choose(wanted);
  }

  /** Shows the calls that answer these words: those that are here at once, the Worker's when typing has rested. */
  search(words: string): void {
    this.#finder.search(words);
  }

  /** The next page of what is shown. */
  async more(): Promise<void> {
    if (this.#isAskingMore) return;
    this.#isAskingMore = true;
    await this.#attempts.attempt(() => this.#next(this.#listing, this.#finder.question));
    this.#isAskingMore = false;
    this.#show();
  }

  /** Takes calls out of sight, or puts them back. */
  hide(callSids: readonly string[], isHidden = true): void {
    const others = this.#hidden.filter((callSid) => !callSids.includes(callSid));
    this.#hidden = isHidden ? [...others, ...callSids] : others;
  }

  /** Erases calls for everybody, all at once: the page may be about to go. True when each is gone; one that is not is back in sight. */
  async erase(callSids: readonly CallSid[]): Promise<boolean> {
    this.hide(callSids);
    const areGone = await Promise.all(callSids.map((callSid) => this.#eraseOne(callSid)));
    this.hide(callSids, false);
    return !areGone.includes(false);
  }

  async #eraseOne(callSid: CallSid): Promise<boolean> {
    if (!(await this.#attempts.attempt((api) => api.eraseCall(callSid), 'not_found'))) return false;
    this.#hear({ calls: [], erased: [callSid], unread: this.#unread - Number(this.find(callSid)?.isUnread ?? false) });
    return true;
  }

  /** Erases every call that is here and over, and all older ones; true when it is done. */
  async eraseAll(): Promise<boolean> {
    const upTo = this.#calls?.[0]?.place;
    if (upTo === undefined) return true;
    const isDone = await this.#attempts.attempt((api) => api.eraseAll(upTo));
    await this.#ask(true);
    return isDone;
  }

  /** Writes a note in place of the one before; true when it is kept. */
  async annotate(callSid: string, note: string): Promise<boolean> {
    const isKept = await this.#attempts.attempt((api) => api.annotate(callSid, note));
    const call = this.find(callSid);
    if (isKept && call) this.#hear({ calls: [{ ...call, note }], erased: [], unread: this.#unread });
    return isKept;
  }

  /** Erases a recording of a call, here and at Twilio; true when it is gone. */
  async eraseRecording(callSid: string, sid: string): Promise<boolean> {
    const isGone = await this.#attempts.attempt((api) => api.eraseRecording(sid), 'not_found');
    const call = this.find(callSid);
    const recordings = call?.recordings.filter((each) => each.sid !== sid) ?? [];
    if (isGone && call) this.#hear({ calls: [{ ...call, recordings }], erased: [], unread: this.#unread });
    return isGone;
  }

  /** This person has looked at what is here. */
  async markSeen(): Promise<void> {
    const upTo = this.#calls?.[0]?.place ?? 0;
    if (this.#unread === 0 || !(await this.#attempts.attempt((api) => api.markSeen(upTo)))) return;
    const seen = this.#calls?.filter(({ isUnread, place }) => isUnread && place <= upTo) ?? [];
    this.#hear({ calls: seen.map((call) => ({ ...call, isUnread: false })), erased: [], unread: 0 });
  }

  /** Nobody looks any more. */
  end(): void {
    this.#asked += 1;
    this.#cancelRepeat();
    this.#cancelKeep();
    this.#finder.end();
  }

  get #listing(): Listing {
    return this.#finder.found ?? this.#all;
  }

  /** Unless every change was heard, what is below the first page may be wrong too. */
  async #ask(isAnew = !this.#live.isConnected): Promise<void> {
    const asking = ++this.#asked;
    const isLast = (): boolean => asking === this.#asked;
    this.#cancelRepeat();
    const listing = this.#all;
    const asked = listing.ask(undefined, isAnew);
    try {
      const api = await this.#api();
      if (this.#calls === null) void this.#showKept(api, isLast);
      const keep = api.keeping();
      const limit = Math.min(keptRows, Math.max(pageRows, this.#calls?.length ?? 0));
      const page = await api.calls({ limit });
      if (!isLast()) return;
      listing.answer(asked, page);
      this.#unread = page.unread;
      this.#toldAt = isoOf(this.#clock.now());
      this.#attempts.error = null;
      this.#show();
      // A short page does not take the place of what was kept: the others come soon.
      if (page.next === null) keep('calls', listing.rows.slice(0, keptRows));
      this.#live.start(page.seq);
      void this.#finder.refresh(isAnew);
      this.#keepSoon();
      this.#repeatWhileUnfinished();
    } catch (thrown) {
      if (isLast()) this.#attempts.error = failureOf(thrown);
    } finally {
      listing.forget(asked);
    }
  }

  #repeatWhileUnfinished(): void {
    if (this.#live.isConnected || !this.#calls?.some(({ isFinal }) => !isFinal)) return;
    if (++this.#repeats <= mostRepeats) this.#cancelRepeat = this.#clock.after(unfinishedMs, () => void this.#ask());
  }

  async #showKept(api: Api, isLast: () => boolean): Promise<void> {
    const kept = await api.kept('calls');
    if (kept === null || this.#calls !== null || !isLast()) return;
    this.#all.recall(kept.value);
    this.#toldAt = kept.toldAt;
    this.#unread = kept.value.filter(({ isUnread }) => isUnread).length;
    this.#show();
  }

  /** The next page of a listing; nothing when there is none. */
  async #next(listing: Listing, question: Question): Promise<void> {
    const { next } = listing;
    if (typeof next !== 'number') return;
    const asked = listing.ask(next);
    try {
      listing.answer(asked, await this.#page(question, next));
    } finally {
      listing.forget(asked);
    }
  }

  async #page({ filter, line, words }: Question, before?: number): Promise<Calls> {
    const page = { limit: pageRows, filter, words: words.trim(), ...(line === null ? {} : { line }) };
    return (await this.#api()).calls(before === undefined ? page : { ...page, before });
  }

  #hear({ calls, erased, unread }: CallChanges): void {
    this.#all.hear(calls, erased);
    this.details.hear({ calls, erased });
    this.#finder.found?.hear(calls, erased);
    this.#unread = unread;
    this.#toldAt = isoOf(this.#clock.now());
    this.#show();
    this.#keepSoon();
  }

  #show(): void {
    const { rows, next } = this.#all;
    if (next !== undefined || this.#toldAt !== null) this.#calls = rows;
    this.#shown = this.#calls === null ? null : this.#listing.rows;
    this.#hasMore = typeof this.#listing.next === 'number';
  }

  /** Keeps the newest calls on this device; those that it has not read yet are asked for first. */
  #keepSoon(): void {
    this.#cancelKeep();
    this.#cancelKeep = this.#clock.after(keepRestMs, () => void this.#keep().catch(() => {}));
  }

  async #keep(): Promise<void> {
    const keep = (await this.#api()).keeping();
    while (this.#all.rows.length < keptRows && typeof this.#all.next === 'number')
      await this.#next(this.#all, { filter: 'all', line: null, words: '' });
    keep('calls', this.#all.rows.slice(0, keptRows));
    this.#show();
  }
}
