import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOfLink } from '../../web/src/ui/phone-link.ts';

/** The fragment a browser makes of a link: the whole of it, escaped once. */
const handed = (link: string): string => `#tel=${encodeURIComponent(link)}`;

test.each([
  ['tel:+15145550123', '+15145550123'],
  ['tel:+1-514-555-0123', '+15145550123'],
  ['TEL:+1(514)555.0123', '+15145550123'],
  ['tel:5145550123;phone-context=+1', '5145550123'],
  ['tel:+15145550123;ext=42', '+15145550123,42'],
  ['tel:%2B1%20514%20555%200123', '+15145550123'],
  ['tel:*98', '*98'],
])('a tapped %s puts %s in the keypad', (link, number) => {
  expect(numberOfLink(handed(link))).toBe(number);
});

test('the fragment of another screen is no link', () => {
  for (const fragment of ['', '#', '#recents', '#keypad', '#code=ABCDE-FGHJK', '#telephone=1', '#xtel=tel:1'])
    expect(numberOfLink(fragment)).toBeNull();
});

test('what is no telephone link has nothing to dial', () => {
  for (const fragment of [
    '#tel=',
    '#tel=tel:',
    '#tel=5145550123',
    '#tel=javascript:alert(1)',
    '#tel=%',
    '#tel=tel:%E0',
  ])
    expect(numberOfLink(fragment)).toBe('');
});

test('whatever a page puts in a link, at most 64 characters that can be dialled come out', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
      for (const fragment of [`#tel=tel:${text}`, `#tel=${text}`]) {
        expect(numberOfLink(fragment)).toMatch(/^\+?[\d*#,]{0,64}$/);
      }
    }),
  );
});
