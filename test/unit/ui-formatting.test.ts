import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countryName } from '../../web/src/ui/country.ts';
import { formatE164, readNumber, regionOf } from '../../web/src/ui/numbers.ts';
import { agoOf, clockOf, dayOf, daysBetween, durationOf, timeOf } from '../../web/src/ui/time.ts';

const runs = process.env.FULL ? 5_000 : 200;
const noon = Date.parse('2026-11-22T12:00:00');

test.each([
  ['514', '514'],
  ['5145550123', '514 555-0123'],
  ['15145550123', '1 514 555-0123'],
  ['+15145550123', '+1 514 555-0123'],
  ['+33184880000', '+33 1 84 88 00 00'],
  ['*67', '*67'],
  ['+18195550101,,12#', '+1 819 555-0101,,12#'],
])('someone in Québec who types %s sees %s', (dialed, formatted) => {
  expect(readNumber(dialed, 'CA').formatted).toBe(formatted);
});

test('formatting never adds, drops or moves a dialled character', () => {
  const dialed = fc
    .tuple(fc.constantFrom('', '+'), fc.stringMatching(/^[\d*#,]{0,24}$/))
    .map(([plus, rest]) => plus + rest);
  fc.assert(
    fc.property(dialed, fc.constantFrom('CA', 'FR', 'US', ''), (text, country) => {
      expect(readNumber(text, country).formatted.replace(/[^\d*#,+]/g, '')).toBe(text);
    }),
    { seed: 1, numRuns: runs },
  );
});

test('a satellite number is recognised while it is typed', () => {
  expect(readNumber('+8816', 'CA').isSatellite).toBe(true);
  expect(readNumber('+1881', 'CA').isSatellite).toBe(false);
});

test('an E.164 number is written as people there write it, and anything else is left alone', () => {
  expect(formatE164('+18199754345')).toBe('+1 819 975-4345');
  expect(formatE164('client:x')).toBe('client:x');
  expect(regionOf('+33184880000')).toBe('FR');
  expect(countryName('CA', 'fr')).toBe('Canada');
  expect(countryName('DE', 'fr')).toBe('Allemagne');
});

test.each([
  [0, '00:00'],
  [257.9, '04:17'],
  [3729, '1:02:09'],
  [-3, '00:00'],
])('a call of %d seconds shows %s on its clock', (seconds, clock) => {
  expect(clockOf(seconds)).toBe(clock);
});

test('a length is told in the words of the language, without seconds once it is long', () => {
  const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
  expect(plain(durationOf(68, 'fr'))).toBe('1 min 8 s');
  expect(plain(durationOf(728, 'fr'))).toBe('12 min');
  expect(plain(durationOf(7500, 'en'))).toBe('2 hr 5 min');
});

test('days are counted by the calendar, not by 24 hours', () => {
  expect(daysBetween('2026-11-21T23:59:00', noon)).toBe(1);
  expect(daysBetween('2026-11-22T00:01:00', noon)).toBe(0);
  expect(dayOf('2026-11-19T10:00:00', noon, 'fr')).toBe('jeudi');
  expect(dayOf('2026-11-01T10:00:00', noon, 'fr')).toBe('1 novembre');
  expect(dayOf('2025-12-24T10:00:00', noon, 'en')).toBe('December 24, 2025');
});

test('how long ago is said loosely', () => {
  expect(agoOf(new Date(noon - 3 * 3_600_000).toISOString(), noon, 'en')).toBe('3 hours ago');
  expect(agoOf('2026-11-21T08:00:00', noon, 'fr')).toBe('hier');
  expect(agoOf(new Date(noon + 5_000).toISOString(), noon, 'en')).toBe('now');
});

test('the time of day is written as the platform writes it, in both languages, at every hour', () => {
  for (const locale of ['en', 'fr']) {
    const platform = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
    for (let hour = 0; hour < 24; hour += 1) {
      const date = new Date(2026, 10, 22, hour, hour * 2);
      // The platform's own space before AM and PM is of one kind or another.
      expect(timeOf(date.toISOString(), locale).replace(/\s/, ' ')).toBe(platform.format(date).replace(/\s/, ' '));
    }
  }
});
