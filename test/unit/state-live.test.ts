/// <reference types="svelte" />
import { expect, test } from 'vitest';
import { noticedAfterMs, pongWithinMs } from '../../web/src/state/live.svelte.ts';
import { Recents } from '../../web/src/state/recents.svelte.ts';
import { ApiFailure, type Api } from '../../web/src/state/api.ts';
import { CROWDED_OUT_CLOSE, HEARTBEAT, SIGNED_OUT_CLOSE, type Conversation } from '../../worker/protocol.ts';
import { LiveDouble } from '../support/live-double.ts';
import { settled } from '../support/manual-clock.ts';
import { conversation } from '../support/telephone-double.ts';

const sid = (n: number) => `CA${String(n).padStart(32, '0')}` as Conversation['callSid'];

test('it listens from the number of the first page, once, and is up to date when the Worker has said so', () => {
  const ann = new LiveDouble();
  ann.live.start(5);
  ann.live.start(4);
  expect(ann.did).toEqual(['open since 5']);
  ann.opens();
  expect(ann.live.isConnected).toBe(false);
  ann.tells({ seq: 5 });
  expect(ann.live.isConnected).toBe(true);
});

test('rows, erasures, topics and who is awake reach those who listen, until they stop', () => {
  const ann = LiveDouble.listening();
  const heard: unknown[] = [];
  const stops = [
    ann.live.onCalls((changes) => heard.push(changes)),
    ann.live.onTopic('people', () => heard.push('people')),
    ann.live.onTopic('contacts', () => heard.push('contacts')),
    ann.live.onPresence((awake) => heard.push(...awake)),
    ann.live.onReset(() => heard.push('reset')),
  ];
  const change = { calls: [conversation()], erased: [sid(2)], unread: 3 };
  ann.tells({ seq: 2, ...change, topics: ['people'] });
  ann.says('{"type":"presence","awake":["anna","bobb"]}');
  ann.says('{"type":"reset","seq":9}');
  expect(heard).toEqual([change, 'people', 'anna', 'bobb', 'reset']);
  for (const stop of stops) stop();
  ann.tells({ seq: 10, ...change, topics: ['people', 'contacts'] });
  expect(heard).toHaveLength(5);
});

test('who asks late who is awake hears it at once', () => {
  const ann = LiveDouble.listening();
  ann.says('{"type":"presence","awake":["anna"]}');
  let awake: ReadonlySet<string> = new Set();
  ann.live.onPresence((now) => (awake = now));
  expect([...awake]).toEqual(['anna']);
});

test('a socket that was lost resumes after what was heard last', async () => {
  const ann = LiveDouble.listening(5);
  ann.tells({ seq: 7 });
  ann.live.nudge();
  ann.closes(1006);
  ann.live.nudge();
  expect(ann.did.at(-1)).toBe('renew since 7');
});

test('it beats every ten seconds for as long as it is answered', async () => {
  const ann = LiveDouble.listening();
  for (let beat = 1; beat <= 5; beat += 1) {
    expect(ann.did.filter((each) => each === HEARTBEAT.ask)).toHaveLength(beat);
    ann.says(HEARTBEAT.answer);
    await ann.clock.advance(HEARTBEAT.everyMs);
  }
  expect(ann.did.filter((each) => each.startsWith('renew'))).toEqual([]);
});

test('a half-open socket is found out within twenty seconds, and made anew', async () => {
  const ann = LiveDouble.listening(5);
  ann.says(HEARTBEAT.answer);
  await ann.clock.advance(HEARTBEAT.everyMs + pongWithinMs - 1);
  expect(ann.did).not.toContain('renew since 5');
  await ann.clock.advance(1);
  expect(ann.did.at(-1)).toBe('renew since 5');
  expect(HEARTBEAT.everyMs + pongWithinMs).toBeLessThanOrEqual(20_000);
});

test('no beat is set off by a timer alone: a hidden page would be slowed down', async () => {
  const ann = LiveDouble.listening();
  await ann.clock.advance(60_000);
  expect(ann.did.filter((each) => each === HEARTBEAT.ask)).toHaveLength(1);
});

test('a short loss is nobody’s business; a longer one shows', async () => {
  const ann = LiveDouble.listening();
  ann.closes(1006);
  await ann.clock.advance(noticedAfterMs - 1);
  expect(ann.live.isConnected).toBe(true);
  ann.opens();
  ann.tells({ seq: 1 });
  await ann.clock.advance(noticedAfterMs);
  expect(ann.live.isConnected).toBe(true);
  ann.closes(1006);
  await ann.clock.advance(noticedAfterMs);
  expect(ann.live.isConnected).toBe(false);
});

