import { reset, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import type { CallEvent } from '../../../worker/history.ts';
import { CallSid, E164 } from '../../../worker/protocol.ts';
import { record } from '../../../worker/store/conversations.ts';

const CALLS = 400;
const KEPT = 10_000;
const AT_ONCE = 50;
const STARTED_AT = Date.UTC(2026, 0, 1);
const line = v.parse(E164, '+18195550100');
const sid = (n: number) => v.parse(CallSid, `CA${n.toString(16).padStart(32, '0')}`);

/** What is told of one call from outside that is answered. */
function story(n: number): CallEvent[] {
  const call = { callSid: sid(2 * n), at: STARTED_AT + n * 60_000 };
  const from = `+1514555${String((n * 7919) % 10_000).padStart(4, '0')}`;
  const facts = { from, sipCode: null, durationSeconds: null };
  const leg = (status: 'initiated' | 'ringing' | 'in-progress' | 'completed', seconds: number): CallEvent => ({
    ...{ ...call, type: 'leg', legSid: sid(2 * n + 1), at: call.at + seconds * 1000 },
    leg: { ...facts, status, to: 'client:p_somebody', durationSeconds: status === 'completed' ? 30 : null },
  });
  return [
    { ...call, type: 'received', from, to: line, line, rounds: [] },
    ...[leg('initiated', 0), leg('ringing', 1), leg('in-progress', 5), leg('completed', 35)],
    {
      ...{ ...call, type: 'dial-ended', at: call.at + 35_000, status: 'completed', durationSeconds: 30 },
      ...{ generation: 0, round: 0, isLast: true },
    },
    { ...call, type: 'root', leg: { ...facts, status: 'completed', to: line, durationSeconds: 35 } },
  ];
}

test(`events a second through the object, with nothing kept and with ${String(KEPT)} calls kept`, async () => {
  const object = env.SWITCHBOARD.get(env.SWITCHBOARD.idFromName('workspace'));
  const perSecond = async (from: number): Promise<number> => {
    const calls = Array.from({ length: CALLS }, (_, i) => story(from + i));
    const startedAt = performance.now();
    // The events of a call come one after the other, many calls at once.
    for (let first = 0; first < CALLS; first += AT_ONCE)
      await Promise.all(
        calls.slice(first, first + AT_ONCE).map(async (events) => {
          for (const event of events) await object.record(event);
        }),
      );
    return (CALLS * 7 * 1000) / (performance.now() - startedAt);
  };
  const empty = await perSecond(0);
  // Without the way there and back: only our code and storage.
  const startedAt = performance.now();
  await runInDurableObject(object, (_, { storage }) => {
    for (let n = CALLS; n < KEPT; n += 1)
      storage.transactionSync(() => {
        for (const event of story(n)) record(storage.sql, event);
      });
  });
  const alone = ((KEPT - CALLS) * 7 * 1000) / (performance.now() - startedAt);
  const full = await perSecond(KEPT);
  const size = await runInDurableObject(object, (_, { storage }) => storage.sql.databaseSize);
  const figures = [
    `${empty.toFixed(0)} with nothing kept`,
    `${full.toFixed(0)} with ${String(KEPT)} calls kept`,
    `${alone.toFixed(0)} within the object alone`,
  ];
  console.log(
    `events a second: ${figures.join(', ')}; ${(size / (KEPT + CALLS) / 1000).toFixed(1)} KB a call with its ledger`,
  );
  expect(full).toBeGreaterThan(empty / 3);
  await reset();
});
