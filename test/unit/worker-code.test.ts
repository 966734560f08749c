import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base32, normalizeCode, spellCode } from '../../worker/auth/code.ts';
import { guessLabel } from '../../worker/auth/label.ts';
import { networkOf } from '../../worker/auth/network.ts';
import { newCode, newIdentity } from '../../worker/auth/secret.ts';
import { within } from '../../worker/within.ts';

test.each(['ab1cd-e0fgh', 'AB1CD E0FGH', 'abicd–eofgh', ' ablcdeofgh ', 'ＡＢ１ＣＤ－Ｅ０ＦＧＨ', 'AB1CDE0FGH'])(
  '%j is the code AB1CDE0FGH',
  (typed) => {
    expect(normalizeCode(typed)).toBe('AB1CDE0FGH');
  },
);

test('a code that is made, spelled out and typed again is the same code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) => {
      const code = base32(bytes);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
      expect(normalizeCode(spellCode(code).toLowerCase())).toBe(code);
    }),
    { seed: 3 },
  );
});

test('codes and identities do not repeat', () => {
  expect(new Set(Array.from({ length: 500 }, () => newCode())).size).toBe(500);
  expect(new Set(Array.from({ length: 500 }, newIdentity)).size).toBe(500);
});

test.each([
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Mobile Safari/537.36',
    'Chrome · Android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile/15E148 Safari/604.1',
    'Safari · iPhone',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0',
    'Edge · Windows',
  ],
  ['', 'Bakelite'],
  ['<script>', 'Bakelite'],
])('a device that says %j is called %s until somebody names it', (userAgent, label) => {
  expect(guessLabel(userAgent)).toBe(label);
});

test('work that fails, throws or never ends is told apart from work that is done', async () => {
  expect(await within(1000, () => Promise.resolve(5))).toEqual({ ok: true, value: 5 });
  const error = new Error('no');
  expect(await within(1000, () => Promise.reject(error))).toEqual({ ok: false, reason: 'failed', error });
  const thrower = () => {
    throw error;
  };
  expect(await within(1000, thrower)).toEqual({ ok: false, reason: 'failed', error });
  expect(await within(1, () => Promise.withResolvers<never>().promise)).toEqual({ ok: false, reason: 'late' });
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['local', 'local'],
  ['2001:db8:77:0:1:2:3:4', '2001:db8:77:0'],
  ['2001:0DB8:77::9', '2001:db8:77:0'],
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1'],
  ['2001:db8::', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
])('%s tries to sign in as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
