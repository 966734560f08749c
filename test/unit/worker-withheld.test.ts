import { expect, test } from 'vitest';
import { isWithheld } from '../../worker/protocol.ts';

test.each([
  '',
  '  ',
  'anonymous',
  'Anonymous',
  ' RESTRICTED ',
  'unavailable',
  'unknown',
  'Blocked',
  'private',
  '+266696687',
  '+86282452253',
  '+7378742833',
  '+8656696',
  '+2562533',
])('%j is a caller who withheld their number', (from) => {
  expect(isWithheld(from)).toBe(true);
});

test.each(['+15145550123', 'client:anonymous', 'sip:anonymous@example.com', '266696687', '+2666966870'])(
  '%j is not',
  (from) => {
    expect(isWithheld(from)).toBe(false);
  },
);
