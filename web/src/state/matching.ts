import type { Conversation, Party } from '../../../worker/protocol.ts';

/** Without accents, case or what cannot be seen. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .toLowerCase();

/** Whether a call answers a search, as far as this device can tell: by number, name or note, every word counting. */
export function answersSearch(call: Conversation, typed: string, nameOf: (number: string) => string | null): boolean {
  const name = call.party.kind === 'number' ? (nameOf(call.party.number) ?? '') : '';
  const text = plainText(`${writtenOf(call.party)} ${name} ${call.answeredBy?.name ?? ''} ${call.note}`);
  if (/^[+\d\s().\-/]+$/.test(typed)) return /\d/.test(typed) && digitsOf(text).includes(digitsOf(typed));
  return plainText(typed)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function writtenOf(party: Party): string {
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

const digitsOf = (text: string): string => text.replace(/\D/g, '');
