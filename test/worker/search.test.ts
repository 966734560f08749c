import { expect, test } from 'vitest';
import { ann, callSid, LINE, OUTSIDE } from './support/house.ts';
import { colleague, dialed, found, inStorage, missed, page } from './support/history.ts';
import { twiml } from './support/twilio.ts';

const MARIE = '+33612345678';

test.each([
  ['the last four digits', '0123', [1]],
  ['any run of digits', '45550', [1]],
  ['a number as it is written', '(514) 555-0123', [1]],
  ['a number with its country’s code', '+1 514 555 0123', [1]],
  ['a number as it is dialled in its own country', '06 12 34 56 78', [2]],
  ['two digits', '01', []],
  ['digits that no number has', '999999', []],
])('a call is found by %s', async (_, words, expected) => {
  const { browser } = await ann();
  await missed(1, OUTSIDE);
  await missed(2, MARIE);
  expect(await found(browser, words)).toEqual(expected.map(callSid));
});

test('a call is found by its note, without accents or case, every word counting', async () => {
  const { browser } = await ann();
  const sid = await missed(1);
  await missed(2);
  await browser.send('PUT', `/api/calls/${sid}/note`, {
    note: 'Rappeler Hélène pour l’œuvre, mardi à 9 h, au 418-555-0142',
  });
  for (const words of [
    'helene',
    'HÉLÈNE',
    'hélè',
    'mardi rappeler',
    'oeuvre',
    'OEUVRE à 9',
    'rappeler 0123',
    '418 555-0142',
    '0142',
  ])
    expect(await found(browser, words), words).toEqual([sid]);
  for (const words of ['mercredi', 'mardi mercredi', 'ma']) expect(await found(browser, words), words).toEqual([]);
  await browser.send('PUT', `/api/calls/${sid}/note`, { note: '' });
  expect(await found(browser, 'helene')).toEqual([]);
});

test('a note outlives what is told of its call later', async () => {
  const { browser } = await ann();
  await twiml('/handle_calls', { CallSid: callSid(1), From: OUTSIDE, To: LINE });
  await browser.send('PUT', `/api/calls/${callSid(1)}/note`, { note: 'Devis' });
  await missed(1);
  expect(await found(browser, 'devis')).toEqual([callSid(1)]);
  expect(await found(browser, '0123')).toEqual([callSid(1)]);
});

test('a call is found by the colleague who was called, also by the first letters, and by their new name', async () => {
  const { browser, identity } = await ann();
  const marie = await colleague(browser, 'marie', 'Marie-Ève Gagnon');
  const sid = await dialed(1, identity, 'person:marie');
  await missed(2);
  for (const words of ['marie', 'eve gagn', 'ma', 'G', 'gagnon marie']) {
    expect(await found(browser, words), words).toEqual([sid]);
    expect(await found(marie.browser, words), words).toEqual([sid]);
  }
  expect(await found(browser, 'ev')).toEqual([]);
  await inStorage((sql) => sql.exec("UPDATE person SET name = 'Zoé' WHERE id = 'marie'").toArray());
  expect(await found(browser, 'marie')).toEqual([]);
  expect(await found(browser, 'zoe')).toEqual([sid]);
});

test('a call is found by the name of a contact, or of where they work, whenever they became one', async () => {
  const { browser, identity } = await ann();
  await missed(1, OUTSIDE);
  await dialed(2, identity, '514 555-0142');
  await browser.send('POST', '/api/contacts', {
    contacts: [
      {
        id: '3f0c9f3e-5a52-4c7e-9d0b-1f6f5f0f9a11',
        name: 'Hélène Côté',
        organization: 'Boulangerie Roy',
        isFavourite: false,
        numbers: [{ label: 'work', number: '+15145550142' }],
      },
    ],
  });
  for (const words of ['helene', 'cote hel', 'H', 'co', 'boulang', 'roy helene'])
    expect(await found(browser, words), words).toEqual([callSid(2)]);
  for (const words of ['helene cotes', 'ot', 'helene 0123']) expect(await found(browser, words), words).toEqual([]);
  await browser.send('DELETE', '/api/contacts/3f0c9f3e-5a52-4c7e-9d0b-1f6f5f0f9a11');
  expect(await found(browser, 'helene')).toEqual([]);
});

test('a refused call is found by what was dialled', async () => {
  const { browser, identity } = await ann();
  await dialed(1, identity, '9-1-1');
  expect(await found(browser, '9-1-1')).toEqual([callSid(1)]);
});

test('a search keeps to its filter, its line and its reader', async () => {
  const { browser, identity } = await ann();
  await colleague(browser, 'marie', 'Marie');
  const luc = await colleague(browser, 'luc0', 'Luc');
  await missed(1);
  await dialed(2, identity, OUTSIDE);
  await dialed(3, identity, 'person:marie');
  const sids = async (query: string) => (await page(browser, query)).calls.map((call) => call.callSid);
  expect(await sids('?q=0123&filter=missed')).toEqual([callSid(1)]);
  expect(await sids('?q=0123&filter=outbound')).toEqual([callSid(2)]);
  expect(await sids(`?q=0123&line=${encodeURIComponent(LINE)}`)).toEqual([2, 1].map(callSid));
  expect(await sids('?q=0123&line=%2B15145550000')).toEqual([]);
  expect(await found(luc.browser, 'marie')).toEqual([]);
});

test('a search comes in pages too', async () => {
  const { browser } = await ann();
  for (let n = 1; n <= 5; n += 1) await missed(n);
  const { next } = await page(browser, '?q=0123&limit=2');
  const second = await page(browser, `?q=0123&limit=2&before=${String(next)}`);
  expect(second.calls.map((call) => call.callSid)).toEqual([3, 2].map(callSid));
});

test.each([
  '"',
  '"" OR words',
  'words : 1',
  '* OR note',
  'NEAR(a b)',
  'a" OR "b',
  '-',
  '^abc',
  '{words}',
  '\0',
  "';--",
  '%%%',
])('nothing that is typed is syntax: %j finds nothing and breaks nothing', async (typed) => {
  const { browser } = await ann();
  await missed(1);
  expect(await found(browser, typed)).toEqual([]);
});
