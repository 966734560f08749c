import { expect, test } from 'vitest';
import { textOf } from '../../web/src/contacts/file-text.ts';
import { read } from '../support/contact-files.ts';

const card = (...lines: string[]): string => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

test('a card of Apple: grouped numbers, its own labels, a favourite picture nobody keeps', () => {
  const text = card(
    'VERSION:3.0',
    'PRODID:-//Apple Inc.//iOS 19.1//EN',
    'N:Côté;Hélène;;Dr;',
    'FN:Dr Hélène Côté',
    'ORG:Clinique Laurier;Radiologie',
    'item1.TEL;type=pref:+1 (514) 555-0123',
    'item1.X-ABLabel:_$!<Mobile>!$_',
    'item2.TEL:418 555-0142',
    'item2.X-ABLabel:Chalet',
    'TEL;type=WORK;type=VOICE:819-555-0177',
    'item3.EMAIL;type=INTERNET:helene@example.com',
    'item4.X-ABADR:ca',
    'X-ABShowAs:PERSON',
  );
  const { fresh, bad, leftOut } = read(text);
  expect(fresh).toEqual([
    {
      id: 'id-1',
      name: 'Dr Hélène Côté',
      organization: 'Clinique Laurier',
      isFavourite: false,
      numbers: [
        { label: 'mobile', number: '+15145550123' },
        { label: 'Chalet', number: '+14185550142' },
        { label: 'work', number: '+18195550177' },
      ],
    },
  ]);
  expect(bad).toEqual([]);
  expect(Object.fromEntries(leftOut)).toEqual({ titles: 1, emails: 1 });
});

test('quoted-printable of an old telephone: soft breaks inside a letter, its own character set, bare types', () => {
  const text = card(
    'VERSION:2.1',
    'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Tremblay;Fran=C3=',
    '=A7ois;;;',
    'FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Fran=E7ois, p=E8re=',
    ' et fils',
    'TEL;CELL;PREF:514.555.0123',
    'TEL;HOME;FAX:(418) 555-0142',
    'NOTE;QUOTED-PRINTABLE:deux=0D=0Alignes',
  );
  const { fresh, bad, leftOut } = read(text);
  expect(fresh.map(({ name, numbers }) => [name, ...numbers.map(({ label, number }) => `${label} ${number}`)])).toEqual(
    [['François, père et fils', 'mobile +15145550123', 'fax +14185550142']],
  );
  expect(bad).toEqual([]);
  expect(Object.fromEntries(leftOut)).toEqual({ notes: 1 });
});

test('lines folded anywhere, also in an emoji’s neighbourhood, are whole again', () => {
  const text = card(
    'VERSION:4.0',
    'FN:Zoë 👩‍👩‍👧 de l',
    ' a Tour\\, ph',
    '\tare',
    'TEL;VALUE=uri;TYPE="voice,ce',
    ' ll":tel:+33-6-12-34-56-78',
  );
  const { fresh } = read(text);
  expect(fresh[0]).toMatchObject({
    name: 'Zoë 👩‍👩‍👧 de la Tour, phare',
    numbers: [{ label: 'mobile', number: '+33612345678' }],
  });
});

test('an extension is no part of a number: it is left out, and said', () => {
  const { fresh, leftOut } = read(
    card('VERSION:4.0', 'FN:Ann', 'TEL;VALUE=uri;TYPE=work:tel:+1-514-555-0123;ext=42', 'TEL:418 555-0142 poste 7'),
  );
  expect(fresh[0]?.numbers).toEqual([
    { label: 'work', number: '+15145550123' },
    { label: 'other', number: '+14185550142' },
  ]);
  expect(leftOut.get('extensions')).toBe(1);
});

test('a picture of a megabyte is passed over, folded or not, indented or not', () => {
  const line = 'iVBORw0KGgo'.repeat(7).slice(0, 74);
  const photo = Array.from({ length: 14_000 }, () => line);
  const { fresh, bad, leftOut } = read(
    card('VERSION:3.0', 'FN:Ann', `PHOTO;ENCODING=b;TYPE=PNG:${photo.join('\r\n ')}`, 'TEL:514 555-0123') +
      card('VERSION:2.1', 'FN:Bob', 'PHOTO;BASE64;PNG:', ...photo, '', 'TEL;CELL:514 555-0199') +
      card('VERSION:4.0', 'FN:Zoe', `PHOTO:data:image/png;base64,${photo.join('')}`, 'TEL:514 555-0177'),
  );
  expect(fresh.map(({ name, numbers }) => [name, numbers.length])).toEqual([
    ['Ann', 1],
    ['Bob', 1],
    ['Zoe', 1],
  ]);
  expect(bad).toEqual([]);
  expect(Object.fromEntries(leftOut)).toEqual({ photos: 3 });
});

