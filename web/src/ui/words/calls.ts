import { m } from '../../paraglide/messages.js';
import type { AnswererView, Call, Closed, EndReason, Open, PartyView } from '../../call/call.ts';
import { recordingOf, type TalkFacts } from '../../call/talk.ts';
import type { Answerer, CallState } from '../../../../worker/protocol.ts';
import { blockWords } from './blocks.ts';
import { doingWords, failedWords, joiningWords, recordingWords, type Name } from './talk.ts';

/** Writes a number for people: E.164 or as it was dialled. */
export type FormatNumber = (number: string) => string;

/** A number inside a sentence: it never breaks across lines. */
export const onOneLine = (number: string): string => number.replaceAll('-', '-\u2060').replaceAll(' ', '\u00a0');

/** Whose number it is, E.164 or as it was dialled; null when we do not know. */
export type NameOf = (number: string) => string | null;

/** How the other end is named. */
export function partyName(party: PartyView, format: FormatNumber, nameOf: NameOf): string {
  switch (party.kind) {
    case 'number':
      return nameOf(party.number) ?? format(party.number);
    case 'device':
      return party.label === '' ? m.your_device() : party.label;
    case 'person':
      return party.name === '' ? m.owner() : party.name;
    case 'withheld':
      return m.withheld();
    case 'unknown':
      return nameOf(party.dialed) ?? format(party.dialed);
  }
}

/** The same inside a sentence, where a number never breaks across lines. */
export function partyInText(party: PartyView, format: FormatNumber, nameOf: NameOf): string {
  const name = partyName(party, format, nameOf);
  return /\p{L}/u.test(name) ? name : onOneLine(name);
}

/** Who answered: a device of mine by its name, a colleague by theirs. */
export const answererName = ({ isMe, name, device }: Answerer): string => (isMe ? device : name || m.owner());

/** Where the call stands, in words. `name`: how a party is called. */
export function stateWords(call: Call, name: Name): string {
  switch (call.state) {
    case 'preparing':
      return m.call_preparing();
    case 'pending':
      if (call.outrunBy !== null) return outrunWords(call.outrunBy);
      return call.isAnswering ? m.call_answering() : joiningWords(call, name) || m.incoming();
    case 'connecting':
      return call.direction === 'inbound' ? m.call_answering() : m.call_connecting();
    case 'ringing':
      return m.call_ringing();
    case 'open':
      return talkingWords(call, name);
    case 'reconnecting':
      return withRecording(call, m.call_reconnecting());
    case 'closed':
      return endWords(call, name);
  }
}

function talkingWords(call: Open, name: Name): string {
  const words = failedWords(call, call.party, name) || doingWords(call, name);
  return withRecording(call, words || (call.isMuted ? m.muted() : m.call_open()));
}

const withRecording = (call: TalkFacts, words: string): string =>
  [words, recordingWords(recordingOf(call))].filter(Boolean).join('\u00a0· ');

/** Who is about to answer in our place. */
export const outrunWords = ({ name, isMine }: AnswererView): string =>
  isMine ? m.call_answering_on({ device: name }) : m.call_answering_by({ name: name || m.owner() });

const endings: Readonly<Record<EndReason, () => string>> = {
  'hung-up': m.end_hung_up,
  'remote-hung-up': m.end_remote_hung_up,
  busy: m.end_busy,
  'no-answer': m.end_no_answer,
  declined: m.end_declined,
  canceled: m.end_canceled,
  'not-in-service': m.end_not_in_service,
  'answered-elsewhere': m.end_answered_elsewhere,
  moved: m.end_moved,
  transferred: m.end_transferred,
  blocked: m.end_blocked,
  missed: m.end_missed,
  failed: m.end_failed,
};

/** Why the call is over: declined and cancelled are about us or about them, by the direction. */
function endWords(call: Closed, name: Name): string {
  if (call.passedTo !== null) return passedWords(call, name(call.passedTo));
  if (!call.isSettled) return m.call_ended();
  if (call.reason === 'blocked' && call.blockReason !== null) return blockWords[call.blockReason]();
  if (call.answerer !== null) {
    const { name, isMine } = call.answerer;
    return isMine ? m.end_answered_on({ device: name }) : m.end_answered_by({ name: name || m.owner() });
  }
  if (call.direction === 'inbound') {
    if (call.reason === 'declined') return m.end_declined_here();
    if (call.reason === 'canceled') return m.end_canceled_there();
  }
  return endings[call.reason]();
}

const passedWords = ({ reason, isSettled }: Closed, party: string): string => {
  if (reason === 'moved') return isSettled ? m.end_moved_to({ device: party }) : m.end_moving_to({ device: party });
  return isSettled ? m.end_transferred_to({ party }) : m.end_transferring({ party });
};

/** A row of Recents in one word or two; a completed call shows its length instead. */
export const historyWords: Readonly<Record<Exclude<CallState, 'completed'>, () => string>> = {
  ringing: m.state_ringing,
  'in-progress': m.state_in_progress,
  missed: m.state_missed,
  declined: m.state_declined,
  busy: m.state_busy,
  'no-answer': m.state_no_answer,
  canceled: m.state_canceled,
  'answered-elsewhere': m.state_answered_elsewhere,
  blocked: m.state_blocked,
  failed: m.state_failed,
  voicemail: m.state_voicemail,
};

/** What a screen reader is told about the call, and whether it may interrupt. */
export function announcement(
  call: Call | null,
  format: FormatNumber,
  nameOf: NameOf,
): { text: string; isUrgent: boolean } {
  if (call === null) return { text: '', isUrgent: false };
  const name: Name = (party) => partyName(party, format, nameOf);
  const party = name(call.party);
  if (call.state === 'pending' && !call.isAnswering && call.outrunBy === null)
    return { text: joiningWords(call, name) || m.incoming_from({ party }), isUrgent: true };
  if (call.state === 'preparing') return { text: m.announce_preparing({ party }), isUrgent: false };
  return { text: stateWords(call, name), isUrgent: false };
}
