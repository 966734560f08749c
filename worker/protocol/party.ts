import type { Party } from './calls.ts';

/** The other end as it is written down: its number, its name, or what was dialled; empty when they withheld it. */
export function writtenParty(party: Party): string {
  switch (party.kind) {
    case 'number':
      return party.number;
    case 'person':
      return party.name;
    case 'device':
      return party.label;
    case 'unknown':
      return party.dialed;
    case 'withheld':
      return '';
  }
}
