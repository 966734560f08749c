import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createManualClock } from '../emulator/clock.ts';
import { createEmulator, type Emulator } from '../emulator/index.ts';
import { emulatedAccount, LINE } from '../support/emulated-account.ts';
import { officialClient } from '../support/official-client.ts';

const FAR = '+15145550123';
const account = emulatedAccount('http://server.test');

/** When three calls were refused and a fourth began to ring. */
const TIMES = [
  '2026-11-20T23:59:59.400Z',
  '2026-11-21T00:00:00.000Z',
  '2026-11-21T18:30:15.900Z',
  '2026-11-22T08:00:00Z',
] as const;

const clock = createManualClock(Date.parse(TIMES[0]));
let verbs = '<Reject/>';
let emulator: Emulator;
let client: ReturnType<typeof officialClient>;
/** Oldest first. */
const sids: string[] = [];

beforeAll(async () => {
  emulator = await createEmulator({
    account,
    port: 0,
    clock,
    transport: async () => ({
      status: 200,
      contentType: 'text/xml',
      body: new TextEncoder().encode(`<Response>${verbs}</Response>`),
    }),
  });
  client = officialClient(emulator.url, account.accountSid, account.authToken, account.accountSid);
  for (const [index, time] of TIMES.entries()) {
    await clock.advance(Date.parse(time) - clock.now());
    if (index === TIMES.length - 1) verbs = '<Pause length="60"/>';
    sids.push(emulator.control.phone(FAR).call(LINE).callSid);
    await clock.settle();
  }
});
afterAll(() => emulator.close());

type Filter = Parameters<typeof client.calls.list>[0];

/** Which of the four calls the official client is given for a filter, oldest first. */
const listed = async (filter: Filter) =>
  (await client.calls.list(filter)).map(({ sid }) => sids.indexOf(sid)).toSorted();

describe('the official client lists the calls', () => {
  test.each<[string, Filter, number[]]>([
    ['that started on a day of UTC', { startTime: new Date('2026-11-21T12:00:00Z') }, [1, 2]],
    ['that started up to a midnight, which belongs to it', { startTimeBefore: new Date('2026-11-21') }, [0, 1]],
    ['that started from a midnight on', { startTimeAfter: new Date('2026-11-21') }, [1, 2]],
    ['that started from a second on', { startTimeAfter: new Date('2026-11-21T18:30:15Z') }, [2]],
    [
      'that started between two instants',
      { startTimeAfter: new Date('2026-11-20T23:59:59Z'), startTimeBefore: new Date('2026-11-20T23:59:59Z') },
      [0],
    ],
    ['that ended on a day', { endTime: new Date('2026-11-20') }, [0]],
    ['that ended before an instant', { endTimeBefore: new Date('2026-11-21T18:30:14Z') }, [0, 1]],
    ['that ended after an instant, of one status', { endTimeAfter: new Date('2026-11-21'), status: 'busy' }, [1, 2]],
    ['that ring, whatever the time', { status: 'ringing' }, [3]],
    ['of which none rings that has not started', { startTimeAfter: new Date('2026-11-22') }, []],
  ])('%s', async (_, filter, found) => {
    expect(await listed(filter)).toEqual(found);
  });

  test('page by page with the same filter', async () => {
    expect(await listed({ startTimeAfter: new Date('2026-11-20'), pageSize: 1 })).toEqual([0, 1, 2]);
  });
});

const authorization = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`;

async function asked(query: string) {
  const url = `${emulator.url}/2010-04-01/Accounts/${account.accountSid}/Calls.json?${query}`;
  const response = await fetch(url, { headers: { authorization } });
  return { status: response.status, body: await response.json() };
}

test('a day alone may be asked for as well, spelled with the inequality as Twilio’s page has it', async () => {
  const { body } = await asked('StartTime>=2026-11-21&EndTime%3C=2026-11-21');
  expect(body.calls.map(({ sid }: { sid: string }) => sid)).toEqual([sids[1]]);
});

test.each([
  ['StartTime=yesterday', 'yesterday'],
  ['EndTime%3E=2026-13-45', '2026-13-45'],
  ['DateCreated=2026-11-21', 'DateCreated'],
])('%s is refused by its name', async (query, named) => {
  expect(await asked(query)).toMatchObject({
    status: 400,
    body: { code: 20001, message: expect.stringContaining(named) },
  });
});
