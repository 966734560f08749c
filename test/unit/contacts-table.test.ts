import { expect, test } from 'vitest';
import { read } from '../support/contact-files.ts';

const table = (...rows: string[]): string => `${rows.join('\r\n')}\r\n`;
const shortly = (text: string) =>
  read(text).fresh.map(({ name, numbers }) => [name, ...numbers.map(({ label, number }) => `${label} ${number}`)]);

test('a table of Google, as it is now and as it was', () => {
  const now = table(
    'First Name,Middle Name,Last Name,Name Prefix,Nickname,File As,Organization Name,Organization Title,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value',
    'Hélène,,Côté,Dr,,,Clinique Laurier,Médecin,,https://example.com/p.jpg,* myContacts ::: * starred,Work,h@example.com,Mobile,514-555-0123,Chalet,(418) 555-0142 ::: 418-555-0143',
  );
  expect(read(now)).toMatchObject({
    fresh: [
      {
        name: 'Dr Hélène Côté',
        organization: 'Clinique Laurier',
        isFavourite: true,
        numbers: [
          { label: 'mobile', number: '+15145550123' },
          { label: 'Chalet', number: '+14185550142' },
          { label: 'Chalet', number: '+14185550143' },
        ],
      },
    ],
    bad: [],
  });
  expect(Object.fromEntries(read(now).leftOut)).toEqual({ titles: 1, photos: 1, emails: 1 });
  const old = table(
    'Name,Given Name,Family Name,Yomi Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,Organization 1 - Name',
    'Bob Roy,Bob,Roy,,* My Contacts,* Home,,Work,+1 514 555 0199,,Roy inc.',
  );
  expect(read(old)).toMatchObject({ fresh: [{ name: 'Bob Roy', organization: 'Roy inc.' }], bad: [] });
  expect(read(old).leftOut.size).toBe(0);
});

test('a table of Outlook, in English', () => {
  const text = table(
    'Title,First Name,Last Name,Company,Department,Business Street,Business City,Business Fax,Business Phone,Home Phone,Mobile Phone,Primary Phone,Other Phone,E-mail Address,Government ID Number,Priority',
    'Mr,Jean,Tremblay,Tremblay et fils,Ventes,"1, rue Principale",Québec,514 555 0101,514 555 0102,514 555 0103,514 555 0104,514 555 0105,514 555 0106,j@example.com,,Normal',
  );
  expect(shortly(text)).toEqual([
    [
      'Jean Tremblay',
      'fax +15145550101',
      'work +15145550102',
      'home +15145550103',
      'mobile +15145550104',
      'main +15145550105',
      'other +15145550106',
    ],
  ]);
  expect(Object.fromEntries(read(text).leftOut)).toEqual({ titles: 1, addresses: 1, emails: 1 });
});

test('a table of Outlook in French, in semicolons and in the letters of Windows', () => {
  const text = table(
    'Titre;Prénom;Deuxième prénom;Nom;Société;Service;Rue (bureau);Télécopie (bureau);Téléphone (bureau);Téléphone (domicile);Tél. mobile;Adresse de messagerie',
    'M.;Jean;;Tremblay;Tremblay et fils;;;;514 555-0102;514 555-0103;514 555-0104;',
  );
  expect(shortly(text)).toEqual([['Jean Tremblay', 'work +15145550102', 'home +15145550103', 'mobile +15145550104']]);
});

test('a table that somebody made: Nom is the whole name, sep= says the delimiter, tabs are guessed', () => {
  expect(shortly(table('sep=;', 'Nom;Téléphone', 'Marie Gagnon;514 555-0123'))).toEqual([
    ['Marie Gagnon', 'other +15145550123'],
  ]);
  expect(shortly(table('Nom\tCellulaire\tFavori', 'Marie Gagnon\t514 555-0123\toui'))).toEqual([
    ['Marie Gagnon', 'mobile +15145550123'],
  ]);
});

test('quotes, line breaks and delimiters inside a cell stay inside', () => {
  const text = table('Name,Notes,Phone', '"Roy, ""Jo"" Jr","two\r\nlines",514 555-0123', '', '"Ann","",514 555-0199');
  expect(shortly(text)).toEqual([
    ['Roy, "Jo" Jr', 'other +15145550123'],
    ['Ann', 'other +15145550199'],
  ]);
});

test('a formula is a text, with and without the quote mark that keeps it one', () => {
  const text = table('Name,Phone', `=cmd|'/C calc'!A1,514 555-0123`, `'=1+1,'+15145550199`, `'Hello,514 555-0177`);
  expect(shortly(text)).toEqual([
    [`=cmd|'/C calc'!A1`, 'other +15145550123'],
    ['=1+1', 'other +15145550199'],
    [`'Hello`, 'other +15145550177'],
  ]);
});

test('rows that are broken are said by their row, and the others are kept', () => {
  const text = table(
    'Name,Phone,Mobile',
    'Ann,514 555-0123,5.14556E+09',
    ',,',
    ',not a number,',
    'Bob,514 555-0199,,and more',
    '"Zoe,514 555-0177,',
  );
  const { fresh, bad } = read(text);
  expect(fresh.map(({ name }) => name)).toEqual(['Ann', 'Bob']);
  expect(bad).toEqual([
    { line: 2, name: 'Ann', why: 'number', text: '5.14556E+09' },
    { line: 4, name: '', why: 'number', text: 'not a number' },
    { line: 4, name: '', why: 'no-name', text: 'not a number' },
    { line: 5, name: 'Bob', why: 'unreadable', text: 'and more' },
    { line: 6, name: '', why: 'unreadable', text: 'Zoe,514 555-0177,' },
  ]);
});

test.each([
  ['a table without a name or a number', 'Shoe size,Colour\n38,red\n'],
  ['a picture', '\u0089PNG\r\n\u001a\n\0\0\0\rIHDR'],
  ['a letter', 'Dear Ann,\nhow are you?\n'],
])('%s holds no contacts, and says so once', (_, text) => {
  const { fresh, bad } = read(text);
  expect(fresh).toEqual([]);
  expect(bad.map(({ why }) => why)).toEqual(['no-columns']);
});

test('an empty file holds nothing', () => {
  expect(read('')).toMatchObject({ fresh: [], merged: [], unchanged: 0, doubled: 0, bad: [] });
});
