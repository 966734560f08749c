import { expect, test } from 'vitest';
import { languageOf } from '../../worker/accept-language.ts';

test.each([
  ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
  ['en-CA,en;q=0.9,fr;q=0.8', 'en'],
  ['de,fr;q=0.5,en;q=0.3', 'fr'],
  ['en;q=0.2, fr;q=0.7', 'fr'],
  ['FR', 'fr'],
  ['fr;q=0,en', 'en'],
  ['fr;q=0', 'en'],
  ['frr,de', 'en'],
  ['*', 'en'],
  ['', 'en'],
  [';;,,=', 'en'],
  ['fr;q=banana', 'fr'],
  ['fr;q=1.2.3,en;q=0.1', 'en'],
])('who asks for %j reads %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
