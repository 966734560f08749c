import type { BlockReason } from '../../../worker/protocol.ts';
import type { Ending, EndReason } from './end.ts';
import { withFar } from './far.ts';
import type { Joining } from './joining.ts';
import type { Problem } from './problems.ts';
import { talkAfter, talkFrom, type TalkEvent, type TalkFacts } from './talk.ts';

export type { Ending, EndReason } from './end.ts';

/**
 * One call as this telephone sees it, in the SDK's words. Mute and digits are facts of a call that is open.
 *
 *  outbound   preparing ──prepared──▶ connecting ──ringing──▶ ringing
 *                                         │ answered             │ answered
 *                                         ▼                      ▼
 *  inbound    pending ───accepting──▶ connecting ─answered─▶   open  ◀──reconnected──┐
 *             ▲  │ answering (the microphone is asked)           └──reconnecting──▶ reconnecting
 *             └──┘ answer-failed, outrun (another device was quicker) ──▶ rings-again, when that one failed
 *
 *  every state but closed ──ended──▶ closed ──settled (the exchange says why)──▶ closed
 *
 * `preparing`: the microphone is asked and the SDK loaded. Nothing ever leaves `closed`.
 */
export type Call = Preparing | Pending | Connecting | Ringing | Open | Reconnecting | Closed;

export interface Preparing extends OutboundFacts {
  state: 'preparing';
}
export interface Pending extends InboundFacts {
  state: 'pending';
  /** The person tapped Answer and the microphone is being asked: the ringtone is silent. */
  isAnswering: boolean;
  /** The person wants no ringtone here; the call rings on. */
  isSilenced: boolean;
  /** Who was quicker and is being connected: it rings here in silence, until that one has the call or has failed. */
  outrunBy: AnswererView | null;
  /** Why the last Answer did not work; the call still rings. */
  problem: Problem | null;
}
export type Connecting = CallFacts & { state: 'connecting' };
export interface Ringing extends OutboundFacts {
  state: 'ringing';
  /** The network sends its own sound: ours stays silent. */
  hasEarlyMedia: boolean;
}
export type Open = CallFacts & TalkFacts & { state: 'open' };
export type Reconnecting = CallFacts & TalkFacts & { state: 'reconnecting' };
export type Closed = CallFacts & {
  state: 'closed';
  reason: EndReason;
  /** False while the exchange is asked why, at most 0.9 s: show "ended", not yet the reason. */
  isSettled: boolean;
  blockReason: BlockReason | null;
  problem: Problem | null;
  /** Seconds talked, null when nobody answered. */
  talkSeconds: number | null;
  /** Who has the call, when the reason is `answered-elsewhere` and it is known. */
  answerer: AnswererView | null;
  /** Where it went on: with whom, or on which device of mine. */
  passedTo: PartyView | null;
};

/** Who took a call that rang here: another device of mine by its label, or a colleague by their name. */
export interface AnswererView {
  name: string;
  isMine: boolean;
}

/** Who is at the other end, as far as this browser knows. */
export type PartyView =
  | { kind: 'number'; number: string }
  | { kind: 'device'; identity: string; label: string }
  | { kind: 'person'; id: string; name: string }
  | { kind: 'withheld' }
  | { kind: 'unknown'; dialed: string };

export interface OutboundFacts {
  direction: 'outbound';
  party: PartyView;
  /** What the person dialled, word for word: a redial says it again. */
  dialed: string;
  /** Our own name for it, which the Worker hears too: a call that is turned away before it rings never learns its SID. */
  attempt: string;
  /** Our leg's SID, which is the conversation's too; null until the network gave one. */
  callSid: string | null;
  /** The line it goes out on, E.164; null: whichever is the main one. */
  line: string | null;
}
export interface InboundFacts {
  direction: 'inbound';
  party: PartyView;
  /** Our leg's SID. */
  callSid: string;
  /** The caller's leg: the conversation's SID, when the exchange told it. */
  conversationSid: string | null;
  /** The line that was called, E.164, when the exchange told it. */
  line: string | null;
  /** The name the network gives the caller, when it knows one. */
  callerName: string | null;
  /** The network vouches for the caller's number (STIR/SHAKEN level A); null: it said nothing. */
  isVerified: boolean | null;
  /** Why it rings here although it was answered already; null: it was not. */
  joining: Joining | null;
}
export type CallFacts = OutboundFacts | InboundFacts;

export type CallEvent =
  | TalkEvent
  | { type: 'prepared' }
  | { type: 'answering' }
  | { type: 'answer-failed'; problem: Problem | null }
  | { type: 'accepting' }
  | { type: 'outrun'; by: AnswererView }
  | { type: 'rings-again' }
  | { type: 'silenced' }
  | { type: 'identified'; callSid: string }
  | { type: 'ringing'; hasEarlyMedia: boolean }
  | { type: 'answered'; at: number }
  | { type: 'reconnecting' }
  | { type: 'reconnected' }
  | { type: 'ended'; at: number; ending: Ending }
  | { type: 'settled'; ending: Ending };

/** A new outgoing call, before anything was asked of the microphone or the network. */
export const dialing = (dialed: string, party: PartyView, attempt: string, line: string | null): Preparing => ({
  state: 'preparing',
  direction: 'outbound',
  dialed,
  party,
  attempt,
  callSid: null,
  line,
});

