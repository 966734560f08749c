import { expect, test } from 'vitest';
import * as v from 'valibot';
import { PersonId } from '../../worker/protocol.ts';
import { pageStatement, type Statement, UNREAD_STATEMENT } from '../../worker/store/pages.ts';
import { ann } from './support/house.ts';
import { inStorage, missed } from './support/history.ts';

const ME = v.parse(PersonId, 'owner');
const filters = ['all', 'missed', 'inbound', 'outbound', 'voicemail'] as const;
const pages: [string, Statement][] = filters.flatMap((filter) => [
  [`filter ${filter}`, pageStatement({ limit: 50, filter, q: '' }, ME)],
  [`filter ${filter} on one line`, pageStatement({ limit: 50, filter, q: '', line: '+18195550100' as never }, ME)],
  [
    `search, filter ${filter}`,
    pageStatement({ limit: 50, filter, q: 'x', before: 9 }, ME, { match: '"0123"', holds: '5550123' }),
  ],
]);

test.each([...pages, ['unread', { text: UNREAD_STATEMENT, bindings: [0, ME] }] as [string, Statement]])(
  'rows come from an index, in order, without reading or sorting them all: %s',
  async (_, { text, bindings }) => {
    await ann();
    await missed(1);
    const plan = await inStorage((sql) =>
      sql
        .exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...bindings)
        .toArray()
        .map((step) => step.detail),
    );
    expect(plan).not.toEqual([]);
    for (const step of plan) {
      expect(step).not.toMatch(/TEMP B-TREE|SCAN conversation$/);
      if (step.startsWith('SCAN')) expect(step).toMatch(/^SCAN search VIRTUAL TABLE INDEX .*M/);
    }
  },
);
