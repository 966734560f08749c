import type { LeftOutKind } from './found.ts';
import { labelOf } from '../state/labels.ts';
import { plainOf } from '../state/plain.ts';

/** What stands in a column of a table. `pair` joins a number's column to the one of its label: `Phone 1 - Label`, `Phone 1 - Value`. */
export type Column =
  | { is: NamePart | 'organization' | 'groups' | 'favourite' | 'nothing' }
  | { is: 'number'; label: string; pair: string }
  | { is: 'label'; pair: string }
  | { is: 'left-out'; what: string };

export type NamePart = 'name' | 'prefix' | 'given' | 'middle' | 'family' | 'suffix' | 'nickname' | 'file-as';

/** Headings of Google, Outlook and Apple, and plain ones, in English and French, without accents and punctuation. */
const NAMED: readonly (readonly [Exclude<Column['is'], 'number' | 'label' | 'left-out'>, readonly string[]])[] = [
  [
    'name',
    ['name', 'full name', 'display name', 'contact', 'contact name', 'nom complet', 'nom affiche', 'nom du contact'],
  ],
  ['prefix', ['name prefix', 'prefix', 'prefixe', 'prefixe du nom']],
  ['given', ['first name', 'given name', 'firstname', 'prenom', 'prenoms']],
  ['middle', ['middle name', 'additional name', 'deuxieme prenom', 'second prenom', 'autre prenom', 'autres prenoms']],
  ['family', ['last name', 'family name', 'surname', 'lastname', 'nom de famille', 'nom']],
  ['suffix', ['name suffix', 'suffix', 'suffixe', 'suffixe du nom']],
  ['nickname', ['nickname', 'surnom']],
  ['file-as', ['file as', 'classer sous']],
  [
    'organization',
    [
      'company',
      'company name',
      'organization',
      'organisation',
      'organization name',
      'organization 1 name',
      'societe',
      'entreprise',
      'compagnie',
      'nom de l entreprise',
    ],
  ],
  ['groups', ['group membership', 'labels', 'groups', 'categories', 'groupes', 'libelles', 'etiquettes']],
  ['favourite', ['favourite', 'favorite', 'favori', 'favoris', 'starred']],
  [
    'nothing',
    [
      '',
      'priority',
      'priorite',
      'private',
      'sensitivity',
      'initials',
      'initiales',
      'directory server',
      'critere de diffusion',
    ],
  ],
];
const named = new Map(NAMED.flatMap(([is, headings]) => headings.map((heading) => [heading, is] as const)));

/** In this order: an e-mail address is no address, and a business telephone no business. */
const LEFT_OUT: readonly (readonly [RegExp, LeftOutKind])[] = [
  [/e ?mail|courriel|messagerie electronique/, 'emails'],
  [
    /address|adresse|street|\brue\b|city|\bville\b|postal|\bzip\b|state|province|country|\bpays\b|region|po box|location|emplacement/,
    'addresses',
  ],
  [/^notes?$|remarques?|commentaires?/, 'notes'],
  [/birthday|anniversa|naissance|^event /, 'dates'],
  [/^photo$/, 'photos'],
  [/web|\burl\b|^site /, 'links'],
  [/title|titre|\brole\b|department|service|profession|fonction|\bposte\b|^organization /, 'titles'],
  [/^im |instant|skype|messagerie/, 'chats'],
  [/phonetic|yomi|maiden/, 'other names'],
];

const PHONE =
  /\b(phone|telephone|tel|mobile|cell|cellulaire|portable|gsm|fax|telecopie|telecopieur|pager|rappel|callback)\b/;
const LABELS: readonly (readonly [RegExp, string])[] = [
  [/fax|telecopie/, 'fax'],
  [/pager/, 'pager'],
  [/mobile|\bcell|portable|gsm/, 'mobile'],
  [/work|business|office|bureau|travail|professionnel|company|societe|entreprise/, 'work'],
  [/home|personal|domicile|maison|personnel|prive/, 'home'],
  [/main|primary|principal/, 'main'],
];

/** What the columns of a table hold, by their headings. Null when none is a name or a number: nothing can be made of it. */
export function columnsOf(headings: readonly string[]): readonly Column[] | null {
  const columns = headings.map(columnOf);
  const has = (is: Column['is']): boolean => columns.some((column) => column.is === is);
  if (!has('number') && !has('name') && !has('given') && !has('family')) return null;
  // `Nom` is a whole name where no first name stands beside it.
  return has('given') || has('name') ? columns : columns.map((one) => (one.is === 'family' ? { is: 'name' } : one));
}

function columnOf(heading: string): Column {
  const plain = plainOf(heading)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  const is = named.get(plain);
  if (is !== undefined) return { is };
  const [, pair, what = ''] = /^(?:phone|telephone|tel) (\d+) (\w+)$/.exec(plain) ?? [];
  if (pair !== undefined && /^(value|valeur|numero|number)$/.test(what)) return { is: 'number', label: 'other', pair };
  if (pair !== undefined && /^(label|type|libelle|etiquette)$/.test(what)) return { is: 'label', pair };
  // `E-mail 1 - Type` says nothing by itself.
  if (/ \d+ (label|type)$/.test(plain)) return { is: 'nothing' };
  if (PHONE.test(plain) && !/e ?mail/.test(plain)) {
    const label = LABELS.find(([pattern]) => pattern.test(plain))?.[1] ?? 'other';
    return { is: 'number', label: labelOf(label), pair: '' };
  }
  return { is: 'left-out', what: LEFT_OUT.find(([pattern]) => pattern.test(plain))?.[1] ?? heading.trim() };
}
