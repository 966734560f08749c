/// <reference types="svelte" />
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { type Contact, E164 } from '../../worker/protocol.ts';
import { Contacts } from '../../web/src/state/contacts.svelte.ts';
import { ContactsDouble } from '../support/contacts-double.ts';
import { ManualClock } from '../support/manual-clock.ts';

const runs = { numRuns: process.env['FULL'] ? 2_000 : 100, seed: 7 };

const contact = (n: number, name = `Person ${String(n)}`): Contact => ({
  id: `id-${String(n)}`,
  name,
  organization: '',
  isFavourite: false,
  numbers: [{ label: 'mobile', number: v.parse(E164, `+1514555${String(n).padStart(4, '0')}`) }],
});
const device = (worker: ContactsDouble) => {
  const clock = new ManualClock();
  const contacts = new Contacts(worker.load, clock);
  const known = () => contacts.entries?.map((entry) => entry.contact).sort((a, b) => (a.id < b.id ? -1 : 1)) ?? null;
  return { clock, contacts, known };
};

test('the first time everything is asked for, then what changed since', async () => {
  const worker = new ContactsDouble();
  worker.write([contact(1)]);
  const { contacts, known } = device(worker);
  expect(known()).toBeNull();
  await contacts.refresh();
  expect(known()).toEqual([contact(1)]);
  worker.write([contact(2)]);
  worker.erase('id-1');
  await contacts.refresh();
  expect(known()).toEqual([contact(2)]);
  expect(worker.asked).toEqual(['contacts since null', 'contacts since 1']);
});

test('what this device keeps is shown without a network, with its age, and caught up with later', async () => {
  const worker = new ContactsDouble();
  worker.write([contact(1), contact(2)]);
  const before = device(worker);
  await before.contacts.refresh();
  await before.clock.advance(1_000);
  worker.refusal = 'unreachable';
  const { contacts, known } = device(worker);
  await contacts.refresh();
  expect(known()).toEqual([contact(1), contact(2)]);
  expect(contacts.toldAt).toBe('2026-11-22T12:00:00.000Z');
  expect(contacts.error?.code).toBe('unreachable');
  worker.refusal = null;
  worker.erase('id-2');
  await contacts.refresh();
  expect(known()).toEqual([contact(1)]);
  expect(worker.asked.at(-1)).toBe('contacts since 1');
});

test('a device whose storage does not answer asks for everything after a second', async () => {
  const worker = new ContactsDouble();
  worker.write([contact(1)]);
  const { contacts, clock, known } = device(worker);
  const api = await worker.load();
  const hanging = new Contacts(() => Promise.resolve({ ...api, kept: () => new Promise(() => {}) }), clock);
  const asked = hanging.refresh();
  await clock.advance(1_000);
  await asked;
  expect(hanging.byId('id-1')).toEqual(contact(1));
  await contacts.refresh();
  expect(known()).toEqual([contact(1)]);
});

test('many questions at once are one more, not many', async () => {
  const worker = new ContactsDouble();
  const { contacts } = device(worker);
  await Promise.all(Array.from({ length: 20 }, () => contacts.refresh()));
  expect(worker.asked.length).toBeLessThanOrEqual(2);
});

test('a contact that could not be saved is not shown as if it were', async () => {
  const worker = new ContactsDouble();
  const { contacts, known } = device(worker);
  await contacts.refresh();
  worker.refusal = 'too_many';
  expect(await contacts.save(contact(1))).toBe(false);
  expect(contacts.error?.code).toBe('too_many');
  expect(known()).toEqual([]);
});

test('what somebody else erased already is gone, and no error', async () => {
  const worker = new ContactsDouble();
  worker.write([contact(1)]);
  const { contacts, known } = device(worker);
  await contacts.refresh();
  worker.erase('id-1');
  expect(await contacts.erase('id-1')).toBe(true);
  expect(known()).toEqual([]);
});

test('who was erased on another device meanwhile is not brought back by a late save: they are gone here too, and it is said why', async () => {
  const worker = new ContactsDouble();
  worker.write([contact(1)]);
  const { contacts, known } = device(worker);
  await contacts.refresh();
  worker.erase('id-1');
  expect(await contacts.save(contact(1, 'Zoe'))).toBe(false);
  expect(contacts.error?.code).toBe('erased');
  expect(known()).toEqual([]);
  expect(await contacts.save({ ...contact(1, 'Zoe'), id: 'id-2' })).toBe(true);
  expect(known()).toMatchObject([{ id: 'id-2', name: 'Zoe' }]);
});

test('an import goes in requests of a hundred, and says how many are written', async () => {
  const worker = new ContactsDouble();
  const { contacts, known } = device(worker);
  const some = Array.from({ length: 250 }, (_, n) => contact(n));
  const told: number[] = [];
  expect(await contacts.saveAll(some, (written) => told.push(written))).toBe(true);
  await contacts.refresh();
  expect(told).toEqual([100, 200, 250]);
  expect(known()).toEqual(some.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
});

test('an import that is cut off keeps what is written, and the same again completes it', async () => {
  const worker = new ContactsDouble();
  const { contacts } = device(worker);
  const some = Array.from({ length: 1_000 }, (_, n) => contact(n));
  let written = 0;
  const cut = await contacts.saveAll(some, (now) => {
    written = now;
    if (now >= 300) worker.refusal = 'unreachable';
  });
  expect(cut).toBe(false);
  expect(worker.all).toHaveLength(written);
  worker.refusal = null;
  expect(await contacts.saveAll(some, () => {})).toBe(true);
  expect(worker.all).toHaveLength(1_000);
});

test('whatever two devices do, and whatever is refused meanwhile, both end up with what the Worker has', async () => {
  const act = fc.record({
    by: fc.constantFrom(0, 1),
    does: fc.constantFrom('save', 'erase', 'refresh', 'import', 'reopen'),
    which: fc.integer({ min: 0, max: 4 }),
    name: fc.constantFrom('Ann', 'Bob'),
    isRefused: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
      const worker = new ContactsDouble();
      const devices = [device(worker), device(worker)];
      for (const { by, does, which, name, isRefused } of acts) {
        const { contacts, clock } = devices[by] ?? device(worker);
        worker.refusal = isRefused ? 'timeout' : null;
        if (does === 'save') await contacts.save(contact(which, name));
        else if (does === 'erase') await contacts.erase(`id-${String(which)}`);
        else if (does === 'import') await contacts.saveAll([contact(which, name), contact(which + 1, name)], () => {});
        else if (does === 'refresh') await contacts.refresh();
        else {
          await clock.advance(1_000);
          devices[by] = device(worker);
        }
      }
      worker.refusal = null;
      for (const { contacts, known } of devices) {
        await contacts.refresh();
        await contacts.refresh();
        expect(known()).toEqual(worker.all);
      }
    }),
    runs,
  );
});
