import { env } from 'cloudflare:workers';
import { reset, runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { CallSid, CallsQuery, PersonId } from '../../../worker/protocol.ts';
import { record } from '../../../worker/store/conversations.ts';
import { pageOf, unreadOf } from '../../../worker/store/pages.ts';
import { viewerOf } from '../../../worker/store/people.ts';

const ME = v.parse(PersonId, 'owner');
const DAY_MS = 24 * 60 * 60 * 1000;
const STARTED_AT = Date.UTC(2026, 0, 1);
const [SMALL, LARGE] = [1_000, 100_000];
const ROUNDS = 9;

const sid = (n: number) => v.parse(CallSid, `CA${n.toString(16).padStart(32, '0')}`);
/** A number out of a thousand, in no order. */
const numberOf = (n: number) => `+1514555${String((n * 7919) % 10_000).padStart(4, '0')}`;

/** As the webhooks of missed and of answered calls would have written it. */
function fill(sql: SqlStorage, from: number, to: number): void {
  for (let n = from; n < to; n += 1) {
    const call = { callSid: sid(n), at: STARTED_AT + n * 60_000 };
    record(sql, { type: 'received', ...call, from: numberOf(n), to: '+18195550100', line: '+18195550100' as never });
    const status = n % 5 === 0 ? 'no-answer' : 'completed';
    const leg = { status, from: null, to: null, sipCode: null, durationSeconds: 9 } as const;
    record(sql, { type: 'root', ...call, at: call.at + 9000, leg });
  }
}

const questions = {
  'page of 50': {},
  'page of 50, missed': { filter: 'missed' },
  'page in the middle': { before: '500' },
  'search of four digits': { q: '0123' },
  'search of a whole number': { q: numberOf(77) },
  'search of the area and exchange that all share': { q: '514555' },
} as const;

/** Milliseconds of each question, the median of the rounds. Only storage and our own code: time stands still in workerd until it waits. */
async function measured(sql: SqlStorage): Promise<Record<string, number>> {
  const medians: Record<string, number> = {};
  const now = STARTED_AT + 400 * DAY_MS;
  const viewer = viewerOf(sql, ME, null);
  const time = async (name: string, work: () => void): Promise<void> => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const startedAt = performance.now();
      for (let time = 0; time < 20; time += 1) work();
      await new Promise((resolve) => setTimeout(resolve));
      times.push((performance.now() - startedAt) / 20);
    }
    medians[name] = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN;
  };
  for (const [name, question] of Object.entries(questions))
    await time(name, () => pageOf(sql, v.parse(CallsQuery, question), viewer, now));
  await time('unread', () => unreadOf(sql, viewer, now));
  return medians;
}

test(`a page and a search of ${String(LARGE)} conversations take at most twice their time among ${String(SMALL)}`, async () => {
  const object = env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('pages'));
  const { small, large } = await runInDurableObject(object, async (_, { storage }) => {
    storage.transactionSync(() => fill(storage.sql, 0, SMALL));
    const small = await measured(storage.sql);
    for (let n = SMALL; n < LARGE; n += 1_000) storage.transactionSync(() => fill(storage.sql, n, n + 1_000));
    return { small, large: await measured(storage.sql) };
  });
  const lines = Object.entries(large).map(([name, ms]) => {
    const before = small[name] ?? NaN;
    return `${name}: ${before.toFixed(2)} ms among ${String(SMALL)}, ${ms.toFixed(2)} ms among ${String(LARGE)} (${(ms / before).toFixed(2)}x)`;
  });
  console.log(lines.join('\n'));
  await reset();
  // Half a millisecond more is within the noise of a shared machine.
  for (const [name, ms] of Object.entries(large)) expect(ms, name).toBeLessThanOrEqual(2 * (small[name] ?? NaN) + 0.5);
}, 600_000);
