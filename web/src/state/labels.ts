import { plainOf } from './plain.ts';

/** Labels of a number that are translated on the screen; any other is a person's own word. */
export const knownLabels = ['mobile', 'work', 'home', 'main', 'other'] as const;
export type KnownLabel = (typeof knownLabels)[number];

/** What address books call them, in English and French, without accents. */
const SPELLINGS: Readonly<Record<KnownLabel, readonly string[]>> = {
  mobile: [
    'mobile',
    'cell',
    'cellular',
    'cell phone',
    'mobile phone',
    'cellulaire',
    'portable',
    'gsm',
    'iphone',
    'tel mobile',
  ],
  work: ['work', 'business', 'office', 'work phone', 'bureau', 'travail', 'professionnel', 'pro'],
  home: ['home', 'home phone', 'personal', 'domicile', 'maison', 'personnel', 'prive'],
  main: ['main', 'primary', 'principal', 'principale'],
  other: ['other', 'autre', 'voice', 'phone', 'telephone', 'tel', 'pref', ''],
};

const known: ReadonlyMap<string, KnownLabel> = new Map(
  knownLabels.flatMap((label) => SPELLINGS[label].map((spelling) => [spelling, label] as const)),
);

/** A label as we keep it: one of ours when it says the same in another spelling, else the person's own word as it is. */
export const labelOf = (text: string): string => known.get(plainOf(text)) ?? text;

/** Whether a label is one that is translated. */
export const isKnownLabel = (label: string): label is KnownLabel => knownLabels.some((each) => each === label);
