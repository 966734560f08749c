import { invalid, notFound, RestError } from './errors.ts';
import { pageOf } from './page.ts';
import { answerWithRange } from './ranges.ts';
import { recordingJson } from './recording-json.ts';
import { PAUSE_BEHAVIORS, TRACKS, type Recording } from '../recording/recording.ts';
import { RECORDING_EVENTS, type RecordingTarget } from '../recording/recordings.ts';
import type { Fields } from './fields.ts';
import type { RestDeps, RestRouter } from './routing.ts';

/** Recordings of calls, over the call and by themselves (https://www.twilio.com/docs/voice/api/recording). */
export function recordingRoutes({ on }: RestRouter, { account: { accountSid }, ledger, exchange }: RestDeps): void {
  const { recordings } = exchange;

  function recordingOf(file: string, path: string, callSid?: string): Recording {
    const recording = recordings.find(file.replace(/\.[a-z0-9]+$/, ''));
    if (recording === null || (callSid ?? recording.facts.callSid) !== recording.facts.callSid) throw notFound(path);
    return recording;
  }

  on('POST /Accounts/:account/Calls/:call/Recordings.json', (c, fields) => {
    const call = ledger.find(c.req.param('call') ?? '');
    if (call === null) throw notFound(c.req.path);
    const how = {
      channels: fields.oneOf('RecordingChannels', ['mono', 'dual']) ?? 'mono',
      track: fields.oneOf('RecordingTrack', TRACKS) ?? 'both',
    } as const;
    const target = targetOf(fields);
    const leg = exchange.find(call.sid);
    const media = leg?.media ?? null;
    if (leg === null || media === null || call.status !== 'in-progress')
      throw new RestError(400, 21220, 'Requested resource is not eligible for recording');
    return c.json(recordingJson(accountSid, recordings.start(leg, media, how, target)), 201);
  });

  on('GET /Accounts/:account/Calls/:call/Recordings.json', (c, fields) => {
    const callSid = c.req.param('call') ?? '';
    if (ledger.find(callSid) === null) throw notFound(c.req.path);
    return c.json(listOf(fields, callSid, `/2010-04-01/Accounts/${accountSid}/Calls/${callSid}/Recordings.json`));
  });

  on('GET /Accounts/:account/Calls/:call/Recordings/:file', (c) =>
    c.json(recordingJson(accountSid, recordingOf(c.req.param('file') ?? '', c.req.path, c.req.param('call')))),
  );

  on('POST /Accounts/:account/Calls/:call/Recordings/:file', (c, fields) => {
    const recording = recordingOf(c.req.param('file') ?? '', c.req.path, c.req.param('call'));
    const status = fields.oneOf('Status', ['paused', 'in-progress', 'stopped']);
    const behavior = fields.oneOf('PauseBehavior', PAUSE_BEHAVIORS);
    if (status === undefined) throw invalid('The field "Status" is needed');
    if (behavior !== undefined && status !== 'paused') throw invalid('PauseBehavior is for Status=paused');
    if (recording.isOver) throw new RestError(400, 21220, `Recording is ${recording.status}: it cannot be updated`);
    if (status === 'paused') recordings.pause(recording, behavior ?? 'silence');
    else if (status === 'in-progress') recordings.resume(recording);
    else recordings.stop(recording);
    return c.json(recordingJson(accountSid, recording));
  });

  on('GET /Accounts/:account/Recordings.json', (c, fields) =>
    c.json(listOf(fields, fields.text('CallSid'), `/2010-04-01/Accounts/${accountSid}/Recordings.json`)),
  );

  /** `.json` is the resource, `.wav` or nothing is the sound; another format is refused by name. */
  on('GET /Accounts/:account/Recordings/:file', (c) => {
    const file = c.req.param('file') ?? '';
    const recording = recordingOf(file, c.req.path);
    if (file.endsWith('.json')) return c.json(recordingJson(accountSid, recording));
    if (!/^RE[0-9a-f]{32}(\.wav)?$/.test(file)) throw invalid(`This emulator has recordings as .wav, not as ${file}`);
    if (recording.status !== 'completed') throw notFound(c.req.path);
    return answerWithRange(recording.wav(), 'audio/x-wav', c.req.header('Range'));
  });

  on('DELETE /Accounts/:account/Recordings/:file', (c) => {
    const recording = recordingOf(c.req.param('file') ?? '', c.req.path);
    if (!recording.isOver) throw invalid('A recording that is still being made cannot be deleted');
    recordings.remove(recording);
    return c.body(null, 204);
  });

  function listOf(fields: Fields, callSid: string | undefined, path: string) {
    const found = recordings.all().filter(({ facts }) => (callSid ?? facts.callSid) === facts.callSid);
    return pageOf({ path, key: 'recordings', fields }, found, (one) => recordingJson(accountSid, one));
  }
}

function targetOf(fields: Fields): RecordingTarget | null {
  const url = fields.url('RecordingStatusCallback');
  const events = fields.words('RecordingStatusCallbackEvent', RECORDING_EVENTS, ['completed']);
  const method = fields.method('RecordingStatusCallbackMethod', 'POST');
  return url === undefined ? null : { url, method, events };
}
