import { m } from '../../paraglide/messages.js';
import type { Control, SteeringFailure } from '../../../../worker/protocol.ts';
import type { PartyView, Pending } from '../../call/call.ts';
import type { Joining } from '../../call/joining.ts';
import type { TalkFacts } from '../../call/talk.ts';

/** How somebody is called on this screen. */
export type Name = (party: PartyView) => string;

/** What is being done to a call that people talk in, in words; empty when they just talk. */
export function talkWords({ asked, isAsking, isHolding, control }: TalkFacts, name: Name): string {
  if (asked?.does === 'transfer') return m.talk_transferring({ party: name(asked.party) });
  if (asked?.does === 'move') return m.talk_moving({ device: name(asked.party) });
  if (isAsking && asked?.does === 'consult') return m.guest_calling({ guest: name(asked.party) });
  return isHolding || (control?.on?.isHere === true && control.isHeld) ? m.on_hold() : '';
}

/** As above, or where somebody stands who was called in addition. */
export function doingWords(talk: TalkFacts, name: Name): string {
  const guest = talk.control?.guest;
  return guest ? guestWords(guest, name) : talkWords(talk, name);
}

const recordings: Readonly<Record<NonNullable<Control['recording']>, () => string>> = {
  notice: m.recording_notice,
  on: m.recording_on,
  paused: m.recording_paused,
};

/** That a call is recorded; empty when it is not. */
export const recordingWords = (recording: Control['recording']): string =>
  recording === null ? '' : recordings[recording]();

/** Where somebody stands who was called in addition. */
export function guestWords({ party, stage }: NonNullable<Control['guest']>, name: Name): string {
  const guest = name(party);
  switch (stage) {
    case 'wanted':
    case 'calling':
      return m.guest_calling({ guest });
    case 'talking':
      return m.guest_talking({ guest });
    case 'joined':
      return m.guest_joined({ guest });
  }
}

const unreached: Readonly<Record<Exclude<SteeringFailure['why'], 'network'>, (words: { guest: string }) => string>> = {
  busy: m.failed_busy,
  'no-answer': m.failed_no_answer,
  declined: m.failed_declined,
  'not-in-service': m.failed_not_in_service,
  failed: m.failed_other,
};

/** Why the last thing asked for did not come about, and what to do; empty when it did, or nothing was. */
export function failedWords({ asked, control }: TalkFacts, far: PartyView, name: Name): string {
  const failure = control?.failure;
  if (!control || !failure || control.on?.isHere !== true) return '';
  if (failure.what === 'recording' && control.recording === null) return m.failed_record();
  if (failure.what === 'recording' || failure.why === 'network') return m.failed_network();
  if (asked?.does !== 'consult') return '';
  const why = unreached[failure.why]({ guest: name(asked.party) });
  return control.isHeld ? `${why} ${m.failed_still_held({ party: name(far) })}` : why;
}

const whys: Readonly<Record<SteeringFailure['why'], () => string>> = {
  busy: m.why_busy,
  'no-answer': m.why_no_answer,
  declined: m.why_declined,
  'not-in-service': m.why_not_in_service,
  failed: m.why_failed,
  network: m.why_failed,
};

/** Why a call that was answered before rings here; empty for one that nobody has answered yet. */
export function joiningWords({ joining, party }: Pick<Pending, 'joining' | 'party'>, name: Name): string {
  if (joining === null) return '';
  switch (joining.as) {
    case 'returned':
      return returnedWords(joining, name);
    case 'lost':
      return m.rescued({ party: name(party) });
    case 'added':
      return m.added();
    case 'passed':
      return m.passed_on();
    case 'moved':
      return '';
  }
}

function returnedWords({ why, from }: Extract<Joining, { as: 'returned' }>, name: Name): string {
  return from === null ? m.returned({ why: whys[why]() }) : m.returned_to({ party: name(from), why: whys[why]() });
}