/** An invitation that arrived: it rings here, unless it answers by itself. */
export const ringingHere = (facts: Omit<InboundFacts, 'direction'>): Pending => ({
  ...facts,
  state: 'pending',
  direction: 'inbound',
  isAnswering: facts.joining?.as === 'moved',
  isSilenced: false,
  outrunBy: null,
  problem: null,
});

/**
 * The one door: the call after the event, or the very same object when the event cannot happen now
 * (a late event of the SDK after the end, a mute before the answer).
 */
export function transition(call: Call, event: CallEvent): Call {
  switch (event.type) {
    case 'prepared':
      return call.state === 'preparing' ? { ...call, state: 'connecting' } : call;
    case 'answering':
      return call.state === 'pending' ? { ...call, isAnswering: true, problem: null } : call;
    case 'answer-failed':
      return call.state === 'pending' ? { ...call, isAnswering: false, problem: event.problem } : call;
    case 'accepting':
      return call.state === 'pending' ? { ...factsOf(call), state: 'connecting' } : call;
    case 'outrun':
      return call.state === 'pending' ? { ...call, isAnswering: false, outrunBy: event.by } : call;
    case 'rings-again':
      return call.state === 'pending' && call.outrunBy !== null ? { ...call, outrunBy: null } : call;
    case 'silenced':
      return call.state === 'pending' ? { ...call, isSilenced: true } : call;
    case 'identified':
      return call.direction === 'outbound' && call.callSid !== event.callSid
        ? { ...call, callSid: event.callSid }
        : call;
    case 'ringing':
      return isBeforeAnswer(call) && call.direction === 'outbound'
        ? { ...outboundFactsOf(call), state: 'ringing', hasEarlyMedia: event.hasEarlyMedia }
        : call;
    case 'answered':
      return isBeforeAnswer(call) ? { ...factsOf(call), ...talkFrom(event.at), state: 'open' } : call;
    case 'digits-sent':
    case 'asked':
      return call.state === 'open' ? withTalk(call, event) : call;
    case 'muted':
    case 'granted':
    case 'refused':
      return isTalking(call) ? withTalk(call, event) : call;
    case 'told':
      return isTalking(call) ? withTalk(withFar(call, event.control), event) : call;
    case 'reconnecting':
      return call.state === 'open' ? { ...call, state: 'reconnecting' } : call;
    case 'reconnected':
      return call.state === 'reconnecting' ? { ...call, state: 'open' } : call;
    case 'ended':
      return isLive(call) ? closed(call, event.ending, talkSecondsOf(call, event.at)) : call;
    case 'settled':
      return call.state === 'closed' && isOpenToNews(call) ? closed(call, event.ending, call.talkSeconds) : call;
  }
}

function withTalk(call: Open | Reconnecting, event: TalkEvent): Call {
  const talk = talkAfter(call, event);
  return talk === call ? call : { ...call, ...talk };
}

/** Why it ended is not known yet, or only as far as can be seen from here: it may have been taken elsewhere. */
const isOpenToNews = ({ isSettled, reason }: Closed): boolean => !isSettled || reason === 'missed';

/** Anything that has not ended, ringing included. */
export function isLive(call: Call): call is Exclude<Call, Closed> {
  switch (call.state) {
    case 'preparing':
    case 'pending':
    case 'connecting':
    case 'ringing':
    case 'open':
    case 'reconnecting':
      return true;
    case 'closed':
      return false;
  }
}

/** Both sides can hear each other, or could a moment ago. */
export function isTalking(call: Call): call is Open | Reconnecting {
  switch (call.state) {
    case 'open':
    case 'reconnecting':
      return true;
    case 'preparing':
    case 'pending':
    case 'connecting':
    case 'ringing':
    case 'closed':
      return false;
  }
}

/** The network has the call and nobody has answered it yet. */
function isBeforeAnswer(call: Call): call is Connecting | Ringing {
  switch (call.state) {
    case 'connecting':
    case 'ringing':
      return true;
    case 'preparing':
    case 'pending':
    case 'open':
    case 'reconnecting':
    case 'closed':
      return false;
  }
}

/** What the exchange knows this call by: the conversation's SID, else our leg's, else our own name for the attempt. */
export const nameOf = (call: Call): string =>
  call.direction === 'outbound' ? (call.callSid ?? call.attempt) : (call.conversationSid ?? call.callSid);

function closed(call: Call, ending: Ending, talkSeconds: number | null): Closed {
  return {
    ...factsOf(call),
    state: 'closed',
    reason: ending.reason,
    isSettled: ending.isSettled,
    blockReason: ending.blockReason ?? null,
    problem: ending.problem ?? null,
    answerer: ending.answerer ?? null,
    passedTo: ending.passedTo ?? null,
    talkSeconds,
  };
}

const talkSecondsOf = (call: Call, at: number): number | null =>
  isTalking(call) ? Math.max(0, Math.round((at - call.answeredAt) / 1000)) : null;

const outboundFactsOf = ({ direction, party, dialed, attempt, callSid, line }: OutboundFacts): OutboundFacts => ({
  direction,
  party,
  dialed,
  attempt,
  callSid,
  line,
});

function factsOf(call: CallFacts): CallFacts {
  if (call.direction === 'outbound') return outboundFactsOf(call);
  const { direction, party, callSid, conversationSid, line, callerName, isVerified, joining } = call;
  return { direction, party, callSid, conversationSid, line, callerName, isVerified, joining };
}
