/// <reference types="svelte" />
import { expect, test } from 'vitest';
import { ApiFailure, type Api } from '../../web/src/state/api.ts';
import { Retention } from '../../web/src/state/retention.svelte.ts';
import type { Conversation, Recording, Settings } from '../../worker/protocol.ts';
import { settled } from '../support/manual-clock.ts';
import { call, page, placesOf, Reader, sidOf } from '../support/reader-double.ts';

const recording = (digit: string, facts: Partial<Recording> = {}): Recording => ({
  sid: `RE${digit.repeat(32)}` as Recording['sid'],
  startedAt: '2026-11-22T12:00:10.000Z',
  seconds: 12,
  ...facts,
});
const recorded = (place: number, ...recordings: Recording[]): Conversation => call(place, { recordings });
const sidsOf = (reader: Reader, place: number) => reader.recents.find(sidOf(place))?.recordings.map(({ sid }) => sid);

test('the recorded calls among those that this device kept are there without the Worker', async () => {
  const reader = new Reader();
  reader.keptBefore = { value: [recorded(2, recording('a')), call(1)], toldAt: '2026-11-22T12:00:00.000Z' };
  reader.failure = new ApiFailure('unreachable');
  await reader.recents.refresh();
  await settled();
  reader.recents.choose({ filter: 'recorded' });
  expect(placesOf(reader.recents.shown)).toEqual([2]);
});

test('a call is among the recorded ones from its first recording to its last', async () => {
  const reader = await Reader.of(call(2), call(1));
  reader.answer = () => page([]);
  reader.recents.choose({ filter: 'recorded' });
  await settled();
  expect(placesOf(reader.recents.shown)).toEqual([]);
  reader.tell({ calls: [recorded(2, recording('a', { seconds: null }))], erased: [], unread: 0 });
  expect(placesOf(reader.recents.shown)).toEqual([2]);
  expect(reader.recents.find(sidOf(2))?.recordings[0]?.seconds).toBeNull();
  reader.tell({ calls: [recorded(2)], erased: [], unread: 0 });
  expect(placesOf(reader.recents.shown)).toEqual([]);
});

test('an erased recording is gone from its call, also when it was gone before; one that could not be erased stays', async () => {
  const [a, b, c] = [recording('a'), recording('b'), recording('c')];
  const reader = await Reader.of(recorded(1, a, b, c));
  expect(await reader.recents.eraseRecording(sidOf(1), a.sid)).toBe(true);
  expect(reader.did).toEqual([`erase ${a.sid}`]);
  expect(sidsOf(reader, 1)).toEqual([b.sid, c.sid]);
  reader.failure = new ApiFailure('not_found', 404);
  expect(await reader.recents.eraseRecording(sidOf(1), b.sid)).toBe(true);
  expect(sidsOf(reader, 1)).toEqual([c.sid]);
  reader.failure = new ApiFailure('twilio_failed', 502);
  expect(await reader.recents.eraseRecording(sidOf(1), c.sid)).toBe(false);
  expect(reader.recents.error?.code).toBe('twilio_failed');
  expect(sidsOf(reader, 1)).toEqual([c.sid]);
});

test('calls and recordings are kept each for their own time, and choosing one leaves the other', async () => {
  const wanted: Settings[] = [];
  const api: Partial<Api> = {
    settings: () => Promise.resolve({ retentionDays: 365, recordingDays: 90 }),
    changeSettings: (settings) => Promise.resolve(void wanted.push(settings)),
  };
  const retention = new Retention(() => Promise.resolve(api as Api));
  expect(retention.settings.recordingDays).toBeUndefined();
  await retention.refresh();
  expect(await retention.keep({ recordingDays: 30 })).toBe(true);
  expect(wanted).toEqual([{ recordingDays: 30 }]);
  expect(retention.settings).toEqual({ retentionDays: 365, recordingDays: 30 });
  api.changeSettings = () => Promise.reject(new ApiFailure('forbidden', 403));
  expect(await retention.keep({ recordingDays: null })).toBe(false);
  expect(retention.settings.recordingDays).toBe(30);
});
