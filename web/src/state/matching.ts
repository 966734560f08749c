import type { Conversation } from '../../../worker/protocol.ts';
import { writtenParty } from '../../../worker/protocol/party.ts';

/** Without accents, case or what cannot be seen. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .toLowerCase();

/** Whether a call answers a search, as far as this device can tell: by number, name or note, every word counting. */
export function answersSearch(call: Conversation, typed: string, nameOf: (number: string) => string | null): boolean {
  const name = call.party.kind === 'number' ? (nameOf(call.party.number) ?? '') : '';
  const text = plainText(`${writtenParty(call.party)} ${name} ${call.answeredBy?.name ?? ''} ${call.note}`);
  if (/^[+\d\s().\-/]+$/.test(typed)) return /\d/.test(typed) && digitsOf(text).includes(digitsOf(typed));
  return plainText(typed)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
