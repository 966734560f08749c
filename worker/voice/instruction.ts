import type { Config } from '../config.ts';
import type { About } from '../ports/steering.ts';
import type { Target } from '../history.ts';
import type { CallSid, Identity } from '../protocol.ts';
import type { Command, Instruction } from '../steering/commands.ts';
import { ROOM_EVENTS } from '../twilio/steer.ts';
import { dialDevices, dialNumber, dialRoom, hangUp, nothing, sayAndHangUp, type Spoken } from '../twilio/twiml.ts';
import { sentence } from './sentences.ts';
import { dialEndedUrl } from './urls.ts';

type Dialing = Extract<Instruction, { generation: number }>;
type Where = Pick<Config, 'publicUrl' | 'language' | 'lines'>;

/** What a leg of a steered call is to do, as TwiML. */
export function twimlOf(where: Where, about: About, instruction: Instruction, now: number): string {
  const { publicUrl, language } = where;
  switch (instruction.does) {
    case 'join':
      return dialRoom({
        ...steeredOptions(publicUrl, instruction, now),
        ...roomOptions(publicUrl, instruction),
        endsRoom: instruction.endsRoom,
        before: spoken(instruction.hears, language),
      });
    case 'ring':
      return dialDevices({
        ...steeredOptions(publicUrl, instruction, now),
        ringSeconds: instruction.ringSeconds,
        identities: instruction.identities,
        parameters: { ...toldOf(instruction.callSid, about, instruction.identities), ...instruction.parameters },
        before: spoken(instruction.says, language),
      });
    case 'call':
      return dialNumber({
        ...steeredOptions(publicUrl, instruction, now),
        ringSeconds: instruction.ringSeconds,
        number: instruction.number,
        callerId: about.line ?? where.lines[0].number,
      });
    case 'say':
      return sayAndHangUp(sentence(instruction.sentence, language), language);
    case 'hang-up':
      return hangUp();
    case 'nothing':
      return nothing();
  }
}

function spoken(name: 'notice' | 'lost' | null, language: Config['language']): Spoken | undefined {
  return name === null ? undefined : { sentence: sentence(name, language), language };
}

/** Twilio takes so much TwiML over REST (https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource). */
const MOST_TWIML = 4000;

/** As above, for a redirection: of many devices as many as fit. */
export function redirectionOf(where: Where, about: About, instruction: Instruction, now: number): string {
  const twiml = twimlOf(where, about, instruction, now);
  if (twiml.length <= MOST_TWIML || instruction.does !== 'ring' || instruction.identities.length < 2) return twiml;
  return redirectionOf(where, about, { ...instruction, identities: instruction.identities.slice(0, -1) }, now);
}

/** What devices that ring in the middle of a call are told of it; of another device of the same person only which. */
function toldOf(
  conversation: CallSid,
  { line, far, farName, farPerson }: About,
  rung: readonly Identity[],
): Record<string, string> {
  const isTheirs = rung.some((identity) => farPerson?.identities.includes(identity));
  return {
    conversation,
    party: far,
    ...(line ? { line } : {}),
    ...(farPerson && !isTheirs ? { caller_person: farPerson.id } : {}),
    ...(farName !== '' && !isTheirs ? { caller_name: farName.slice(0, 64).toWellFormed() } : {}),
  };
}

/** The room of a conversation. Both ways into it say the same: Twilio heeds the first alone. */
function roomOptions(publicUrl: string, { callSid, generation }: Pick<Dialing, 'callSid' | 'generation'>) {
  return {
    name: callSid,
    statusCallbackUrl: `${publicUrl}/events/room?${queryOf(callSid, generation)}`,
    events: ROOM_EVENTS.join(' '),
    waitUrl: musicUrl(publicUrl),
  };
}

function steeredOptions(publicUrl: string, { callSid, generation, endsAt }: Omit<Dialing, 'does'>, now: number) {
  const query = queryOf(callSid, generation);
  return {
    actionUrl: `${dialEndedUrl(publicUrl)}?${query}`,
    statusCallbackUrl: `${publicUrl}/events/call?${query}`,
    timeLimitSeconds: secondsLeft(endsAt, now),
  };
}

/** Somebody who is called into a room, as Twilio's REST API takes it. */
export function invited(where: Where, about: About, invite: Extract<Command, { do: 'invite' }>, now: number) {
  const { publicUrl, lines } = where;
  const { to, callSid, generation, endsAt } = invite;
  const query = queryOf(callSid, generation);
  const identities = identitiesIn(to);
  const parameters = new URLSearchParams({ ...toldOf(callSid, about, identities), added: 'yes' }).toString();
  const addresses =
    to.kind === 'number' ? [to.number] : identities.map((identity) => `client:${identity}?${parameters}`);
  return addresses.map((address) => ({
    From: about.line ?? lines[0].number,
    To: address,
    Timeout: invite.ringSeconds,
    TimeLimit: secondsLeft(endsAt, now),
    StatusCallback: `${publicUrl}/events/call?${query}&as=guest`,
    ConferenceStatusCallback: roomOptions(publicUrl, invite).statusCallbackUrl,
  }));
}

function identitiesIn(to: Target): readonly Identity[] {
  if (to.kind === 'number') return [];
  return to.kind === 'person' ? to.identities : [to.identity];
}

/** Where the music for those who wait is found. */
export function musicUrl(publicUrl: string): string {
  return `${publicUrl}/twiml/music`;
}

/** The file itself, open to Twilio like the rest of the shell. */
export const MUSIC_FILE = '/assets/hold-music.wav';

/** The longest call we allow, whatever became of it meanwhile. */
function secondsLeft(endsAt: number, now: number): number {
  return Math.max(1, Math.ceil((endsAt - now) / 1000));
}

function queryOf(callSid: CallSid, generation: number): string {
  return new URLSearchParams({ call: callSid, g: String(generation) }).toString();
}
