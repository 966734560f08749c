import type { Conversation, Person } from '../../../../worker/protocol.ts';
import { search, type ContactIndex } from '../../state/contact-index.ts';
import { plainOf } from '../../state/plain.ts';
import { dialableOf } from '../keypad/dialable.ts';

/** Somebody to whom a call can be passed on, or who can be added to it. `to` is what is dialled. */
export type Target =
  { kind: 'person'; to: string; person: Person } | { kind: 'number'; to: string; name: string | null };

interface Known {
  index: ContactIndex;
  calls: readonly Conversation[];
  colleagues: readonly Person[];
}

const MOST = 6;

/**
 * Whom a text may mean, the likeliest first: colleagues who have a phone, those who are awake before the others; contacts by name or
 * digits; numbers of the last calls. Nothing typed: everybody of us, favourites, and who was talked to last. `far` is on the call.
 */
export function targetsFor(text: string, { index, calls, colleagues }: Known, far: string | null): Target[] {
  const plain = plainOf(text);
  const people = colleagues
    .filter(({ name, devices }) => devices > 0 && plainOf(name).includes(plain))
    .toSorted((a, b) => Number(b.isAwake) - Number(a.isAwake))
    .map((person): Target => ({ kind: 'person', to: `person:${person.id}`, person }));
  const entries = plain === '' ? index.entries.filter(({ contact }) => contact.isFavourite) : search(index, text);
  const contacts = entries
    .slice(0, MOST)
    .flatMap(({ contact: { name, numbers } }) =>
      numbers.map(({ number }): Target => ({ kind: 'number', to: number, name })),
    );
  const digits = text.replace(/\D/g, '');
  const isOfDigits = digits !== '' && !/\p{L}/u.test(text);
  const recent = calls.flatMap(({ party }): Target[] =>
    party.kind === 'number' && (plain === '' || (isOfDigits && party.number.includes(digits)))
      ? [{ kind: 'number', to: party.number, name: index.byNumber.get(party.number)?.name ?? null }]
      : [],
  );
  const found = new Map([...people, ...contacts, ...recent].map((target) => [target.to, target] as const));
  if (far !== null) found.delete(far);
  return [...found.values()].slice(0, Math.max(MOST, people.length));
}

/** What was typed, when it can be dialled as it is; the exchange has the last word. */
export function typedOf(text: string): Target | null {
  const to = /\p{L}/u.test(text) ? '' : dialableOf(text);
  return to.replace(/\D/g, '').length < 3 ? null : { kind: 'number', to, name: null };
}
