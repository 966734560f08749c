/// <reference types="svelte" />
import { expect, test } from 'vitest';
import { ApiFailure, type PageAsked } from '../../web/src/state/api.ts';
import { keptRows } from '../../web/src/state/recents.svelte.ts';
import type { Calls, Conversation, E164 } from '../../worker/protocol.ts';
import { settled } from '../support/manual-clock.ts';
import { call, missed, page, placesOf, Reader, sidOf } from '../support/reader-double.ts';

test('history is there page by page, and listens from the first page on', async () => {
  const reader = new Reader();
  reader.answer = ({ before }) => (before === undefined ? page([call(9), call(8)], 8) : page([call(7)]));
  await reader.recents.refresh();
  expect(reader.startedAt).toBe(7);
  expect(reader.recents.hasMore).toBe(true);
  await Promise.all([reader.recents.more(), reader.recents.more()]);
  expect(placesOf(reader.recents.shown)).toEqual([9, 8, 7]);
  expect(reader.recents.hasMore).toBe(false);
  expect(reader.asked.map(({ before }) => before)).toEqual([undefined, 8]);
});

test('a page that could not be had says why, and can be asked for again', async () => {
  const reader = new Reader();
  reader.answer = ({ before }) => (before === undefined ? page([call(9)], 9) : page([call(7)]));
  await reader.recents.refresh();
  reader.failure = new ApiFailure('unreachable');
  await reader.recents.more();
  expect(reader.recents.error?.code).toBe('unreachable');
  expect(placesOf(reader.recents.shown)).toEqual([9]);
  reader.failure = null;
  await reader.recents.more();
  expect(placesOf(reader.recents.shown)).toEqual([9, 7]);
  expect(reader.recents.error).toBeNull();
});

test('what the Worker tells is in the list at once, with what is unread; a list that is too old is asked for anew', async () => {
  const reader = await Reader.of(call(1));
  reader.tell({ calls: [missed(2)], erased: [], unread: 1 });
  expect(placesOf(reader.recents.shown)).toEqual([2, 1]);
  expect(reader.recents.unread).toBe(1);
  reader.tell({ calls: [], erased: [sidOf(2)], unread: 0 });
  expect(placesOf(reader.recents.shown)).toEqual([1]);
  reader.answer = () => page([call(5)]);
  reader.reset();
  await settled();
  expect(placesOf(reader.recents.shown)).toEqual([5]);
});

test('without a live line calls that were erased meanwhile go when the list is asked for again, below its first page and in a search too', async () => {
  const reader = new Reader();
  const two = ({ before = 10 }: PageAsked): Calls => {
    const rows = here.filter((place) => place < before);
    return page(
      rows.slice(0, 2).map((place) => call(place)),
      rows.length > 2 ? (rows[1] ?? null) : null,
    );
  };
  let here = [9, 8, 7, 6, 5, 4];
  reader.answer = two;
  await reader.recents.refresh();
  await reader.recents.more();
  reader.recents.choose({ filter: 'outbound' });
  await settled();
  await reader.recents.more();
  expect(placesOf(reader.recents.shown)).toEqual([9, 8, 7, 6]);
  here = [9, 8, 6, 5, 4];
  await reader.recents.refresh();
  await settled();
  expect(reader.recents.find(sidOf(7))).toBeNull();
  expect(placesOf(reader.recents.shown)).toEqual([9, 8]);
  await reader.recents.more();
  expect(placesOf(reader.recents.shown)).toEqual([9, 8, 6, 5]);
  reader.isConnected = true;
  await reader.recents.refresh();
  await settled();
  expect(placesOf(reader.recents.shown)).toEqual([9, 8, 6, 5]);
});

test('a colleague who gives themselves another name has it in every row', async () => {
  const bob = (name: string): Conversation['party'] => ({ kind: 'person', id: 'bob1' as never, name });
  const reader = new Reader();
  reader.isConnected = true;
  reader.topics.get('people')?.();
  expect(reader.asked).toEqual([]);
  reader.answer = ({ before }) => page([call(before === undefined ? 9 : 8, { party: bob('Bob') })], before ? null : 9);
  await reader.recents.refresh();
  await reader.recents.more();
  reader.answer = () => page([call(9, { party: bob('Robert') }), call(8, { party: bob('Robert') })], 8);
  reader.topics.get('people')?.();
  await settled();
  expect(reader.recents.shown?.map(({ party }) => party)).toEqual([bob('Robert'), bob('Robert')]);
});

