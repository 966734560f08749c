import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Asked, isAmong, Listing } from '../../web/src/state/listing.ts';
import type { Conversation } from '../../worker/protocol.ts';
import { conversation } from '../support/telephone-double.ts';

const runs = { numRuns: process.env['FULL'] ? 20_000 : 400, seed: 4 };
const states = ['ringing', 'missed', 'completed'] as const;

const call = (place: number, state: Conversation['state']): Conversation =>
  conversation({
    callSid: `CA${place.toString(16).padStart(32, '0')}` as Conversation['callSid'],
    place,
    state,
    direction: 'inbound',
  });

interface Page {
  calls: Conversation[];
  next: number | null;
}

/** A Worker that lists missed calls, or all of them, and tells every change in order. */
class WorkerDouble {
  readonly calls = new Map<number, Conversation>();
  readonly untold: { calls: Conversation[]; erased: string[] }[] = [];
  #places = 0;

  receives(state: Conversation['state']): void {
    this.#tell(call(++this.#places, state));
  }
  changes(n: number, state: Conversation['state']): void {
    const one = this.#pick(n);
    if (one) this.#tell({ ...one, state });
  }
  erases(n: number): void {
    const one = this.#pick(n);
    if (!one) return;
    this.calls.delete(one.place);
    this.untold.push({ calls: [], erased: [one.callSid] });
  }
  lists(isWanted: (call: Conversation) => boolean, before = Infinity, limit = 3): Page {
    const rows = [...this.calls.values()]
      .filter((one) => one.place < before && isWanted(one))
      .sort((a, b) => b.place - a.place);
    const calls = rows.slice(0, limit);
    return { calls, next: rows.length > limit ? (calls.at(-1)?.place ?? null) : null };
  }
  #pick(n: number): Conversation | undefined {
    return [...this.calls.values()][n % Math.max(1, this.calls.size)];
  }
  #tell(one: Conversation): void {
    this.calls.set(one.place, one);
    this.untold.push({ calls: [one], erased: [] });
  }
}

type Step =
  | { do: 'receive' | 'change'; n: number; state: Conversation['state'] }
  | { do: 'erase' | 'hear' | 'ask' | 'ask more' | 'read' | 'answer'; n: number };

const n = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('receive', 'change'), n, state: fc.constantFrom(...states) }),
  fc.record({
    do: fc.constantFrom('erase', 'hear', 'hear', 'ask', 'ask more', 'ask more', 'read', 'read', 'answer', 'answer'),
    n,
  }),
);

test.each(['all', 'missed'] as const)(
  'pages, live changes and erasures in any order end as the Worker’s own list of %s calls, each once, newest first',
  (filter) => {
    const isWanted = (one: Conversation): boolean => isAmong(filter, one);
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), (steps) => {
        const worker = new WorkerDouble();
        const listing = new Listing({ passes: isWanted, matches: () => true });
        const underWay: { asked: Asked; page: Page | null }[] = [];
        const hear = (): void => {
          const told = worker.untold.shift();
          if (told) listing.hear(told.calls, told.erased);
        };
        const answer = (one: (typeof underWay)[number]): void => {
          underWay.splice(underWay.indexOf(one), 1);
          listing.answer(one.asked, one.page ?? worker.lists(isWanted, one.asked.before));
        };
        const inOrder = (): void => {
          const places = listing.rows.map(({ place }) => place);
          expect(places).toEqual([...new Set(places)].sort((a, b) => b - a));
        };
        const take: Record<Step['do'], (step: Step) => void> = {
          receive: (one) => worker.receives('state' in one ? one.state : 'missed'),
          change: (one) => worker.changes(one.n, 'state' in one ? one.state : 'missed'),
          erase: (one) => worker.erases(one.n),
          hear,
          ask: () => underWay.push({ asked: listing.ask(), page: null }),
          'ask more': () => {
            if (typeof listing.next === 'number') underWay.push({ asked: listing.ask(listing.next), page: null });
          },
          // The Worker reads a page at one moment, and it arrives at another.
          read: (one) => {
            const asked = underWay[one.n % Math.max(1, underWay.length)];
            if (asked) asked.page ??= worker.lists(isWanted, asked.asked.before);
          },
          answer: (one) => {
            const asked = underWay[one.n % Math.max(1, underWay.length)];
            if (asked) answer(asked);
          },
        };
        for (const one of steps) {
          take[one.do](one);
          inOrder();
        }
        // Pages that were read arrive, late as they are; the others never do.
        for (const one of [...underWay]) {
          if (one.page) answer(one);
          else listing.forget(one.asked);
        }
        if (listing.next === undefined) listing.answer(listing.ask(), worker.lists(isWanted));
        while (worker.untold.length > 0) hear();
        while (typeof listing.next === 'number')
          listing.answer(listing.ask(listing.next), worker.lists(isWanted, listing.next));
        expect(listing.rows).toEqual(worker.lists(isWanted, Infinity, Infinity).calls);
      }),
      runs,
    );
  },
);

test('the first page, asked for again, leaves the older ones that were read; told that too much was missed it does not', () => {
  const everything = { passes: () => true, matches: () => true };
  const listing = new Listing(everything);
  const six = [6, 5, 4, 3, 2, 1].map((place) => call(place, 'missed'));
  listing.answer(listing.ask(), { calls: six.slice(0, 3), next: 4 });
  listing.answer(listing.ask(4), { calls: six.slice(3, 5), next: 2 });
  listing.answer(listing.ask(), { calls: six.slice(0, 3), next: 4 });
  expect(listing.rows.map(({ place }) => place)).toEqual([6, 5, 4, 3, 2]);
  expect(listing.next).toBe(2);
  listing.answer(listing.ask(undefined, true), { calls: six.slice(0, 3), next: 4 });
  expect(listing.rows.map(({ place }) => place)).toEqual([6, 5, 4]);
  expect(listing.next).toBe(4);
});

test('what this device kept is shown until the Worker answers, and then gives way', () => {
  const listing = new Listing({ passes: () => true, matches: () => true });
  const asked = listing.ask();
  listing.recall([call(2, 'missed'), call(1, 'missed')]);
  expect(listing.rows).toHaveLength(2);
  expect(listing.next).toBeUndefined();
  listing.answer(asked, { calls: [call(2, 'missed')], next: null });
  listing.recall([call(1, 'missed')]);
  expect(listing.rows.map(({ place }) => place)).toEqual([2]);
});
