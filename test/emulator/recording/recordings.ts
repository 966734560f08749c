import { Recording, type RecordingFacts } from './recording.ts';
import { rfc2822 } from '../webhooks/parameters.ts';
import type { Call } from '../exchange/call.ts';
import type { Leg } from '../exchange/leg.ts';
import type { Clock, MediaLeg } from '../ports.ts';
import type { Method } from '../twiml/nodes.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

export const RECORDING_EVENTS = ['in-progress', 'completed', 'absent'] as const;

export interface RecordingTarget {
  url: string;
  method: Method;
  events: readonly (typeof RECORDING_EVENTS)[number][];
}

interface RecordingsDeps {
  accountSid: string;
  clock: Clock;
  webhooks: Webhooks;
  makeSid: (prefix: string) => string;
}

interface Kept {
  recording: Recording;
  call: Call;
  target: RecordingTarget | null;
  told: Promise<void>;
}

/** Where a recording is, without an extension (https://www.twilio.com/docs/voice/api/recording). */
export function recordingUrl(accountSid: string, sid: string): string {
  return `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`;
}

/** The recordings of the account, of calls alone. */
export class Recordings {
  readonly #deps: RecordingsDeps;
  readonly #all = new Map<string, Kept>();

  constructor(deps: RecordingsDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  all(): Recording[] {
    return [...this.#all.values()].map(({ recording }) => recording).reverse();
  }

  find(sid: string): Recording | null {
    return this.#all.get(sid)?.recording ?? null;
  }

  /** Records a leg from now until it is stopped or the call ends. */
  start(
    leg: Leg,
    media: MediaLeg,
    how: Pick<RecordingFacts, 'channels' | 'track'>,
    target: RecordingTarget | null,
  ): Recording {
    const { call } = leg;
    const sid = this.#deps.makeSid('RE');
    const facts = { ...how, sid, callSid: call.sid, startedAtMs: this.#deps.clock.now() };
    const kept: Kept = { recording: new Recording(facts, media), call, target, told: Promise.resolve() };
    this.#all.set(sid, kept);
    call.note('media', 'recording starts', { recording: sid });
    this.#tell(kept);
    leg.onEnd(() => this.stop(kept.recording));
    return kept.recording;
  }

  pause(recording: Recording, behavior: 'silence' | 'skip'): void {
    recording.pause(behavior);
    this.#changed(recording, 'recording pauses');
  }

  resume(recording: Recording): void {
    recording.resume();
    this.#changed(recording, 'recording resumes');
  }

  stop(recording: Recording): void {
    if (recording.isOver) return;
    recording.stop();
    const kept = this.#changed(recording, 'recording stops');
    if (kept !== undefined) this.#tell(kept);
  }

  remove(recording: Recording): void {
    this.#all.delete(recording.facts.sid);
  }

  clear(): void {
    this.#all.clear();
  }

  #changed(recording: Recording, what: string): Kept | undefined {
    const { sid } = recording.facts;
    recording.updatedAtMs = this.#deps.clock.now();
    const kept = this.#all.get(sid);
    kept?.call.note('media', what, { recording: sid });
    return kept;
  }

  /** What a recording's status callback says, one after the other. Pausing is told to nobody. */
  #tell(kept: Kept): void {
    const { recording, call, target } = kept;
    const { status, durationSeconds } = recording;
    if (target === null || status === 'paused' || !target.events.includes(status)) return;
    const { accountSid, webhooks } = this.#deps;
    const { sid, channels, track, startedAtMs } = recording.facts;
    const params = {
      AccountSid: accountSid,
      CallSid: call.sid,
      RecordingSid: sid,
      RecordingUrl: recordingUrl(accountSid, sid),
      RecordingStatus: status,
      RecordingChannels: channels === 'dual' ? '2' : '1',
      RecordingStartTime: rfc2822(startedAtMs),
      RecordingSource: 'StartCallRecordingAPI',
      RecordingTrack: track,
      ...(status === 'in-progress' ? {} : { RecordingDuration: String(durationSeconds) }),
    };
    const { url, method } = target;
    kept.told = kept.told.then(
      () =>
        new Promise((goOn, fail) => {
          webhooks({ kind: 'callback', call, method, url, params, onLate: goOn }).then((result) => {
            if (!result.ok) call.note('error', `recording callback: ${result.message}`, { code: result.code });
            goOn();
          }, fail);
        }),
    );
  }
}