test('the page is seen again: a socket that was just heard is asked, one that slept is made anew', () => {
  const ann = LiveDouble.listening(5);
  ann.live.nudge();
  expect(ann.did.at(-1)).toBe(HEARTBEAT.ask);
  ann.clock.sleep(60_000);
  ann.live.nudge();
  expect(ann.did.at(-1)).toBe('renew since 5');
});

test('this device is cut off: the session hears of it, and nothing is tried again', async () => {
  const ann = LiveDouble.listening();
  ann.closes(SIGNED_OUT_CLOSE);
  expect(ann).toMatchObject({ signedOut: 1, refused: 0 });
  const did = ann.did.length;
  ann.live.nudge();
  ann.live.start(1);
  await ann.clock.advance(60_000);
  expect(ann.did).toHaveLength(did);
});

test('a newer tab took its place: it rests until somebody looks', async () => {
  const ann = LiveDouble.listening(5);
  ann.closes(CROWDED_OUT_CLOSE);
  await ann.clock.advance(60_000);
  expect(ann.did.filter((each) => each.startsWith('renew'))).toEqual([]);
  ann.live.nudge();
  expect(ann.did.at(-1)).toBe('renew since 5');
});

test('no socket to be had: the session is asked whether it still is one', () => {
  const ann = new LiveDouble();
  ann.live.start(5);
  ann.closes(1006);
  expect(ann.refused).toBe(1);
  ann.opens();
  ann.closes(1006);
  expect(ann.refused).toBe(1);
});

test('what cannot be read is left alone', () => {
  const ann = LiveDouble.listening();
  const heard: unknown[] = [];
  ann.live.onCalls((changes) => heard.push(changes));
  for (const text of ['', 'null', '{', '{"type":"changes"}', '{"type":"weather","seq":9}', '[]']) ann.says(text);
  ann.tells({ seq: 2 });
  expect(heard).toHaveLength(1);
});

function recentsOf(ann: LiveDouble, pages: (() => Promise<{ calls: Conversation[]; seq: number }>)[]) {
  const api = {
    kept: () => Promise.resolve(null),
    keeping: () => () => {},
    calls: async () => ({ next: null, unread: 0, ...(await (pages.shift() ?? refuses)()) }),
  } as unknown as Api;
  return new Recents(() => Promise.resolve(api), ann.clock, ann.live);
}
const refuses = () => Promise.reject(new ApiFailure('unreachable'));
const page =
  (seq: number, ...calls: Conversation[]) =>
  () =>
    Promise.resolve({ calls, seq });

test('a call appears in Recents while it rings, changes where it stands, and goes when it is erased', async () => {
  const ann = new LiveDouble();
  const first = conversation({ callSid: sid(1), place: 1 });
  const recents = recentsOf(ann, [page(5, first)]);
  await recents.refresh();
  expect(ann.did).toEqual(['open since 5']);
  ann.opens();
  ann.tells({ seq: 6, calls: [conversation({ callSid: sid(2), place: 2, state: 'ringing' })] });
  expect(recents.calls?.map(({ callSid }) => callSid)).toEqual([sid(2), sid(1)]);
  ann.tells({ seq: 7, calls: [conversation({ callSid: sid(2), place: 2, state: 'missed' })] });
  expect(recents.calls?.map(({ state }) => state)).toEqual(['missed', 'completed']);
  ann.tells({ seq: 8, erased: [sid(2)] });
  expect(recents.calls).toEqual([first]);
});

test('a page that was on its way while a call changed does not bring the old row back', async () => {
  const ann = LiveDouble.listening();
  let arrives: (page: { calls: Conversation[]; seq: number }) => void = () => {};
  const recents = recentsOf(ann, [() => new Promise((resolve) => (arrives = resolve))]);
  const refreshed = recents.refresh();
  await settled();
  ann.tells({ seq: 6, calls: [conversation({ state: 'completed' })] });
  arrives({ calls: [conversation({ state: 'ringing', isFinal: false })], seq: 5 });
  await refreshed;
  expect(recents.calls).toMatchObject([{ state: 'completed' }]);
});

test('too much was missed: Recents are asked for anew', async () => {
  const ann = new LiveDouble();
  const recents = recentsOf(ann, [page(5), page(900, conversation())]);
  await recents.refresh();
  ann.opens();
  ann.says('{"type":"reset","seq":900}');
  await settled();
  expect(recents.calls).toHaveLength(1);
});

test('a call that is not over is not asked for again while the Worker tells of it', async () => {
  const ann = LiveDouble.listening();
  const recents = recentsOf(ann, [page(5, conversation({ isFinal: false }))]);
  await recents.refresh();
  await ann.clock.advance(60_000);
  expect(recents.error).toBeNull();
});
