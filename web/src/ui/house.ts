import type { Telephone } from '../state/telephone.svelte.ts';
import type { Locale } from './locale.svelte.ts';
import type { NumberFormat } from './number-format.svelte.ts';
import type { View } from './view.svelte.ts';

/** The telephone, and what the screens add to it: a language, number formatting, and which screen is open. */
export interface House extends Telephone {
  locale: Locale;
  numbers: NumberFormat;
  view: View;
}