test('a filter shows at once what is here, then the Worker’s list, and follows what changes', async () => {
  const reader = await Reader.of(call(3), missed(2), call(1));
  reader.answer = ({ filter }) => (filter === 'missed' ? page([missed(2), missed(0)]) : page([]));
  reader.recents.choose({ filter: 'missed' });
  expect(placesOf(reader.recents.shown)).toEqual([2]);
  await settled();
  expect(placesOf(reader.recents.shown)).toEqual([2, 0]);
  reader.tell({ calls: [missed(4), call(5)], erased: [sidOf(0)], unread: 2 });
  expect(placesOf(reader.recents.shown)).toEqual([4, 2]);
  reader.recents.choose({ filter: 'all' });
  expect(placesOf(reader.recents.shown)).toEqual([5, 4, 3, 2, 1]);
});

test('with two lines one can be looked at: what is here at once, then the Worker’s list, by filter and words too', async () => {
  const SHOP = '+18195550199' as E164;
  const reader = await Reader.of(call(3, { line: SHOP }), missed(2), call(1));
  reader.answer = ({ line }) => (line === SHOP ? page([call(3, { line: SHOP }), call(0, { line: SHOP })]) : page([]));
  reader.recents.choose({ line: SHOP });
  expect(placesOf(reader.recents.shown)).toEqual([3]);
  await settled();
  expect(placesOf(reader.recents.shown)).toEqual([3, 0]);
  reader.tell({ calls: [call(5, { line: SHOP }), call(4)], erased: [], unread: 0 });
  expect(placesOf(reader.recents.shown)).toEqual([5, 3, 0]);
  reader.recents.choose({ filter: 'missed' });
  await settled();
  expect(reader.asked.at(-1)).toMatchObject({ line: SHOP, filter: 'missed' });
  reader.recents.choose({ filter: 'all' });
  reader.recents.choose({ line: null });
  expect(placesOf(reader.recents.shown)).toEqual([5, 4, 3, 2, 1]);
});

test('a link to a call that is not here: it is asked for by itself, follows what changes, and is gone when it is erased', async () => {
  const reader = await Reader.of(call(9));
  reader.detail = (sid) =>
    sid === sidOf(2) ? { call: call(2), legs: [], quality: null } : new ApiFailure('not_found');
  expect(reader.recents.find(sidOf(2))).toBeNull();
  expect(await reader.recents.details.look(sidOf(2))).toBe('found');
  expect(reader.recents.find(sidOf(2))).toMatchObject({ place: 2, note: '' });
  expect(placesOf(reader.recents.shown)).toEqual([9]);
  reader.tell({ calls: [call(2, { note: 'devis' })], erased: [], unread: 0 });
  expect(reader.recents.find(sidOf(2))).toMatchObject({ note: 'devis' });
  await reader.recents.annotate(sidOf(2), 'fait');
  expect(reader.recents.find(sidOf(2))).toMatchObject({ note: 'fait' });
  expect(await reader.recents.details.look(sidOf(5))).toBe('gone');
  reader.failure = new ApiFailure('unreachable');
  expect(await reader.recents.details.look(sidOf(5))).toBe('unreachable');
  reader.tell({ calls: [], erased: [sidOf(2)], unread: 0 });
  expect(reader.recents.find(sidOf(2))).toBeNull();
});

test('a search looks through what is here at once, and asks when typing rests; old answers are dropped', async () => {
  const reader = await Reader.of(
    call(3, { note: 'Hélène' }),
    call(2, { party: { kind: 'number', number: '+15145550123' as never } }),
    call(1),
  );
  const answers = new Map<string | undefined, (calls: Calls) => void>();
  reader.answer = ({ words }) => new Promise((resolve) => answers.set(words, resolve));
  reader.recents.search('hel');
  expect(placesOf(reader.recents.shown)).toEqual([3]);
  expect(reader.recents.isSearching).toBe(true);
  await reader.clock.advance(250);
  reader.recents.search('01');
  reader.recents.search('0123');
  expect(placesOf(reader.recents.shown)).toEqual([2]);
  await reader.clock.advance(249);
  expect([...answers.keys()]).toEqual(['hel']);
  await reader.clock.advance(1);
  answers.get('0123')?.(page([call(2), call(0)]));
  await settled();
  answers.get('hel')?.(page([call(9)]));
  await settled();
  expect(placesOf(reader.recents.shown)).toEqual([2, 0]);
  expect(reader.recents.isSearching).toBe(false);
  reader.recents.search('');
  expect(placesOf(reader.recents.shown)).toEqual([3, 2, 1]);
});

test('without an answer a search has looked through what is here, and says why it knows no more', async () => {
  const reader = await Reader.of(call(3, { note: 'Devis' }), call(1));
  reader.failure = new ApiFailure('unreachable');
  reader.recents.search('devis');
  await reader.clock.advance(250);
  expect(placesOf(reader.recents.shown)).toEqual([3]);
  expect(reader.recents).toMatchObject({ isSearching: false, error: { code: 'unreachable' } });
});