test('a card that never ends, a line that is none and a number that is none: each is said, the rest is kept', () => {
  const text = [
    'stray words',
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:Ann',
    'TEL:514 555-0123',
    'what is this',
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:Bob',
    'TEL:call me',
    'TEL;TYPE="CELL:514 555-0199',
    'END:VCARD',
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:Zoe',
    'TEL:911',
  ].join('\n');
  const { fresh, bad } = read(text);
  expect(fresh.map(({ name, numbers }) => [name, numbers.length])).toEqual([
    ['Ann', 1],
    ['Bob', 0],
    ['Zoe', 0],
  ]);
  expect(bad).toEqual([
    { line: 1, name: '', why: 'unreadable', text: 'stray words' },
    { line: 2, name: 'Ann', why: 'not-ended', text: '' },
    { line: 6, name: 'Ann', why: 'unreadable', text: 'what is this' },
    { line: 10, name: 'Bob', why: 'number', text: 'call me' },
    { line: 11, name: 'Bob', why: 'unreadable', text: 'TEL;TYPE="CELL:514 555-0199' },
    { line: 13, name: 'Zoe', why: 'not-ended', text: '' },
    { line: 16, name: 'Zoe', why: 'number', text: '911' },
  ]);
});

test('who has no name is called by what there is, and who has nothing at all is said', () => {
  const { fresh, bad } = read(
    card('VERSION:3.0', 'FN:', 'N:Roy;Jean;;;', 'TEL:514 555-0101') +
      card('VERSION:3.0', 'FN:', 'N:;;;;', 'ORG:Boulangerie Roy', 'TEL:514 555-0102') +
      card('VERSION:3.0', 'NICKNAME:Titi', 'TEL:514 555-0103') +
      card('VERSION:3.0', 'FN: ', 'TEL:514 555-0104') +
      card('VERSION:3.0', 'EMAIL:nobody@example.com'),
  );
  expect(fresh.map(({ name, organization }) => [name, organization])).toEqual([
    ['Jean Roy', ''],
    ['Boulangerie Roy', ''],
    ['Titi', ''],
    ['+15145550104', ''],
  ]);
  expect(bad).toEqual([{ line: 24, name: '', why: 'no-name', text: 'emails' }]);
});

test('markup and marks that turn the writing round are text on one line', () => {
  const { fresh } = read(card('VERSION:3.0', 'FN:<script>alert(1)</script>\\n\u202Eevil\u0000', 'TEL:514 555-0123'));
  expect(fresh[0]?.name).toBe('<script>alert(1)</script> evil');
});

test('a list of people is no person, and a star makes a favourite', () => {
  const { fresh, leftOut } = read(
    card('VERSION:3.0', 'FN:Choir', 'X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1') +
      card('VERSION:3.0', 'FN:Ann', 'CATEGORIES:myContacts,starred', 'TEL:514 555-0123') +
      card('VERSION:3.0', 'FN:Bob', 'CATEGORIES:myContacts,Choir', 'TEL:514 555-0199'),
  );
  expect(fresh.map(({ name, isFavourite }) => [name, isFavourite])).toEqual([
    ['Ann', true],
    ['Bob', false],
  ]);
  expect(Object.fromEntries(leftOut)).toEqual({ groups: 2 });
});

test('a field that nobody knows is called as the file calls it', () => {
  expect(read(card('VERSION:3.0', 'FN:Ann', 'X-SHOE-SIZE:38')).leftOut.get('X-SHOE-SIZE')).toBe(1);
});

test('names longer than we keep are cut, never through a letter, and said', () => {
  const { fresh, leftOut } = read(card('VERSION:3.0', `FN:${'a'.repeat(119)}👋👋`));
  expect(fresh[0]?.name).toBe('a'.repeat(119));
  expect(leftOut.get('shortened')).toBe(1);
});

test.each([
  ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0xc3, 0xa9], 'é'],
  ['UTF-8 without', [0xc3, 0xa9], 'é'],
  ['Latin 1', [0xe9, 0x21], 'é!'],
  ['UTF-16 of Windows', [0xff, 0xfe, 0xe9, 0x00], 'é'],
  ['UTF-16 the other way round', [0xfe, 0xff, 0x00, 0xe9], 'é'],
  ['UTF-16 without a mark', [0x42, 0x00, 0xe9, 0x00], 'Bé'],
])('a file in %s is read', (_, bytes, text) => {
  expect(textOf(Uint8Array.from(bytes))).toBe(text);
});
