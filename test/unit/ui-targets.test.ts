import { expect, test } from 'vitest';
import { indexOf } from '../../web/src/state/contact-index.ts';
import { targetsFor, typedOf } from '../../web/src/ui/call/targets.ts';
import { canEnd, ongoingElsewhere } from '../../web/src/ui/call/others.ts';
import type { Contact, Person } from '../../worker/protocol.ts';
import { answerer, control, conversation } from '../support/telephone-double.ts';

const contact = (name: string, number: string, isFavourite = false): Contact =>
  ({ id: name, name, organization: '', isFavourite, numbers: [{ label: 'mobile', number }], note: '' }) as never;
const person = (name: string, facts: Partial<Person> = {}): Person =>
  ({ id: name.toLowerCase(), name, isOwner: false, isMe: false, isAwake: true, devices: 1, ...facts }) as never;

const known = {
  index: indexOf([contact('Zoé Roy', '+15145550199'), contact('Élise', '+15145550177', true)]),
  calls: [conversation({ party: { kind: 'number', number: '+15145550123' as never } })],
  colleagues: [person('Bob', { isAwake: false }), person('Marie'), person('Guy', { devices: 0 })],
};
const found = (text: string, far: string | null = null): string[] => targetsFor(text, known, far).map(({ to }) => to);

test('before anything is typed: colleagues with a phone, who is awake first, then favourites and the last numbers', () => {
  expect(found('')).toEqual(['person:marie', 'person:bob', '+15145550177', '+15145550123']);
});

test('a name finds colleagues and contacts, accents aside; digits find numbers', () => {
  expect(found('zoe')).toEqual(['+15145550199']);
  expect(found('ma')).toEqual(['person:marie']);
  expect(found('0123')).toEqual(['+15145550123']);
  expect(found('555 01')).toEqual(['+15145550177', '+15145550199', '+15145550123']);
});

test('whoever is on the call already is nobody to pass it on to', () => {
  expect(found('', '+15145550123')).not.toContain('+15145550123');
  expect(found('', 'person:bob')).toEqual(['person:marie', '+15145550177', '+15145550123']);
});

test('a whole number may be typed, a name or two digits may not', () => {
  expect(typedOf('(514) 555-0100')?.to).toBe('5145550100');
  expect([typedOf('Zoe 3000'), typedOf('51'), typedOf('')]).toEqual([null, null, null]);
});

const live = (facts: Parameters<typeof control>[0]) =>
  conversation({ state: 'in-progress', isFinal: false, control: control(facts) });

test('a call of mine on another device, or whose device was lost, is offered here', () => {
  const elsewhere = live({ on: answerer(), canTake: true });
  expect(ongoingElsewhere([conversation({}), elsewhere])).toBe(elsewhere);
  expect(ongoingElsewhere([live({ on: null, task: 'rescue', canTake: true })])).not.toBeNull();
  expect(ongoingElsewhere([live({}), live({ on: null, task: 'transfer', canTake: true })])).toBeNull();
});

test('a call can be ended from its row when none of us is on it, or another device of mine', () => {
  expect(canEnd(live({ on: null }))).toBe(true);
  expect(canEnd(live({ on: answerer(), canTake: true }))).toBe(true);
  expect([live({}), live({ on: answerer({ isMe: false }) }), conversation({})].map(canEnd)).toEqual([
    false,
    false,
    false,
  ]);
});
