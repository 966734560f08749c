import { attributesOf, TwimlError, type Element } from './element.ts';
import { LIMITS } from './grammar.ts';
import { BEEPS, CONFERENCE_EVENTS, type ConferenceEvent, type ConferenceNoun } from './nodes.ts';

const METHODS = ['GET', 'POST'] as const;

/** Reads a `<Conference>`. What cannot be done here, recording above all, is an error that names it. */
export function conferenceOf(element: Element): ConferenceNoun {
  const read = attributesOf(element);
  if (element.text === '') throw new TwimlError(12200, 'A <Conference> needs a name');
  read.oneOf('record', 'do-not-record', ['do-not-record']);
  const label = read.text('participantLabel');
  if (label !== null && !isLabel(label)) throw new TwimlError(16023, `participantLabel "${label}" is not allowed`);
  const coaches = read.text('coach');
  if (coaches !== null && !/^CA[0-9a-f]{32}$/.test(coaches))
    throw new TwimlError(13240, `coach "${coaches}" is not a Call SID`);
  return {
    name: element.text,
    manner: {
      label,
      isMuted: read.boolean('muted', false),
      beep: read.oneOf('beep', 'true', BEEPS),
      startsConference: read.boolean('startConferenceOnEnter', true),
      endsConference: read.boolean('endConferenceOnExit', false),
      maxParticipants: read.integer('maxParticipants', 250, LIMITS.conferenceParticipants),
      wait: { url: read.text('waitUrl'), method: read.oneOf('waitMethod', 'POST', METHODS) },
      coaches,
      report: {
        url: read.text('statusCallback'),
        method: read.oneOf('statusCallbackMethod', 'POST', METHODS),
        events: eventsOf(read.text('statusCallbackEvent') ?? ''),
      },
    },
  };
}

/** At most 128 characters, no slash, nothing that looks like a Call SID (https://www.twilio.com/docs/api/errors/16023). */
export function isLabel(label: string): boolean {
  return /^(?!CA[0-9a-f]{32}$)[^/]{1,128}$/.test(label);
}

/** Events as Twilio separates them, by spaces. Throws {@link TwimlError} 16002 with the first that is not one. */
export function eventsOf(words: string): ConferenceEvent[] {
  return words
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const found = CONFERENCE_EVENTS.find((event) => event === word);
      if (found === undefined)
        throw new TwimlError(16002, `The conference event "${word}" is not one of ${CONFERENCE_EVENTS.join(', ')}`);
      return found;
    });
}
