import { expect, test } from 'vitest';
import type { Contact } from '../../worker/protocol.ts';
import { draftNumber, draftOf, readDraft } from '../../web/src/ui/contacts/draft.ts';
import { formatE164, numberIn } from '../../web/src/ui/numbers.ts';

const typed = (name: string, ...numbers: string[]) =>
  readDraft(
    {
      name,
      organization: ' Roy  inc. ',
      isFavourite: true,
      numbers: numbers.map((text) => draftNumber('Cellulaire', text)),
    },
    'CA',
    numberIn,
  );

test('what is typed as people write it is kept as the network does', () => {
  expect(typed(' Jean\tRoy ', '(514) 555-0123', '+33 6 12 34 56 78').contact).toEqual({
    name: 'Jean Roy',
    organization: 'Roy inc.',
    isFavourite: true,
    numbers: [
      { label: 'mobile', number: '+15145550123' },
      { label: 'mobile', number: '+33612345678' },
    ],
  });
});

test('a field left empty is no number, and one typed twice is one', () => {
  expect(typed('Jean', '', '514 555-0123', '+1 514 555 0123').contact?.numbers).toHaveLength(1);
});

test('what is missing or wrong is said by its place', () => {
  expect(typed('  ', '514 555-0123', 'tomorrow', '12')).toEqual({ contact: null, isNameMissing: true, wrong: [1, 2] });
});

test('a contact that is opened and saved again is the same', () => {
  const contact: Contact = {
    id: '00000000-0000-4000-8000-000000000001',
    name: 'Hélène',
    organization: '',
    isFavourite: true,
    numbers: [
      { label: 'Chalet', number: numberIn('514 555-0123', 'CA')?.number ?? expect.fail() },
      { label: 'home', number: numberIn('+44 (0)20 7946 0018', 'CA')?.number ?? expect.fail() },
    ],
  };
  const { id: _, ...rest } = contact;
  expect(readDraft(draftOf(contact, '', formatE164), 'CA', numberIn).contact).toEqual(rest);
});
