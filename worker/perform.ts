import type { Config } from './config.ts';
import { log, messageOf } from './log.ts';
import type { Ports } from './ports.ts';
import type { RecordingToldOf } from './ports/recordings.ts';
import type { Steered } from './ports/steering.ts';
import type { CallSid, SteeringFailure } from './protocol.ts';
import type { Command } from './steering/commands.ts';
import { startRecording, updateRecording } from './twilio/recordings.ts';
import { type RestAccount, TwilioError } from './twilio/rest.ts';
import {
  addParticipant,
  announceInConference,
  endConference,
  hangUpLeg,
  redirectLeg,
  updateParticipant,
} from './twilio/steer.ts';
import { invited, musicUrl, redirectionOf } from './voice/instruction.ts';
import { noticeUrl, recordingEventsUrl } from './voice/urls.ts';
import { insistently } from './within.ts';

/** Who hears what became of the commands. */
type Told = Pick<Ports['exchange'], 'recordingTold' | 'steeringFailed'>;

/** What became of the commands. */
interface Performed {
  /** The first that Twilio did not do; what came after it was left out. */
  undone: Command | null;
  /** What began to be recorded. */
  recording: RecordingToldOf | null;
}

/**
 * Has Twilio do what follows for a steered call, and tells the object what became of it. `what`: what was asked for, to be called
 * failed when Twilio does not do it. False when it did not.
 */
export async function carryOut(
  { config, ports }: { config: Config; ports: { exchange: Told } },
  steered: Steered,
  what: SteeringFailure['what'] | null,
): Promise<boolean> {
  const { callSid } = steered;
  const { undone, recording } = await perform(config, steered, Date.now());
  const told = recording && (await insistently(() => ports.exchange.recordingTold(recording)));
  if (told?.ok && told.value) await perform(config, told.value, Date.now());
  if (undone === null) return true;
  if (what === null) return false;
  const mended = await insistently(() =>
    ports.exchange.steeringFailed({ callSid, what, command: undone, now: Date.now() }),
  );
  if (mended.ok && mended.value) await perform(config, mended.value, Date.now());
  return false;
}

/**
 * Has Twilio do what follows for a steered call, one after the other. A leg or a room that could not be ended keeps nothing else
 * from being done: the watchdog looks after those.
 */
async function perform(config: Config, steered: Steered, now: number): Promise<Performed> {
  const account = { ...config, api: config.endpoints.api };
  let recording: RecordingToldOf | null = null;
  for (const command of steered.commands) {
    try {
      if (command.do === 'record') recording = await startedRecording(account, config, steered, command.leg, now);
      else await run(account, config, steered, command, now);
    } catch (error) {
      // Somebody hung up meanwhile: that is no failure of ours.
      const level = error instanceof TwilioError && error.isOver ? 'warn' : 'error';
      log[level]('steering-failed', { callSid: steered.callSid, what: command.do, error: messageOf(error) });
      if (command.do !== 'hang-up' && command.do !== 'end-room') return { undone: command, recording };
    }
  }
  return { undone: null, recording };
}

async function run(
  account: RestAccount,
  config: Config,
  { about }: Steered,
  command: Exclude<Command, { do: 'record' }>,
  now: number,
): Promise<void> {
  const { publicUrl } = config;
  switch (command.do) {
    case 'redirect':
      return redirectLeg(account, command.leg, redirectionOf(config, about, command.to, now));
    case 'hold':
      return updateParticipant(account, command.room, command.leg, {
        Hold: command.isHeld,
        // Twilio would ask with GET, which is not signed in its form.
        ...(command.isHeld ? { HoldUrl: musicUrl(publicUrl), HoldMethod: 'POST' } : {}),
      });
    case 'keep-room':
      return updateParticipant(account, command.room, command.leg, { EndConferenceOnExit: command.endsRoom });
    case 'invite':
      return anyOf(
        invited(config, about, command, now).map((participant) => addParticipant(account, command.room, participant)),
      );
    case 'hang-up':
      return hangUpLeg(account, command.leg);
    case 'end-room':
      return endConference(account, command.room);
    case 'announce':
      return announceInConference(account, command.room, noticeUrl(publicUrl, { since: command.since }));
    case 'pause-recording':
      return updateRecording(account, command.leg, command.sid, 'paused');
    case 'resume-recording':
      return updateRecording(account, command.leg, command.sid, 'in-progress');
    case 'stop-recording':
      return updateRecording(account, command.leg, command.sid, 'stopped');
  }
}

async function startedRecording(
  account: RestAccount,
  { publicUrl }: Config,
  { callSid }: Steered,
  leg: CallSid,
  now: number,
): Promise<RecordingToldOf> {
  const sid = await startRecording(account, leg, recordingEventsUrl(publicUrl, callSid));
  return { callSid, sid, leg, status: 'in-progress', startedAt: now, seconds: null, now };
}

/** Of several devices of somebody, one that Twilio does not call keeps nobody from being called at the others. */
async function anyOf(orders: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(orders);
  if (results.every(({ status }) => status === 'rejected')) await Promise.any(orders);
}
