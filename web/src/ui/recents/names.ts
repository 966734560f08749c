import type { Party } from '../../../../worker/protocol.ts';
import type { Belongings } from '../../state/belongings.ts';
import type { NumberFormat } from '../number-format.svelte.ts';
import { partyName } from '../words/calls.ts';

/** How the other end of a call is called. */
export const namer =
  (numbers: NumberFormat, { contacts }: Pick<Belongings, 'contacts'>) =>
  (party: Party): string =>
    partyName(party, numbers.format, contacts.nameOf);

/** What a line is called, where there are several; empty where there is one, or nobody knows. */
export const lineNamer =
  (numbers: NumberFormat, { lines }: Pick<Belongings, 'lines'>) =>
  (number: string | null): string =>
    lines.areSeveral && number !== null ? lines.nameOf(number, numbers.format) : '';
