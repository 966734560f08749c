import { calledOf } from './called.ts';
import { participantJson } from './conference-json.ts';
import { invalid, notFound, RestError } from './errors.ts';
import { pageOf } from './page.ts';
import { isLabel } from '../twiml/conference.ts';
import { LIMITS } from '../twiml/grammar.ts';
import { BEEPS, CONFERENCE_EVENTS, type ConferenceManner } from '../twiml/nodes.ts';
import type { Changes, Conference } from '../conference/conference.ts';
import type { Participant } from '../conference/participant.ts';
import type { Fields } from './fields.ts';
import type { RestDeps, RestRouter } from './routing.ts';

/** The Participant resource (https://www.twilio.com/docs/voice/api/conference-participant-resource). */
export function participantRoutes({ on }: RestRouter, { account, exchange }: RestDeps): void {
  const { accountSid } = account;
  const { conferences } = exchange;

  /** A conference that lives, by its SID. */
  function livingOf(sid: string, path: string): Conference {
    const found = conferences.find(sid);
    if (found === null || found.status === 'completed') throw notFound(path);
    return found;
  }

  /** Somebody in it, by Call SID or label. */
  function keyOf(file: string): string {
    return file.replace(/\.json$/, '');
  }

  on('GET /Accounts/:account/Conferences/:conference/Participants.json', (c, fields) => {
    const conference = livingOf(c.req.param('conference') ?? '', c.req.path);
    const [muted, hold] = [fields.boolean('Muted'), fields.boolean('Hold')];
    const found = [...conference.participants(), ...conference.joining()]
      .map((one) => participantJson(accountSid, conference, one))
      .filter((one) => (muted ?? one.muted) === one.muted && (hold ?? one.hold) === one.hold);
    const path = `/2010-04-01/Accounts/${accountSid}/Conferences/${conference.sid}/Participants.json`;
    return c.json(pageOf({ path, key: 'participants', fields }, found, (one) => one));
  });

  on('POST /Accounts/:account/Conferences/:conference/Participants.json', (c, fields) => {
    const key = c.req.param('conference') ?? '';
    const called = calledOf(fields, { account, isVerified: exchange.isVerified });
    const manner = mannerOf(fields);
    const isEarlyMediaHeard = fields.boolean('EarlyMedia') ?? true;
    // Named by anything but a SID, it is the one of that name, or a new one.
    const conference = /^CF[0-9a-f]{32}$/.test(key) ? livingOf(key, c.req.path) : conferences.open(key);
    if (manner.label !== null && conference.findJoining(manner.label) !== null)
      throw new RestError(400, 16025, `Label "${manner.label}" is already on its way into the conference`);
    const refused = conferences.refusal(conference, manner);
    if (refused !== null) throw new RestError(400, refused.code, refused.message);
    const joining = exchange.add(conference, { ...called, fallbackUrl: null }, { manner, isEarlyMediaHeard });
    return c.json(participantJson(accountSid, conference, joining), 201);
  });

  on('GET /Accounts/:account/Conferences/:conference/Participants/:file', (c) => {
    const conference = livingOf(c.req.param('conference') ?? '', c.req.path);
    const key = keyOf(c.req.param('file') ?? '');
    const found = conference.find(key) ?? conference.findJoining(key);
    if (found === null) throw notFound(c.req.path);
    return c.json(participantJson(accountSid, conference, found));
  });

  on('POST /Accounts/:account/Conferences/:conference/Participants/:file', (c, fields) => {
    const conference = livingOf(c.req.param('conference') ?? '', c.req.path);
    const participant = inside(conference, c.req.param('file') ?? '', c.req.path);
    const changes = changesOf(fields, conference);
    if (conference.status === 'init') throw new RestError(400, 16099, 'Unexpected conference status: init');
    conference.change(participant, changes);
    const announceUrl = fields.url('AnnounceUrl');
    if (announceUrl !== undefined)
      void conference.announce({ url: announceUrl, method: fields.method('AnnounceMethod', 'POST') }, participant);
    return c.json(participantJson(accountSid, conference, participant));
  });

  on('DELETE /Accounts/:account/Conferences/:conference/Participants/:file', (c) => {
    const conference = livingOf(c.req.param('conference') ?? '', c.req.path);
    const participant = inside(conference, c.req.param('file') ?? '', c.req.path);
    conference.leave(participant, 'participant_updated_via_api');
    return c.body(null, 204);
  });

  /** Only who has joined can be changed. */
  function inside(conference: Conference, file: string, path: string): Participant {
    const found = conference.find(keyOf(file));
    if (found === null) throw notFound(path);
    return found;
  }
}

function mannerOf(fields: Fields): ConferenceManner {
  const label = fields.text('Label') ?? null;
  if (label !== null && !isLabel(label)) throw new RestError(400, 16023, `Label "${label}" is not allowed`);
  const wait = fields.text('WaitUrl');
  if (wait !== '' && wait !== undefined) fields.url('WaitUrl');
  const report = fields.url('ConferenceStatusCallback') ?? null;
  return {
    label,
    isMuted: fields.boolean('Muted') ?? false,
    beep: fields.oneOf('Beep', BEEPS) ?? 'true',
    startsConference: fields.boolean('StartConferenceOnEnter') ?? true,
    endsConference: fields.boolean('EndConferenceOnExit') ?? false,
    maxParticipants: fields.integer('MaxParticipants', LIMITS.conferenceParticipants) ?? 250,
    wait: { url: wait ?? null, method: fields.method('WaitMethod', 'POST') },
    coaches: coachOf(fields) ?? null,
    report: {
      url: report,
      method: fields.method('ConferenceStatusCallbackMethod', 'POST'),
      events: fields.words('ConferenceStatusCallbackEvent', CONFERENCE_EVENTS, ['start', 'end']),
    },
  };
}

function changesOf(fields: Fields, conference: Conference): Changes {
  const [isMuted, isHeld] = [fields.boolean('Muted'), fields.boolean('Hold')];
  const [endsConference, beepsOnExit] = [fields.boolean('EndConferenceOnExit'), fields.boolean('BeepOnExit')];
  const [holdUrl, coaches] = [fields.url('HoldUrl'), coachOf(fields)];
  if (holdUrl !== undefined && isHeld !== true) throw invalid('HoldUrl without Hold=true changes nothing');
  if (typeof coaches === 'string' && conference.find(coaches) === null)
    throw new RestError(400, 13240, `CallSidToCoach "${coaches}" is not in the conference`);
  return {
    ...(isMuted === undefined ? {} : { isMuted }),
    ...(isHeld === undefined ? {} : { isHeld }),
    ...(holdUrl === undefined ? {} : { hold: { url: holdUrl, method: fields.method('HoldMethod', 'GET') } }),
    ...(endsConference === undefined ? {} : { endsConference }),
    ...(beepsOnExit === undefined ? {} : { beepsOnExit }),
    ...(coaches === undefined ? {} : { coaches }),
  };
}

/** Whom somebody coaches: undefined when nothing is said about it, null for nobody any longer. */
function coachOf(fields: Fields): string | null | undefined {
  const [isCoaching, whom] = [fields.boolean('Coaching'), fields.text('CallSidToCoach')];
  if (isCoaching === false) return null;
  if (isCoaching === true && whom === undefined) throw invalid('Coaching needs a CallSidToCoach');
  return whom;
}
