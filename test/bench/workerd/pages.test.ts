import { env } from 'cloudflare:workers';
import { reset, runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { CallSid, CallsQuery, E164, PersonId } from '../../../worker/protocol.ts';
import { record } from '../../../worker/store/conversations.ts';
import { pageOf, unreadOf } from '../../../worker/store/pages.ts';
import { viewerOf } from '../../../worker/store/people.ts';

const ME = v.parse(PersonId, 'owner');
const LINE = v.parse(E164, '+18195550100');
const STARTED_AT = Date.UTC(2026, 0, 1);
const [SMALL, LARGE] = [1_000, 100_000];
const ROUNDS = 15;
const TIMES = 20;

const sid = (n: number) => v.parse(CallSid, `CA${n.toString(16).padStart(32, '0')}`);
/** Everybody calls ten times, in no order. */
const numberOf = (n: number, total: number) => `+1514555${String((n * 7919) % (total / 10)).padStart(4, '0')}`;

/** As the webhooks of missed and of answered calls would have written it. */
function fill(sql: SqlStorage, from: number, to: number, total: number): void {
  for (let n = from; n < to; n += 1) {
    const call = { callSid: sid(n), at: STARTED_AT + n * 60_000 };
    record(sql, { type: 'received', ...call, from: numberOf(n, total), to: LINE, line: LINE });
    const status = n % 5 === 0 ? 'no-answer' : 'completed';
    const leg = { status, from: null, to: null, sipCode: null, durationSeconds: 9 } as const;
    record(sql, { type: 'root', ...call, at: call.at + 9000, leg });
  }
}

const questions = (total: number): Record<string, object> => ({
  'page of 50': {},
  'page of 50, missed': { filter: 'missed' },
  'page in the middle': { before: String(total / 2) },
  'search of the last four digits, ten calls found': { q: '0033' },
  'search of a whole number, ten calls found': { q: '+15145550033' },
  'search of what all numbers begin with': { q: '514555' },
});

/** Milliseconds of each question. Time stands still in workerd until it waits, so each waits once after its work. */
async function round(sql: SqlStorage, total: number): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  const now = STARTED_AT + 400 * 24 * 60 * 60 * 1000;
  const viewer = viewerOf(sql, ME, null);
  const time = async (name: string, work: () => void): Promise<void> => {
    const startedAt = performance.now();
    for (let time = 0; time < TIMES; time += 1) work();
    await new Promise((resolve) => setTimeout(resolve));
    times[name] = (performance.now() - startedAt) / TIMES;
  };
  for (const [name, question] of Object.entries(questions(total)))
    await time(name, () => pageOf(sql, v.parse(CallsQuery, question), viewer, now));
  await time('unread', () => unreadOf(sql, viewer, now));
  return times;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

test(`a page and a search of ${String(LARGE)} conversations take at most twice their time among ${String(SMALL)}`, async () => {
  const houses = [SMALL, LARGE].map((total) => ({
    total,
    object: env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName(`pages of ${String(total)}`)),
    rounds: [] as Record<string, number>[],
  }));
  for (const { total, object } of houses) {
    await runInDurableObject(object, (_, { storage }) => {
      for (let n = 0; n < total; n += 1_000) storage.transactionSync(() => fill(storage.sql, n, n + 1_000, total));
    });
  }
  // In turn, round by round, so that a drifting machine touches both.
  for (let n = 0; n < ROUNDS; n += 1)
    for (const { total, object, rounds } of houses)
      rounds.push(await runInDurableObject(object, (_, { storage }) => round(storage.sql, total)));
  const [small = [], large = []] = houses.map(({ rounds }) => rounds);
  const results = Object.keys(large[0] ?? {}).map((name) => {
    const of = (rounds: Record<string, number>[]) => rounds.map((times) => times[name] ?? NaN);
    const ratio = median(of(large).map((ms, n) => ms / (of(small)[n] ?? NaN)));
    return { name, small: median(of(small)), large: median(of(large)), ratio };
  });
  for (const { name, small, large, ratio } of results)
    console.log(`${name}: ${small.toFixed(2)} ms and ${large.toFixed(2)} ms, ${ratio.toFixed(2)}x`);
  await reset();
  for (const { name, ratio } of results) expect(ratio, name).toBeLessThanOrEqual(2);
}, 600_000);
