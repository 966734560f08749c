import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import * as v from 'valibot';
import type { Line } from './config.ts';
import type { Destination } from './history.ts';
import { emergencyNumbers, isGlobalCode, serviceNumbers } from './numbering.ts';
import { type BlockReason, E164, Identity, PersonId } from './protocol.ts';

/** What a line allows. */
export const LIMITS = {
  timeLimitSeconds: 4 * 60 * 60,
  callsAtOnce: 5,
  outgoingRingSeconds: 30,
  incomingRingSeconds: 25,
  /** Devices that a call comes back to, or that are to save it. */
  returnRingSeconds: 20,
  /** The device that a call moves to answers by itself. */
  moveRingSeconds: 5,
  /** Of each round, when a group is too large to ring at once. */
  roundRingSeconds: 20,
  /** At most ten nouns ring in one Dial (https://www.twilio.com/docs/voice/twiml/client). */
  devicesAtOnce: 10,
  dialedCharacters: 64,
} as const;

/**
 * Who rings, together and one group after the other, of devices in the order they were last seen. The awake ring first. A later
 * round starts with those who have not rung yet, and is filled up with awake ones, who may have been away from their desk.
 */
export function roundsOf(devices: readonly Identity[], awake: ReadonlySet<Identity> = new Set()): Identity[][] {
  const wakeful = devices.filter((identity) => awake.has(identity));
  const inOrder = [...wakeful, ...devices.filter((identity) => !awake.has(identity))];
  const rounds: Identity[][] = [];
  for (let from = 0; from < inOrder.length; from += LIMITS.devicesAtOnce) {
    const unrung = inOrder.slice(from, from + LIMITS.devicesAtOnce);
    const again = wakeful.filter((identity) => !unrung.includes(identity));
    rounds.push([...unrung, ...again].slice(0, LIMITS.devicesAtOnce));
  }
  return rounds;
}

/** What must be known of the moment to decide whether a call may go out. */
interface GuardFacts {
  /** Identities of the devices that are signed in now. */
  activeIdentities: ReadonlySet<string>;
  /** The signed-in devices of a person, last seen first. */
  identitiesOf(person: PersonId): Identity[];
  liveConversations: number;
}

/** Decides where a call from the device `from` to whatever was dialled goes. */
export function route(dialed: string, from: Identity, line: Line, facts: GuardFacts): Destination {
  const text = readable(dialed);
  const blocked = (reason: BlockReason): Destination => ({
    kind: 'blocked',
    reason,
    dialed: text.slice(0, LIMITS.dialedCharacters),
  });
  if (!facts.activeIdentities.has(from)) return blocked('signed-out');

  const destination = destinationOf(text, from, line, facts);
  if (typeof destination === 'string') return blocked(destination);
  if (facts.liveConversations >= LIMITS.callsAtOnce) return blocked('too-many-calls');
  return destination;
}

function destinationOf(
  text: string,
  from: Identity,
  line: Line,
  { activeIdentities: active, identitiesOf }: GuardFacts,
): Destination | BlockReason {
  if (text === '') return 'empty';
  if (text.length > LIMITS.dialedCharacters) return 'unreadable';
  const identity = ownIdentity(text);
  if (identity === from) return 'own-number';
  if (identity) return active.has(identity) ? { kind: 'device', identity } : 'unknown-device';
  const person = colleague(text);
  if (person) {
    const identities = identitiesOf(person)
      .filter((each) => each !== from)
      .slice(0, LIMITS.devicesAtOnce);
    return identities.length > 0 ? { kind: 'person', person, identities } : 'unknown-device';
  }
  return numberOf(text.replace(/^tel:/i, ''), line);
}

function numberOf(text: string, line: Line): Destination | BlockReason {
  const country = isSupportedCountry(line.country) ? line.country : undefined;
  const short = shortNumberReason(text, line.country, country ? getCountryCallingCode(country) : '');
  if (short) return short;
  const parsed = parsePhoneNumberFromString(text, {
    ...(country ? { defaultCountry: country } : {}),
    extract: false,
  });
  if (parsed && isGlobalCode(parsed.number.slice(1))) return 'satellite';
  const type = parsed?.getType();
  if (type === 'PREMIUM_RATE') return 'premium';
  const number = v.safeParse(E164, parsed?.number);
  if (!parsed?.isValid() || !number.success) return isShort(text) ? 'short' : 'unreadable';
  if (number.output === line.number) return 'own-number';
  return isWithinCountry(parsed.country, parsed.countryCallingCode, type, line)
    ? { kind: 'number', number: number.output }
    : 'country';
}

/** The guard's default: the line's own country. Toll-free numbers of the North American plan belong to all of its countries. */
function isWithinCountry(
  country: CountryCode | undefined,
  callingCode: string,
  type: string | undefined,
  line: Line,
): boolean {
  if (country === line.country) return true;
  return type === 'TOLL_FREE' && callingCode === '1' && line.number.startsWith('+1');
}

/**
 * Numbers of our tables, with or without the line's calling code, and codes that start with a star or a hash. On a line of the
 * North American plan also after the 1, 9 or 0 that an office or a habit puts first: `9,911` is a cry for help.
 */
function shortNumberReason(text: string, country: string, callingCode: string): BlockReason | null {
  const code = shortCode(text);
  if (/[*#]/.test(code)) return 'short';
  const withoutPrefix = code.replace(/^(\+|00|011)/, '');
  const national =
    withoutPrefix !== code && withoutPrefix.startsWith(callingCode) ? withoutPrefix.slice(callingCode.length) : code;
  const fromOutsideLine = callingCode === '1' ? shortCode(text.replace(/^\D*[190]\D*/, '')) : code;
  const isAmong = (numbers: readonly string[]) =>
    [code, withoutPrefix, national, fromOutsideLine].some((form) => numbers.includes(form));
  if (isAmong(emergencyNumbers(country))) return 'emergency';
  return isAmong(serviceNumbers(country)) ? 'short' : null;
}

function isShort(text: string): boolean {
  return /^\d{1,6}$/.test(shortCode(text));
}

/** The keys of a number, up to its first pause or extension. */
function shortCode(text: string): string {
  return (text.split(/[,;xX]/, 1)[0] ?? '').replace(/[^\d+*#]/g, '');
}

function ownIdentity(text: string): Identity | null {
  const address = text.replace(/^client:/, '');
  const isOurs = text.startsWith('client:') || /^p_[0-9a-z]{20}$/.test(text);
  const parsed = v.safeParse(Identity, address);
  return isOurs && parsed.success ? parsed.output : null;
}

/** Whom of us something dialled is meant for, by person or by device; null when it is no address of ours. */
export function insider(dialed: string): { person: PersonId } | { identity: Identity } | null {
  const person = colleague(dialed);
  if (person) return { person };
  const identity = ownIdentity(dialed);
  return identity ? { identity } : null;
}

/** `person:<id>`: one of us, by whatever device. */
function colleague(text: string): PersonId | null {
  const parsed = v.safeParse(PersonId, /^person:(.*)$/.exec(text)?.[1]);
  return parsed.success ? parsed.output : null;
}

/** What was dialled without what cannot be seen: bidi marks, control characters, look-alike widths, Arabic digits. */
function readable(dialed: string): string {
  return dialed
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .toWellFormed()
    .trim();
}