test('what this device kept is there until the Worker answers, and the answer is as long', async () => {
  const reader = new Reader();
  reader.keptBefore = {
    value: Array.from({ length: 120 }, (_, n) => missed(200 - n)),
    toldAt: '2026-11-21T09:00:00.000Z',
  };
  reader.failure = new ApiFailure('unreachable');
  await reader.recents.refresh();
  expect(reader.recents).toMatchObject({ toldAt: reader.keptBefore.toldAt, unread: 120, hasMore: false });
  expect(reader.recents.shown).toHaveLength(120);
  reader.failure = null;
  reader.answer = () => page([call(300), call(150)], 150);
  await reader.recents.refresh();
  expect(reader.asked.at(-1)).toEqual({ limit: 120 });
  expect(placesOf(reader.recents.shown)).toEqual([300, 150]);
  expect(reader.recents.toldAt).toBe('2026-11-22T12:00:00.000Z');
});

test('the newest calls are kept on this device, as they were told and as they change', async () => {
  const calls = Array.from({ length: 250 }, (_, n) => call(250 - n));
  const reader = new Reader();
  reader.answer = ({ before = 251, limit = 50 }) => {
    const rows = calls.filter(({ place }) => place < before).slice(0, limit);
    return page(rows, rows.at(-1)?.place ?? null);
  };
  await reader.recents.refresh();
  expect(reader.recents.calls).toHaveLength(50);
  await reader.clock.advance(1_000);
  expect(reader.kept.at(-1)).toEqual(calls.slice(0, keptRows).map(({ place }) => place));
  reader.tell({ calls: [missed(251)], erased: [sidOf(250)], unread: 1 });
  await reader.clock.advance(1_000);
  expect(reader.kept.at(-1)?.slice(0, 2)).toEqual([251, 249]);
});

test('an erased call is out of sight at once; one that could not be erased comes back', async () => {
  const reader = await Reader.of(missed(2), call(1));
  const erased = reader.recents.erase([sidOf(2)]);
  expect(placesOf(reader.recents.shown)).toEqual([1]);
  expect(await erased).toBe(true);
  expect(reader.recents.unread).toBe(0);
  reader.failure = new ApiFailure('still_going', 409);
  expect(await reader.recents.erase([sidOf(1)])).toBe(false);
  expect(placesOf(reader.recents.shown)).toEqual([1]);
  reader.failure = new ApiFailure('not_found', 404);
  expect(await reader.recents.erase([sidOf(1)])).toBe(true);
  expect(placesOf(reader.recents.shown)).toEqual([]);
});

test('everything that is here is erased, and what came since stays', async () => {
  const reader = await Reader.of(call(2), call(1));
  reader.answer = () => page([call(3)]);
  expect(await reader.recents.eraseAll()).toBe(true);
  expect(reader.did).toEqual(['erase all up to 2']);
  expect(placesOf(reader.recents.shown)).toEqual([3]);
});

test('a note is in its call once the Worker has it', async () => {
  const reader = await Reader.of(call(1));
  expect(await reader.recents.annotate(sidOf(1), 'Devis')).toBe(true);
  expect(reader.recents.find(sidOf(1))?.note).toBe('Devis');
  reader.failure = new ApiFailure('unavailable');
  expect(await reader.recents.annotate(sidOf(1), 'Autre')).toBe(false);
  expect(reader.recents.find(sidOf(1))?.note).toBe('Devis');
});

test('what was looked at is unread no more, and is said once', async () => {
  const reader = await Reader.of(missed(2), call(1));
  await reader.recents.markSeen();
  expect(reader.recents).toMatchObject({ unread: 0, calls: [{ isUnread: false }, {}] });
  await reader.recents.markSeen();
  expect(reader.did).toEqual(['seen 2']);
});

test('with a live line nobody asks again for a call that goes on', async () => {
  const reader = new Reader();
  reader.isConnected = true;
  reader.answer = () => page([call(1, { isFinal: false })]);
  await reader.recents.refresh();
  await reader.clock.advance(60_000);
  expect(reader.asked).toHaveLength(1);
});

test('without one they are asked for again while a call is not over, and no longer than that', async () => {
  const reader = new Reader();
  reader.answer = () => page([call(1, { isFinal: reader.asked.length >= 3 })]);
  await reader.recents.refresh();
  await reader.clock.advance(60_000);
  expect(reader.asked).toHaveLength(3);
  expect(reader.recents.calls).toMatchObject([{ isFinal: true }]);
});

test('of several questions at once only the last one’s answer counts', async () => {
  const reader = new Reader();
  const answers = [page([call(1)]), page([call(2), call(1)])];
  reader.answer = () => answers.shift() ?? page([]);
  await Promise.all([reader.recents.refresh(), reader.recents.refresh()]);
  expect(placesOf(reader.recents.calls)).toEqual([2, 1]);
});
