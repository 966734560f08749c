import type { Control, Conversation } from '../../../worker/protocol.ts';
import { isTalking, type Call, type Ending, type EndReason } from './call.ts';
import { problemOfSdkCode } from './problems.ts';
import { leavesUs } from './talk.ts';

/** Why a call ended: from the exchange, which heard it from Twilio's webhooks, or else from the SDK's code. Pure. */

/**
 * What the exchange knows about the end, null while it does not know yet.
 * An inbound call that somebody else took is decided before it is over. `wasTalking`: this telephone took it; another tab
 * of the browser is the same device, and yet elsewhere.
 */
export function endingOfOutcome(outcome: Conversation, wasTalking: boolean): Ending | null {
  const { answeredBy } = outcome;
  if (answeredBy !== null && !(answeredBy.isHere && wasTalking)) {
    const { isMe: isMine, name, device } = answeredBy;
    return {
      reason: 'answered-elsewhere',
      isSettled: true,
      answerer: { name: isMine ? device : name || device, isMine },
    };
  }
  // A call that I turned down is over for me, whoever it rings for still.
  const isTurnedDown = outcome.direction === 'inbound' && outcome.state === 'declined';
  if (!outcome.isFinal && !isTurnedDown) return null;
  const reason = outcome.direction === 'inbound' ? inboundReason(outcome) : outboundReason(outcome);
  return reason === null ? null : { reason, isSettled: true, blockReason: outcome.blockReason };
}

/** What the exchange knows about the end of a call, as it stood here a moment ago; null while it does not know yet. */
export function endingTold(call: Call, outcome: Conversation): Ending | null {
  const leaving = endingOfLeaving(call);
  if (leaving !== null) return endingOfPassed(outcome, leaving.reason);
  const isJoining = isJoined(call);
  if (isJoining && !isTalking(call)) return endingOfNews(outcome, true);
  const hadIt = isTalking(call) && call.wasOurs;
  if (hadIt && outcome.control !== null) return endingOfControl(outcome.control);
  return endingOfOutcome(isJoining || hadIt ? { ...outcome, answeredBy: null } : outcome, isTalking(call));
}

/** Whether it was answered before it came here: who answered it says nothing of this telephone. */
const isJoined = (call: Call): boolean => call.direction === 'inbound' && call.joining !== null;

/**
 * How news ends what rings here: taken or turned down elsewhere. Who answered a call first says nothing of one that was
 * answered before it came here; there it counts who has it now.
 */
export function endingOfNews(news: Conversation, isJoining: boolean): Ending | null {
  if (isJoining) return endingOfHolder(news);
  const ending = endingOfOutcome(news, false);
  return ending?.reason === 'answered-elsewhere' || ending?.reason === 'declined' ? ending : null;
}

function endingOfHolder({ control }: Conversation): Ending | null {
  const { on = null, guest = null } = control ?? {};
  if (guest !== null && guest.stage !== 'calling' && guest.stage !== 'wanted')
    return { reason: 'answered-elsewhere', isSettled: true };
  if (on === null || on.isHere || guest !== null) return null;
  const { isMe: isMine, name, device } = on;
  return {
    reason: 'answered-elsewhere',
    isSettled: true,
    answerer: { name: isMine ? device : name || device, isMine },
  };
}

/** The call that this telephone talked in goes on: on another device of mine, or on its way there. */
function endingOfControl({ on, task }: Control): Ending | null {
  if (task === 'move') return { reason: 'moved', isSettled: false };
  if (on?.isMe !== true || on.isHere) return null;
  const passedTo = { kind: 'device', identity: '', label: on.device } as const;
  return { reason: 'moved', isSettled: true, passedTo };
}

/** Our leg ends because the person wanted the call to go on without it; null: they did not. Whether it came about is told later. */
export function endingOfLeaving(call: Call): Ending | null {
  if (!isTalking(call) || !leavesUs(call.asked)) return null;
  const { does, party } = call.asked;
  return { reason: does === 'move' ? 'moved' : 'transferred', isSettled: does === 'complete', passedTo: party };
}

/** How the exchange settles that; null: it is not told yet. */
export function endingOfPassed({ control, transferredTo, isFinal }: Conversation, reason: EndReason): Ending | null {
  if (reason === 'transferred' && transferredTo !== null) return { reason, isSettled: true, passedTo: transferredTo };
  if (reason === 'moved' && control !== null) {
    const ending = endingOfControl(control);
    return ending?.isSettled === true ? ending : null;
  }
  return isFinal ? { reason: 'remote-hung-up', isSettled: true } : null;
}

function outboundReason({ state, failure }: Conversation): EndReason | null {
  switch (state) {
    case 'completed':
      return 'remote-hung-up';
    case 'busy':
    case 'no-answer':
    case 'declined':
    case 'canceled':
    case 'blocked':
      return state;
    case 'failed':
      return failure === 'not-in-service' ? failure : state;
    case 'missed':
    case 'voicemail':
    case 'answered-elsewhere':
      return 'no-answer';
    case 'ringing':
    case 'in-progress':
      return null;
  }
}

function inboundReason({ state }: Conversation): EndReason | null {
  switch (state) {
    case 'completed':
      return 'remote-hung-up';
    case 'declined':
    case 'blocked':
    case 'failed':
    case 'answered-elsewhere':
      return state;
    case 'missed':
    case 'canceled':
    case 'no-answer':
    case 'busy':
    case 'voicemail':
      return 'missed';
    case 'ringing':
    case 'in-progress':
      return null;
  }
}

/** SIP causes as the SDK spells them; which one Twilio sends for which outcome is not promised anywhere. */
const reasonBySdkCode: Readonly<Record<number, EndReason>> = {
  31404: 'not-in-service',
  31480: 'no-answer',
  31486: 'busy',
  31603: 'declined',
};

/**
 * The fallback when the exchange does not answer: what the SDK's code and the call's own past say. `hasSounded`: sound had come
 * through, so that no firewall stops it; it was lost on the way.
 */
export function endingOfSdk(call: Call, sdkCode: number | null, hasSounded = false): Ending {
  const known = sdkCode === null ? undefined : reasonBySdkCode[sdkCode];
  if (known !== undefined && !isTalking(call) && call.direction === 'outbound')
    return { reason: known, isSettled: true };
  if (sdkCode !== null && known === undefined) {
    const problem = problemOfSdkCode(sdkCode);
    const isLost = hasSounded && problem.code === 'media-failed';
    return { reason: 'failed', isSettled: true, problem: isLost ? { ...problem, code: 'call-lost' } : problem };
  }
  if (isTalking(call)) return { reason: 'remote-hung-up', isSettled: true };
  if (call.state === 'pending' && call.outrunBy !== null)
    return { reason: 'answered-elsewhere', isSettled: true, answerer: call.outrunBy };
  if (call.direction === 'inbound') return { reason: 'missed', isSettled: true };
  return { reason: 'no-answer', isSettled: true };
}

/** How a call ends when we end it: nobody needs to be asked. */
export function endingByUs(call: Call): Ending {
  switch (call.state) {
    case 'pending':
      return { reason: 'declined', isSettled: true };
    case 'preparing':
    case 'ringing':
      return { reason: 'canceled', isSettled: true };
    case 'connecting':
      return { reason: call.direction === 'inbound' ? 'hung-up' : 'canceled', isSettled: true };
    case 'open':
    case 'reconnecting':
    case 'closed':
      return { reason: 'hung-up', isSettled: true };
  }
}
