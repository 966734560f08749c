import type { Control, Identity } from '../../../worker/protocol.ts';
import type { PartyView } from './call.ts';
import type { Problem } from './problems.ts';

/** What a person asks for in a call that was answered, and whom it is about. `to` is what they dialled. */
export type Asked =
  | { does: 'hold' | 'resume' | 'join' | 'back' }
  | { does: 'record' | 'pause-recording' | 'resume-recording' | 'stop-recording' }
  | { does: 'transfer' | 'consult'; to: string; party: PartyView }
  | { does: 'complete'; party: PartyView }
  | { does: 'move'; device: Identity; party: PartyView };

/** Facts of a call in which people talk. */
export interface TalkFacts {
  /** Milliseconds since the epoch: the in-call clock counts from here. */
  answeredAt: number;
  /** By hand. */
  isMuted: boolean;
  /** Keys pressed in this call, in order. */
  digits: string;
  /** How the exchange says that the call is joined; null until it tells. */
  control: Control | null;
  /** This device had the call, as the exchange told. */
  wasOurs: boolean;
  /** The far party waits, or is about to: nothing of ours goes out. */
  isHolding: boolean;
  /** What was asked for last, until it is refused; to record, until the exchange tells what came of it. */
  asked: Asked | null;
  /** The exchange has not answered that yet. */
  isAsking: boolean;
  /** Who was at the other end before, and left while somebody else was there; null: nobody did. */
  left: PartyView | null;
  /** Why it was refused. */
  problem: Problem | null;
}

/** `granted`: the exchange does what was asked; `told`: how it says that the call is joined now. */
export type TalkEvent =
  | { type: 'muted'; isMuted: boolean }
  | { type: 'digits-sent'; digits: string }
  | { type: 'asked'; what: Asked }
  | { type: 'granted' }
  | { type: 'refused'; problem: Problem }
  | { type: 'told'; control: Control };

/** People begin to talk. */
export const talkFrom = (answeredAt: number): TalkFacts => ({
  answeredAt,
  isMuted: false,
  digits: '',
  control: null,
  wasOurs: false,
  isHolding: false,
  asked: null,
  isAsking: false,
  left: null,
  problem: null,
});

/** The microphone gives nothing: by hand, or because the far party waits. */
export const isSilent = ({ isMuted, isHolding }: TalkFacts): boolean => isMuted || isHolding;

/** Our leg ends when this is done, and the call goes on without it. */
export const leavesUs = (asked: Asked | null): asked is Extract<Asked, { party: PartyView }> =>
  asked !== null && (asked.does === 'transfer' || asked.does === 'complete' || asked.does === 'move');

/** The facts after the event, or the very same object when it changes nothing. One thing is asked for at a time. */
export function talkAfter(talk: TalkFacts, event: TalkEvent): TalkFacts {
  switch (event.type) {
    case 'muted':
      return talk.isMuted === event.isMuted ? talk : { ...talk, isMuted: event.isMuted };
    case 'digits-sent':
      return { ...talk, digits: talk.digits + event.digits };
    case 'asked':
      return talk.isAsking
        ? talk
        : {
            ...talk,
            asked: event.what,
            isAsking: true,
            problem: null,
            isHolding: talk.isHolding || beginsWaiting(event.what),
          };
    case 'granted':
      return talk.isAsking
        ? {
            ...talk,
            asked: talk.asked?.does === 'record' && isToldOfRecording(talk.control) ? null : talk.asked,
            isAsking: false,
            isHolding: talk.isHolding && !endsWaiting(talk.asked),
          }
        : talk;
    case 'refused':
      return talk.isAsking
        ? { ...talk, asked: null, isAsking: false, problem: event.problem, isHolding: isWaiting(talk.control) }
        : talk;
    case 'told': {
      const isHolding = isWaiting(event.control) || (talk.isAsking && beginsWaiting(talk.asked));
      const wasOurs = talk.wasOurs || event.control.on?.isHere === true;
      const asked = talk.asked?.does === 'record' && !talk.isAsking ? null : talk.asked;
      return { ...talk, control: event.control, wasOurs, isHolding, asked };
    }
  }
}

/** Whether the call is recorded: from the tap on Record on, all are told first. Null: it is not. */
export const recordingOf = ({ asked, control }: Pick<TalkFacts, 'asked' | 'control'>): Control['recording'] =>
  control?.recording ?? (asked?.does === 'record' ? 'notice' : null);

const isToldOfRecording = (control: Control | null): boolean =>
  control !== null && (control.recording !== null || control.failure?.what === 'recording');

/** The far party waits for us, and nobody else hears us. */
function isWaiting(control: Control | null): boolean {
  if (control?.on?.isHere !== true || !control.isHeld) return false;
  return control.guest?.stage !== 'talking' && control.guest?.stage !== 'joined';
}

const beginsWaiting = (asked: Asked | null): boolean => asked?.does === 'hold' || asked?.does === 'consult';

const endsWaiting = (asked: Asked | null): boolean =>
  asked?.does === 'resume' || asked?.does === 'join' || asked?.does === 'back';
