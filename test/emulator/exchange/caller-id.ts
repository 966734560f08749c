import type { Account } from '../account.ts';
import type { Call } from './call.ts';
import type { Noun } from '../twiml/nodes.ts';

export type CallerId = { ok: true; from: string } | { ok: false; code: number; message: string };

/**
 * Which number a dialed leg shows. A number may be shown to the public network only when it is the account's, was
 * verified, or is that of the caller being connected (https://www.twilio.com/docs/voice/twiml/dial#callerid; TwiML
 * error 13214, the REST API's 21210). Towards a `<Client>` anything shaped like a number or a client is shown.
 */
export function callerIdOf(
  noun: Noun,
  callerId: string | null,
  parent: Call,
  account: Account,
  isVerified: (number: string) => boolean,
): CallerId {
  const from = callerId ?? parent.facts.from;
  if (noun.noun === 'Client') {
    return /^(\+[1-9]\d{6,14}|client:[^\s]{1,256})$/.test(from) ? { ok: true, from } : invalid(from);
  }
  const isAllowed =
    account.phoneNumbers.some(({ phoneNumber }) => phoneNumber === from) ||
    isVerified(from) ||
    (from.startsWith('+') && (from === parent.facts.from || from === parent.facts.to));
  return isAllowed ? { ok: true, from } : invalid(from);
}

function invalid(from: string): CallerId {
  return {
    ok: false,
    code: 13214,
    message: `callerId "${from}" is neither a number of the account, nor verified, nor the caller's own`,
  };
}
